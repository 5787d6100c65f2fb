import { Badge, ScrollArea, Skeleton, Table, Text, VisuallyHidden } from '@mantine/core';
import { useThrottledValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Connection } from '../../api/connections.js';
import { queueQuery } from '../../api/scan.js';
import { ErrorPanel } from '../../ui/error-panel.js';
import { Panel } from './panel.js';
import { arrivals, keyOf, queueSentence, type QueueItem } from './queue-items.js';
import { QueueRow } from './queue-row.js';

/** How much of the queue is asked for, how much is shown, and how often while it moves, in milliseconds. */
const ASKED = 50;
const SHOWN = 12;
const REFETCH_MS = 1_500;
/** A screen reader is not told of every move. */
const ANNOUNCED_MS = 8_000;

/** The head of the queue, which promoted files jump; it moves while one looks. */
export function QueuePanel({ connection }: { readonly connection: Connection }) {
  const { scan } = connection;
  const isMoving = scan.state === 'running' || scan.express.waiting > 0;
  const { data, error, refetch } = useQuery({
    ...queueQuery(connection.id, ASKED),
    refetchInterval: isMoving && REFETCH_MS,
  });
  const { state, folders, express } = scan;
  const moves = [state, folders.waiting, express.waiting, express.scanned].join();
  // Whenever the scan has moved, so has the queue. A slow answer is let come: the next is asked for soon, while it moves.
  useEffect(() => void refetch({ cancelRefetch: !isMoving }), [moves, isMoving, refetch]);
  return (
    <Panel title="Next in the queue" aside={data && <Badge variant="default">{waiting(data.items)}</Badge>}>
      {data ? <Queue items={data.items} /> : error ? null : <Skeleton height={160} />}
      {error && <ErrorPanel error={error} retry={() => void refetch()} />}
    </Panel>
  );
}

const waiting = (items: readonly QueueItem[]): string =>
  items.length >= ASKED ? `${ASKED} or more wait` : `${items.length} wait`;

function Queue({ items }: { readonly items: readonly QueueItem[] }) {
  const fresh = useArrivals(items);
  const sentence = queueSentence(items, ASKED);
  const announced = useThrottledValue(sentence, ANNOUNCED_MS);
  return (
    <>
      <Text size="sm">{sentence}</Text>
      <VisuallyHidden aria-live="polite">{announced}</VisuallyHidden>
      {items.length > 0 && (
        <ScrollArea type="auto" viewportProps={{ tabIndex: 0, 'aria-label': 'The queue' }}>
          <Table verticalSpacing={6} miw={560} layout="fixed">
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col" w={52}>
                  Place
                </Table.Th>
                <Table.Th scope="col" w={110}>
                  Lane
                </Table.Th>
                <Table.Th scope="col">What</Table.Th>
                <Table.Th scope="col" w="30%">
                  Why
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.slice(0, SHOWN).map((item) => (
                <QueueRow key={keyOf(item)} item={item} isNew={fresh.has(keyOf(item))} />
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      )}
    </>
  );
}

/** What came to the head since the answer before this one. */
function useArrivals(items: readonly QueueItem[]): ReadonlySet<string> {
  const [seen, setSeen] = useState({ items, fresh: arrivals(undefined, items) });
  if (seen.items === items) return seen.fresh;
  const fresh = arrivals(seen.items, items);
  setSeen({ items, fresh });
  return fresh;
}
