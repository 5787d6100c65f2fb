import { Alert, Badge, List, Skeleton, Text } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { Connection } from '../../api/connections.js';
import { count } from '../../format/numbers.js';
import { exactTime } from '../../format/times.js';
import { Time } from '../../ui/time.js';
import type { Look } from '../../words/look.js';
import { hasReason, healthLook, standsStill } from '../../words/health.js';
import { Panel } from './panel.js';
import { Tile, Tiles } from './tiles.js';

// The chart library is large: load it only for this panel.
const EventRate = lazy(() => import('./event-rate-chart.js'));

type Stream = NonNullable<Connection['eventStream']>;
type Backfill = NonNullable<Connection['backfill']>;

const STREAM_LOOKS = {
  waiting: { label: 'Waiting', color: 'gray' },
  following: { label: 'Streaming', color: 'green' },
  failing: { label: 'Failing', color: 'orange' },
  unavailable: { label: 'Not available', color: 'orange' },
} as const satisfies Readonly<Record<Stream['state'], Look>>;
const DISCONNECTED: Look = { label: 'Stopped', color: 'gray' };
const REAUTHORIZE: Look = { label: 'Stopped: reauthorization required', color: 'red' };
const BEHIND: Look = { label: 'Behind', color: 'orange' };
const THROTTLED: Look = { label: 'Throttled', color: 'orange' };
const BACKFILL_LABELS = {
  waiting: 'Waiting',
  running: 'Running',
  failing: 'Failing: it is retried',
  done: 'Complete',
  unavailable: 'Not available: the account may not read events',
} as const satisfies Readonly<Record<Backfill['state'], string>>;

/** The live event stream and the backfill of the days before. */
export function EventsPanel({ connection }: { readonly connection: Connection }) {
  const { eventStream, backfill } = connection;
  const { label, color } = lookOf(connection);
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
          {eventStream?.lastEventAt ? <Time at={eventStream.lastEventAt} relative /> : 'None yet'}
        </Tile>
        <Tile name="Last poll">
          {eventStream?.lastPolledAt ? <Time at={eventStream.lastPolledAt} relative /> : 'None yet'}
        </Tile>
        <Tile name="Backfill">{BACKFILL_LABELS[backfillState(connection)]}</Tile>
        {backfill && (
          <>
            <Tile name="Backfilled events">{count(backfill.events)}</Tile>
            <Tile name="Backfill from">
              <Time at={backfill.from} />
            </Tile>
            {backfill.state === 'running' && backfill.reachedAt !== null && (
              <Tile name="Backfilled up to">
                <Time at={backfill.reachedAt} />
              </Tile>
            )}
          </>
        )}
      </Tiles>
      {eventStream?.problem && <Failing what="The event stream" problem={eventStream.problem} />}
      {backfill?.problem && <Failing what="The backfill" problem={backfill.problem} />}
      {eventStream && eventStream.unreadable > 0 && (
        <Text size="sm">
          {count(eventStream.unreadable)} entries of Box’s event log could not be read. They are in the worker’s log.
        </Text>
      )}
      {eventStream?.state === 'unavailable' && (
        <Text size="sm">
          This account may not read events, so changes are found by the next scan.{' '}
          {connection.account?.role === 'user'
            ? 'Connect with the Admin, or with a Co-Admin who has all privileges.'
            : 'Connect with the Admin, or grant the Co-Admin “Run new reports and access existing reports” in Box and run Test API.'}
        </Text>
      )}
      {eventStream && eventStream.gaps.length > 0 && <Gaps gaps={eventStream.gaps} />}
    </Panel>
  );
}

function lookOf(connection: Connection): Look {
  const { status, eventStream } = connection;
  if (status === 'disconnected') return DISCONNECTED;
  if (status === 'needs_reauthorization') return REAUTHORIZE;
  if (standsStill(connection)) return { label: healthLook(connection).label, color: 'gray' };
  if (hasReason(connection, 'events_behind')) return BEHIND;
  if (hasReason(connection, 'events_unavailable') && eventStream?.state === 'following') return STREAM_LOOKS.failing;
  if (hasReason(connection, 'box_throttling') && eventStream?.state === 'following') return THROTTLED;
  return STREAM_LOOKS[eventStream?.state ?? 'waiting'];
}

/** Without permission to read events, none will be backfilled. */
function backfillState({ backfill, eventStream }: Connection): Backfill['state'] {
  if (backfill) return backfill.state;
  return eventStream?.state === 'unavailable' ? 'unavailable' : 'waiting';
}

function Failing({ what, problem }: { readonly what: string; readonly problem: NonNullable<Stream['problem']> }) {
  const { message, failingSince, nextTryAt, boxSaid } = problem;
  return (
    <Alert color="orange" title={`${what} has been failing since ${exactTime(failingSince)}`}>
      <Text size="sm">
        {message} {boxSaid === null ? '' : `Box responded: ${boxSaid}.`}{' '}
        {nextTryAt === null ? 'It is retried.' : `Next try: ${exactTime(nextTryAt)}.`}
      </Text>
    </Alert>
  );
}

function Gaps({ gaps }: Pick<Stream, 'gaps'>) {
  return (
    <Alert color="blue" title="Gaps in the live stream were backfilled">
      <Text size="sm">
        The live stream did not cover these periods. Their events were read later, from Box’s long-term event log.
      </Text>
      <List size="sm">
        {gaps.map(({ from, to }) => (
          <List.Item key={from}>
            {exactTime(from)} to {exactTime(to)}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
