import { setTimeout as delay } from 'node:timers/promises';
import { fullBudget, isIdle, shrink, take, type Budget, type BudgetLimits } from './budget.js';

/** Keeps the calls of one connection just under what Box allows, per process. */
export interface Governor {
  /** Waits until a call on behalf of `userKey` fits its budget. Rejects when `signal` aborts. */
  acquire(userKey: string, lane: 'bulk' | 'live', signal?: AbortSignal): Promise<void>;
  /** Box answered 429 to a call on behalf of `userKey`. */
  limited(userKey: string, retryAfterMs: number | null): void;
}

/** The budget that all users share once Box was seen to charge the caller. */
const SHARED = ' shared';
/** How long the calls of all users share one budget after that, in milliseconds. */
const SHARED_MS = 10 * 60_000;
/** Budgets beyond this many are looked through for idle ones, which are forgotten. */
const KEPT = 1_000;

/**
 * A budget per user, as Box documents its limit (1,000 calls a minute per user). Whom Box charges for a call made as
 * somebody else is not documented: when a user is limited who was well within the own budget, the caller is charged,
 * and all share one budget for a while.
 */
export function createGovernor(options: { requestsPerMinutePerUser: number; now?: () => number }): Governor {
  const limits: BudgetLimits = { requestsPerMinute: options.requestsPerMinutePerUser };
  const now = options.now ?? Date.now;
  const budgets = new Map<string, Budget>();
  let sharedUntil = 0;

  const budgetOf = (key: string): Budget => budgets.get(key) ?? fullBudget(limits, now());

  function tryTake(key: string, lane: 'bulk' | 'live'): number {
    const taken = take(budgetOf(key), limits, lane, now());
    budgets.set(key, taken.budget);
    return taken.waitMs;
  }

  async function acquire(userKey: string, lane: 'bulk' | 'live', signal?: AbortSignal): Promise<void> {
    for (const key of [userKey, SHARED]) {
      if (key === SHARED && now() >= sharedUntil) continue;
      for (let waitMs = tryTake(key, lane); waitMs > 0; waitMs = tryTake(key, lane)) {
        await delay(Math.min(waitMs, 60_000), undefined, signal ? { signal } : {});
      }
    }
    if (budgets.size > KEPT) forgetIdle();
  }

  function limited(userKey: string, retryAfterMs: number | null): void {
    const budget = budgetOf(userKey);
    // Being limited with half of the burst left means that this user's calls were not what used it up.
    const wasWithinBudget = budget.tokens > fullBudget(limits, now()).tokens / 2 && budget.blockedUntil <= now();
    if (wasWithinBudget) sharedUntil = now() + SHARED_MS;
    budgets.set(userKey, shrink(budget, limits, retryAfterMs, now()));
    if (now() < sharedUntil) budgets.set(SHARED, shrink(budgetOf(SHARED), limits, retryAfterMs, now()));
  }

  function forgetIdle(): void {
    for (const [key, budget] of budgets) if (isIdle(budget, limits, now())) budgets.delete(key);
  }

  return { acquire, limited };
}
