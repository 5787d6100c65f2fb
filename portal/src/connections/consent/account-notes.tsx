import { Badge, Skeleton, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { boxGuideQuery, type SetupGuide } from '../../api/connectors.js';
import { ErrorPanel } from '../../ui/error-panel.js';
import { COVERAGE_LOOKS } from '../../words/coverage.js';

/** The Box accounts that can connect, with the coverage of each. */
export function AccountNotes() {
  const { data: guide, error, refetch } = useQuery(boxGuideQuery);
  if (error && !guide) return <ErrorPanel error={error} retry={() => void refetch()} />;
  if (!guide) return <Skeleton height={140} />;
  return (
    <Table verticalSpacing="xs">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">Box account</Table.Th>
          <Table.Th scope="col">Coverage</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {guide.accountNotes.map((note) => (
          <Table.Tr key={note.account}>
            <Table.Th scope="row" style={{ verticalAlign: 'top' }}>
              {note.account}
            </Table.Th>
            <Table.Td>
              <Coverage note={note} />
              <Text size="sm">{note.note}</Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Coverage({ note }: { readonly note: SetupGuide['accountNotes'][number] }) {
  const look = Object.entries(COVERAGE_LOOKS).find(([coverage]) => coverage === note.coverage)?.[1];
  return look ? (
    <Badge color={look.color} variant="light" size="sm">
      {look.label}
    </Badge>
  ) : null;
}
