import { setTimeout as delay } from 'node:timers/promises';
import { fullBudget, isIdle, shrink, take, type Budget, type BudgetLimits, type CallLane } from './budget.js';

/** Keeps the calls of one connection just below Box's rate limit. Each process has its own. */
export interface Governor {
  /** Waits until a call on behalf of `userId` fits its budget. Rejects if `signal` aborts. */
  acquire(userId: string, lane: CallLane, signal?: AbortSignal): Promise<void>;
  /** Records that Box rejected a call on behalf of `userId` with 429. */
  limited(userId: string, retryAfterMs: number | null): void;
  /** Until when calls wait because Box limited the rate (epoch milliseconds); null if none do. */
  limitedUntil(): number | null;
}

/** How long all users share one budget after Box charged the caller, in milliseconds. */
const SHARED_MS = 10 * 60_000;
/** Above this number of budgets, idle ones are removed. */
const MAX_BUDGETS = 1_000;
/** The longest single wait, in milliseconds. */
const MAX_WAIT_MS = 60_000;

/**
 * Keeps one budget per user, because Box documents its limit per user (1,000 calls a minute). For a call with `as-user`
 * it is not documented which user Box charges. If Box limits a user who is well within their own budget, Box charges the
 * caller: all users then share one budget for ten minutes, in addition to their own.
 */
export function createGovernor(options: { requestsPerMinutePerUser: number; now?: () => number }): Governor {
  const limits: BudgetLimits = { requestsPerMinute: options.requestsPerMinutePerUser };
  const now = options.now ?? Date.now;
  const budgets = new Map<string, Budget>();
  let shared = fullBudget(limits, now());
  let sharedUntil = 0;
  let blockedUntil = 0;

  const budgetOf = (userId: string): Budget => budgets.get(userId) ?? fullBudget(limits, now());

  async function acquire(userId: string, lane: CallLane, signal?: AbortSignal): Promise<void> {
    await waitForCall(() => {
      const taken = take(budgetOf(userId), limits, lane, now());
      budgets.set(userId, taken.budget);
      return taken.waitMs;
    }, signal);
    if (now() < sharedUntil) {
      await waitForCall(() => {
        const taken = take(shared, limits, lane, now());
        shared = taken.budget;
        return taken.waitMs;
      }, signal);
    }
    if (budgets.size > MAX_BUDGETS) removeIdle();
  }

  function limited(userId: string, retryAfterMs: number | null): void {
    const budget = budgetOf(userId);
    // With more than half of the burst left, the user's own calls did not cause the limit.
    const isWithinBudget = budget.tokens > fullBudget(limits, now()).tokens / 2;
    if (isWithinBudget) sharedUntil = now() + SHARED_MS;
    const shrunk = shrink(budget, limits, retryAfterMs, now());
    budgets.set(userId, shrunk);
    blockedUntil = Math.max(blockedUntil, shrunk.blockedUntil);
    if (now() < sharedUntil) shared = shrink(shared, limits, retryAfterMs, now());
  }

  function removeIdle(): void {
    for (const [userId, budget] of budgets) if (isIdle(budget, limits, now())) budgets.delete(userId);
  }

  return { acquire, limited, limitedUntil: () => (blockedUntil > now() ? blockedUntil : null) };
}

/** Repeats `tryTake` until it returns 0, and waits in between for the milliseconds that it returns. */
async function waitForCall(tryTake: () => number, signal?: AbortSignal): Promise<void> {
  for (let waitMs = tryTake(); waitMs > 0; waitMs = tryTake()) {
    await delay(Math.min(waitMs, MAX_WAIT_MS), undefined, signal ? { signal } : {});
  }
}
