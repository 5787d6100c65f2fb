/** How many events there are, by what the connections count. */
import type { Connection } from '../api/connections.js';

/** What of a connection counts its events. */
interface Streaming extends Pick<Connection, 'id'> {
  readonly eventStream: Pick<NonNullable<Connection['eventStream']>, 'events'> | null;
}

/** What of a connection counts its events, those of before it was connected too. */
interface Logging extends Streaming {
  readonly backfill: Pick<NonNullable<Connection['backfill']>, 'events'> | null;
}

/** How many events the live streams of these connections have brought so far. */
export const eventsSoFar = (connections: readonly Streaming[], connectionId: string | undefined): number =>
  connections
    .filter(({ id }) => connectionId === undefined || id === connectionId)
    .reduce((sum, { eventStream }) => sum + (eventStream?.events ?? 0), 0);

/** How many events these connections have brought in all. */
export const eventsInAll = (connections: readonly Logging[]): number =>
  connections.reduce((sum, { backfill }) => sum + (backfill?.events ?? 0), eventsSoFar(connections, undefined));
