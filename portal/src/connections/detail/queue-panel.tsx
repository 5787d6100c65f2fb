import { Badge, ScrollArea, Skeleton, Table, Text, VisuallyHidden } from '@mantine/core';
import { useThrottledValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Connection } from '../../api/connections.js';
import { queueQuery, type QueueItem } from '../../api/scan.js';
import { count } from '../../format/numbers.js';
import { ErrorPanel } from '../../ui/error-panel.js';
import { standsStill } from '../../words/health.js';
import { Panel } from './panel.js';
import { itemKey, newItemKeys, queueLength, queueSentence } from './queue-items.js';
import { QueueRow } from './queue-row.js';

/** How many items are fetched, and how many of them are shown. */
const FETCH_LIMIT = 50;
const MAX_ROWS = 12;
const REFETCH_MS = 1_500;
/** How often screen readers announce the queue, in milliseconds. */
const ANNOUNCE_MS = 8_000;

/** The first items of the scan queue, refetched continuously while the queue moves. */
export function QueuePanel({ connection }: { readonly connection: Connection }) {
  const { scan } = connection;
  const isStill = standsStill(connection);
  const isMoving = !isStill && (scan.state === 'running' || scan.express.waiting > 0);
  const { data, error, refetch } = useQuery({
    ...queueQuery(connection.id, FETCH_LIMIT),
    refetchInterval: isMoving && REFETCH_MS,
  });
  const { state, folders, express } = scan;
  const progress = [state, folders.waiting, express.waiting, express.scanned].join();
  // Refetch whenever the scan has progressed. While it moves, do not cancel a slow request: the next follows soon.
  useEffect(() => void refetch({ cancelRefetch: !isMoving }), [progress, isMoving, refetch]);
  return (
    <Panel title="Scan queue" aside={!isStill && <Badge variant="default">{lengthLabel(queueLength(scan))}</Badge>}>
      {isStill ? (
        <Text size="sm">Not known at present.</Text>
      ) : data ? (
        <Queue scan={scan} items={data.items} />
      ) : error ? null : (
        <Skeleton height={160} />
      )}
      {error && !isStill && <ErrorPanel error={error} retry={() => void refetch()} />}
    </Panel>
  );
}

const lengthLabel = (length: number): string => (length === 0 ? 'Queue empty' : `${count(length)} queued`);

function Queue({ scan, items }: { readonly scan: Connection['scan']; readonly items: readonly QueueItem[] }) {
  const newKeys = useNewItemKeys(items);
  const sentence = queueSentence(scan);
  const announced = useThrottledValue(sentence, ANNOUNCE_MS);
  return (
    <>
      <Text size="sm">{sentence}</Text>
      <VisuallyHidden aria-live="polite">{announced}</VisuallyHidden>
      {items.length > 0 && (
        <ScrollArea type="auto" viewportProps={{ tabIndex: 0, 'aria-label': 'Scan queue' }}>
          <Table verticalSpacing={6} miw={560} layout="fixed">
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col" w={84}>
                  Position
                </Table.Th>
                <Table.Th scope="col" w={110}>
                  Lane
                </Table.Th>
                <Table.Th scope="col">Item</Table.Th>
                <Table.Th scope="col" w="30%">
                  Reason
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.slice(0, MAX_ROWS).map((item) => (
                <QueueRow key={itemKey(item)} item={item} isNew={newKeys.has(itemKey(item))} />
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      )}
    </>
  );
}

/** The keys of the prioritized items that the last refetch added. */
function useNewItemKeys(items: readonly QueueItem[]): ReadonlySet<string> {
  const [last, setLast] = useState({ items, newKeys: newItemKeys(undefined, items) });
  if (last.items === items) return last.newKeys;
  const newKeys = newItemKeys(last.items, items);
  setLast({ items, newKeys });
  return newKeys;
}
