import { LRUCache } from 'lru-cache';
import { planMonth } from '../domain/monthly-calls.js';
import { monthlyUseOf } from '../store/connections/api-calls.js';
import type { Db } from '../store/sql/postgres.js';

/** How long a plan is used at most, in milliseconds. */
const FRESH_MS = 60_000;
/**
 * For how many calls of this process a plan is used at most, as a part of the month's: so that eight processes together
 * stay within what the scan leaves unused.
 */
const FRESH_SHARE = 1 / 500;
/** The fewest calls for which a plan is used. */
const LEAST_CALLS = 20;
/** How many connections' plans are kept; the least recently used is dropped first. */
const CONNECTIONS = 500;

interface Plan {
  readonly spacingMs: Promise<number | null>;
  readonly until: number;
  callsLeft: number;
}

/**
 * Returns the time between two calls of a connection's scan while the month's calls run short, in milliseconds, and null
 * while they do not; undefined if the plan has no limit. Asked for each call. Reads what was used at most once a minute,
 * and once for every 500th part of the month's calls: a fast scan could use a small plan up within a minute.
 */
export function createBulkSpacing(
  db: Db,
  { monthlyApiCalls, scanIntervalMs }: { readonly monthlyApiCalls: number | null; readonly scanIntervalMs: number },
  now: () => number = Date.now,
): ((connectionId: string) => Promise<number | null>) | undefined {
  if (monthlyApiCalls === null) return undefined;
  const perMonth = monthlyApiCalls;
  const plans = new LRUCache<string, Plan>({ max: CONNECTIONS });

  async function read(connectionId: string): Promise<number | null> {
    const use = (await monthlyUseOf(db, [connectionId])).get(connectionId);
    return use ? planMonth(use, perMonth, scanIntervalMs, new Date(now())).bulkSpacingMs : null;
  }

  function planAnew(connectionId: string): Plan {
    const spacingMs = read(connectionId);
    const plan = { spacingMs, until: now() + FRESH_MS, callsLeft: Math.max(perMonth * FRESH_SHARE, LEAST_CALLS) };
    plans.set(connectionId, plan);
    // A failure is not kept: the next call reads again.
    spacingMs.catch(() => plans.get(connectionId) === plan && plans.delete(connectionId));
    return plan;
  }

  return async (connectionId) => {
    const known = plans.get(connectionId);
    const plan = known && known.callsLeft > 0 && known.until > now() ? known : planAnew(connectionId);
    plan.callsLeft -= 1;
    return plan.spacingMs;
  };
}
