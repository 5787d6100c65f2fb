/** The number of events, from the connections' counters. */
import type { Connection } from '../api/connections.js';

/** The part of a connection that counts the events of its live stream. */
interface StreamCounter extends Pick<Connection, 'id'> {
  readonly eventStream: Pick<NonNullable<Connection['eventStream']>, 'events'> | null;
}

/** The part of a connection that counts all its events. */
interface EventCounter extends StreamCounter {
  readonly backfill: Pick<NonNullable<Connection['backfill']>, 'events'> | null;
}

/** The number of events from the live streams of all connections, or of one. */
export const streamedEvents = (connections: readonly StreamCounter[], connectionId: string | undefined): number =>
  connections
    .filter(({ id }) => connectionId === undefined || id === connectionId)
    .reduce((sum, { eventStream }) => sum + (eventStream?.events ?? 0), 0);

/** The number of events of all connections, backfilled ones included. */
export const allEvents = (connections: readonly EventCounter[]): number =>
  connections.reduce((sum, { backfill }) => sum + (backfill?.events ?? 0), streamedEvents(connections, undefined));
