import { LRUCache } from 'lru-cache';
import { planMonth } from '../domain/monthly-calls.js';
import { monthlyUseOf } from '../store/connections/api-calls.js';
import type { Db } from '../store/sql/postgres.js';
import { singleFlight } from '../util/single-flight.js';

/** How long a plan is used, in milliseconds: a scan at Box's limit makes a thousand calls per user meanwhile. */
const FRESH_MS = 60_000;
/** How many connections' plans are kept; the least recently used is dropped first. */
const CONNECTIONS = 500;

/**
 * Returns the time between two calls of a connection's scan while the month's calls run short, in milliseconds, and null
 * while they do not; undefined if the plan has no limit. Reads what was used at most once a minute.
 */
export function createBulkSpacing(
  db: Db,
  { monthlyApiCalls, scanIntervalMs }: { readonly monthlyApiCalls: number | null; readonly scanIntervalMs: number },
): ((connectionId: string) => Promise<number | null>) | undefined {
  if (monthlyApiCalls === null) return undefined;
  const plans = new LRUCache<string, () => Promise<number | null>>({
    max: CONNECTIONS,
    memoMethod: (connectionId) =>
      singleFlight(async () => {
        const use = (await monthlyUseOf(db, [connectionId])).get(connectionId);
        return use ? planMonth(use, monthlyApiCalls, scanIntervalMs, new Date()).bulkSpacingMs : null;
      }, FRESH_MS),
  });
  return (connectionId) => plans.memo(connectionId)();
}
