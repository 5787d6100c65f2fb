import type { Connection } from '../api/connections.js';
import { useLiveState } from '../live/live-state.js';
import { unknownHealth } from '../words/health.js';

/**
 * Connections as they may be shown: while the API is unreachable, what the page has is of the last update, and no
 * connection is shown as healthy. `updatedAt` is in milliseconds.
 */
export function useShown(connections: readonly Connection[], updatedAt: number): readonly Connection[] {
  const isDisconnected = useLiveState() === 'disconnected';
  if (!isDisconnected) return connections;
  const health = unknownHealth(new Date(updatedAt).toISOString());
  return connections.map((connection) =>
    connection.status === 'disconnected' ? connection : { ...connection, health },
  );
}
