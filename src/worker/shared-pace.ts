import { setTimeout as delay } from 'node:timers/promises';
import type { SharedPace } from '../domain/pace-keys.js';
import { reportLimits, takeSlots } from '../store/connections/box-pace.js';
import { isUnavailable, type Db } from '../store/sql/postgres.js';

/** How long to wait before Postgres is asked again, in milliseconds. */
const RETRY_MS = 1_000;

/**
 * The pace that all workers share through Postgres. While Postgres is unreachable no slots are given: calls to Box wait, as
 * everything else does, for Postgres or for the end of their activity. Ends with `signal`.
 */
export function createSharedPace(db: Db, signal: AbortSignal): SharedPace {
  async function insist<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!isUnavailable(error) || signal.aborted) throw error;
      }
      await delay(RETRY_MS, undefined, { signal });
    }
  }
  return {
    take: (asks) => insist(() => takeSlots(db, asks)),
    report: (reports) => insist(() => reportLimits(db, reports)),
  };
}
