import { z } from 'zod';
import type { ConnectionHealth } from '../../health/reader.js';

/** The number of connections in each state of health. */
export const healthCounts = z
  .object({ healthy: z.int(), degraded: z.int(), stalled: z.int(), action_required: z.int() })
  .describe('The number of connections in each state, without disconnected ones');

/** Counts connections by the state of their health. */
export function countStates(connections: readonly ConnectionHealth[]): z.input<typeof healthCounts> {
  const counts = { healthy: 0, degraded: 0, stalled: 0, action_required: 0 };
  for (const { health } of connections) counts[health.state] += 1;
  return counts;
}
