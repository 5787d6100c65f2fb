import { List, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { boxGuideQuery } from '../../api/connectors.js';
import { Copyable } from '../../ui/copyable.js';
import { Disclosure } from '../../ui/disclosure.js';
import { ErrorPanel } from '../../ui/error-panel.js';

/** How to allow Boxward's app in an enterprise that disables unpublished apps: the key, and where to enter it in Box. */
export function AllowAppKey() {
  const { data: guide, error, refetch } = useQuery(boxGuideQuery);
  if (error && !guide) return <ErrorPanel error={error} retry={() => void refetch()} />;
  if (!guide) return <Skeleton height={96} />;
  const { apiKey, dataCenter, where } = guide.appRestriction;
  const [field, ...menuPath] = where.split(' → ').toReversed();
  return (
    <Stack gap="xs">
      <Text size="sm">
        Required if the enterprise has “Disable unpublished apps by default” switched on. Box then shows “Disabled by
        Administrator” instead of asking for consent.
      </Text>
      <List type="ordered" size="sm" spacing={6}>
        <List.Item>
          In Box, open <strong>{menuPath.toReversed().join(' → ')}</strong>.
        </List.Item>
        <List.Item>
          Under <strong>{field}</strong>, add this key (data center {dataCenter}):
          <Copyable text={apiKey} label={`the key of ${dataCenter}`} />
        </List.Item>
        <List.Item>Save the settings in Box, then return here.</List.Item>
      </List>
      <Disclosure label="Keys of all data centers">
        <Table withRowBorders={false} verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">Data center</Table.Th>
              <Table.Th scope="col">Key</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {guide.dataCenters.map((each) => (
              <Table.Tr key={each.dataCenter}>
                <Table.Th scope="row">{each.dataCenter}</Table.Th>
                <Table.Td>
                  <Copyable text={each.apiKey} label={`the key of ${each.dataCenter}`} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Disclosure>
    </Stack>
  );
}
