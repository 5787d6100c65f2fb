/** How many events came in since a list was loaded. */
import type { Connection } from '../api/connections.js';

/** How many events the live streams of these connections have brought so far. */
export const eventsSoFar = (connections: readonly Connection[], connectionId: string | undefined): number =>
  connections
    .filter(({ id }) => connectionId === undefined || id === connectionId)
    .reduce((sum, { eventStream }) => sum + (eventStream?.events ?? 0), 0);
