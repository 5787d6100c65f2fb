import { Anchor, Card, Group, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Link } from 'react-router';
import type { Connection } from '../../api/connections.js';
import { count, countOf } from '../../format/numbers.js';
import { connectionPath } from '../../paths.js';
import { scanLook, scannedInScan } from '../../words/scan-states.js';
import { AttentionList } from '../attention-list.js';
import { CoverageBadge, StatusBadge } from '../badges.js';
import { ScanBar } from '../scan-bar.js';
import classes from './connection-list.module.css';

interface Props {
  readonly connections: readonly Connection[];
  readonly label: string;
}

/** Connections as a table, or as cards on narrow screens. */
export function ConnectionList(props: Props) {
  const isWide = useMediaQuery('(min-width: 62em)', undefined, { getInitialValueInEffect: false });
  return isWide ? <ConnectionTable {...props} /> : <ConnectionCards {...props} />;
}

function ConnectionTable({ connections, label }: Props) {
  return (
    <Table verticalSpacing="sm" layout="fixed" highlightOnHover aria-label={label} withTableBorder>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">Connection</Table.Th>
          <Table.Th scope="col" w="24%">
            Status
          </Table.Th>
          <Table.Th scope="col" w="13%">
            Coverage
          </Table.Th>
          <Table.Th scope="col" w="16%">
            Progress
          </Table.Th>
          <Table.Th scope="col" w="25%">
            Needs attention
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {connections.map((connection) => (
          <Table.Tr key={connection.id} className={classes['row'] ?? ''}>
            <Table.Th scope="row" fw={400}>
              <Name connection={connection} />
            </Table.Th>
            <Table.Td>
              <StatusBadge connection={connection} />
            </Table.Td>
            <Table.Td>
              <CoverageBadge connection={connection} />
            </Table.Td>
            <Table.Td>
              <Progress connection={connection} />
            </Table.Td>
            <Table.Td>
              <AttentionList connection={connection} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function ConnectionCards({ connections, label }: Props) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} component="ul" p={0} m={0} aria-label={label}>
      {connections.map((connection) => (
        <Card key={connection.id} withBorder component="li" style={{ listStyle: 'none' }}>
          <Stack gap="sm">
            <Name connection={connection} />
            <Group gap="xs">
              <StatusBadge connection={connection} />
              <CoverageBadge connection={connection} />
            </Group>
            <Progress connection={connection} />
            <AttentionList connection={connection} />
          </Stack>
        </Card>
      ))}
    </SimpleGrid>
  );
}

function Name({ connection: { id, name, enterprise, account } }: { readonly connection: Connection }) {
  const about = [enterprise?.name, account?.login].filter((each) => each !== undefined).join(' · ');
  return (
    <Stack gap={0} miw={0}>
      <Anchor component={Link} to={connectionPath(id)} fw={600} truncate title={name} c="var(--mantine-color-anchor)">
        <bdi>{name}</bdi>
      </Anchor>
      <Text size="sm" c="dimmed" truncate title={about}>
        <bdi>{about === '' ? 'Box' : about}</bdi>
      </Text>
    </Stack>
  );
}

function Progress({ connection }: { readonly connection: Connection }) {
  const { scan, status } = connection;
  if (scan.generation === null) {
    return (
      <Text size="sm" c="dimmed">
        {status === 'connected' ? 'About to start' : 'No scan yet'}
      </Text>
    );
  }
  return (
    <Stack gap={6}>
      <Text size="sm">
        {countOf(connection.files.active, 'file')}, {scanLook(connection).label.toLowerCase()}
      </Text>
      {(scan.state === 'running' || scan.state === 'paused') && (
        <>
          <Text size="xs" c="dimmed">
            Scan {count(scan.generation)}: {scannedInScan(connection)} scanned
          </Text>
          <ScanBar connection={connection} />
        </>
      )}
    </Stack>
  );
}
