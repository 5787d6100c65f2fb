/** How many events came in since a list was loaded. */
import type { Connection } from '../api/connections.js';

/** What of a connection counts its events. */
interface Streaming extends Pick<Connection, 'id'> {
  readonly eventStream: Pick<NonNullable<Connection['eventStream']>, 'events'> | null;
}

/** How many events the live streams of these connections have brought so far. */
export const eventsSoFar = (connections: readonly Streaming[], connectionId: string | undefined): number =>
  connections
    .filter(({ id }) => connectionId === undefined || id === connectionId)
    .reduce((sum, { eventStream }) => sum + (eventStream?.events ?? 0), 0);
