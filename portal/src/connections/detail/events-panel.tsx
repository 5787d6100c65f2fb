import { Alert, Badge, List, Skeleton, Text } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { Connection } from '../../api/connections.js';
import { count } from '../../format/numbers.js';
import { exactTime, Time } from '../../ui/time.js';
import { Tile, Tiles } from './tiles.js';
import { Panel } from './panel.js';

// Charts are large, and come when they are looked at.
const EventRate = lazy(() => import('./event-rate-chart.js'));

const STREAM = {
  waiting: { label: 'Waits', color: 'gray' },
  following: { label: 'Following', color: 'green' },
  unavailable: { label: 'Cannot be read', color: 'orange' },
} as const;
const ENDED = { label: 'Stopped', color: 'gray' };
const BACKFILL = {
  waiting: 'waits',
  running: 'running',
  done: 'done',
  unavailable: 'not possible: the account may not read events',
} as const;

/** What happens in the enterprise, as Box tells it: live, and for the time before. */
export function EventsPanel({ connection }: { readonly connection: Connection }) {
  const { eventStream, backfill } = connection;
  const { label, color } = connection.status === 'disconnected' ? ENDED : STREAM[eventStream?.state ?? 'waiting'];
  return (
    <Panel
      title="Events"
      aside={
        <Badge color={color} variant="light">
          {label}
        </Badge>
      }
    >
      <Suspense fallback={<Skeleton height={170} />}>
        <EventRate id={connection.id} events={(eventStream?.events ?? 0) + (backfill?.events ?? 0)} />
      </Suspense>
      <Tiles>
        <Tile name="Events since connected">{count(eventStream?.events ?? 0)}</Tile>
        <Tile name="Newest event">
          {eventStream?.lastEventAt ? <Time at={eventStream.lastEventAt} relative /> : 'none yet'}
        </Tile>
        <Tile name="Last asked for">
          {eventStream?.lastPolledAt ? <Time at={eventStream.lastPolledAt} relative /> : 'not yet'}
        </Tile>
        <Tile name="Backfill">{BACKFILL[backfill?.state ?? 'waiting']}</Tile>
        {backfill && (
          <>
            <Tile name="Events of before">{count(backfill.events)}</Tile>
            <Tile name="Of the time since">
              <Time at={backfill.from} />
            </Tile>
            {backfill.state === 'running' && backfill.reachedAt !== null && (
              <Tile name="Has reached">
                <Time at={backfill.reachedAt} />
              </Tile>
            )}
          </>
        )}
      </Tiles>
      {eventStream?.state === 'unavailable' && (
        <Text size="sm">
          Box does not let this account read events: changes are found by the next scan. Connect with the Admin, or
          grant the Co-Admin “Run new reports and access existing reports” in Box, then run Test API.
        </Text>
      )}
      {eventStream && eventStream.gaps.length > 0 && (
        <Alert color="blue" title="Holes in the stream were filled">
          <Text size="sm">
            The live stream did not cover these times. Their events were read from Box’s long-term log instead, later
            than usual.
          </Text>
          <List size="sm">
            {eventStream.gaps.map(({ from, to }) => (
              <List.Item key={from}>
                {exactTime(from)} to {exactTime(to)}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
    </Panel>
  );
}
