import { Badge, ScrollArea, Skeleton, Table, Text, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Connection } from '../../api/connections.js';
import { rescansQuery, type Rescan } from '../../api/scan.js';
import { countOf } from '../../format/numbers.js';
import { ErrorPanel } from '../../ui/error-panel.js';
import { Time } from '../../ui/time.js';
import { UntrustedText } from '../../ui/untrusted-text.js';
import {
  delayExplanation,
  rescanActor,
  rescanCause,
  rescanDelay,
  rescanItem,
  rescanOutcome,
} from '../../words/rescans.js';
import { Panel } from './panel.js';

/** The last fifty priority rescans: what caused each, who, how fast it was, and what changed. */
export function RecentPanel({ connection }: { readonly connection: Connection }) {
  const { id, scan } = connection;
  const { data, error, refetch } = useQuery(rescansQuery(id));
  const progress = [scan.express.scanned, scan.express.waiting, scan.problems].join();
  useEffect(() => void refetch({ cancelRefetch: false }), [progress, refetch]);
  return (
    <Panel
      title="Priority rescans"
      aside={data && <Badge variant="default">{data.length === 0 ? 'None yet' : `Latest ${data.length}`}</Badge>}
    >
      {data ? <Rescans rescans={data} /> : error ? null : <Skeleton height={160} />}
      {error && <ErrorPanel error={error} retry={() => void refetch()} />}
    </Panel>
  );
}

function Rescans({ rescans }: { readonly rescans: readonly Rescan[] }) {
  if (rescans.length === 0) {
    return <Text size="sm">Files that change are rescanned before all others. The latest 50 are listed here.</Text>;
  }
  return (
    <ScrollArea.Autosize
      mah={380}
      type="auto"
      viewportProps={{ tabIndex: 0, 'aria-label': `Priority rescans: ${countOf(rescans.length, 'item')}` }}
    >
      <Table verticalSpacing={6} miw={720} layout="fixed" stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col" w="32%">
              Item
            </Table.Th>
            <Table.Th scope="col" w="22%">
              Rescanned after
            </Table.Th>
            <Table.Th scope="col">What changed</Table.Th>
            <Table.Th scope="col" w={90}>
              Delay
            </Table.Th>
            <Table.Th scope="col" w={130}>
              Scanned
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rescans.map((rescan) => (
            <Row key={`${rescan.scannedAt} ${rescan.itemType} ${rescan.itemId}`} rescan={rescan} />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  );
}

function Row({ rescan }: { readonly rescan: Rescan }) {
  const actor = rescanActor(rescan);
  return (
    <Table.Tr>
      <Table.Td>
        <UntrustedText text={rescanItem(rescan)} size="sm" />
      </Table.Td>
      <Table.Td>
        <Text size="sm" truncate title={rescan.cause.eventType}>
          {rescanCause(rescan)}
        </Text>
        {actor !== null && <UntrustedText size="xs" c="dimmed" text={actor} />}
      </Table.Td>
      <Table.Td>
        <UntrustedText size="sm" text={rescanOutcome(rescan)} {...looksOf(rescan)} />
      </Table.Td>
      <Table.Td>
        <Tooltip label={delayExplanation(rescan)}>
          <Text size="sm" component="span">
            {rescanDelay(rescan)}
          </Text>
        </Tooltip>
      </Table.Td>
      <Table.Td>
        <Text size="sm" c="dimmed" component="span">
          <Time at={rescan.scannedAt} relative />
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}

/** What changed nothing is dimmed, so that changes stand out. */
const looksOf = ({ result }: Rescan): { c?: 'dimmed' } =>
  result === 'unchanged' || result === 'skipped' ? { c: 'dimmed' } : {};
