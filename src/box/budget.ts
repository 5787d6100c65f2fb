/** How many calls one user may make: a token bucket that shrinks when Box limits the rate. Pure; time is passed in. */

/** Every lane of calls. */
export const CALL_LANES = ['bulk', 'live'] as const;
/** The lane of a call: the bulk scan, or live work, which has a reserved share of the budget. */
export type CallLane = (typeof CALL_LANES)[number];

/** A user's budget; times are epoch milliseconds, `rate` is in calls per millisecond. */
export interface Budget {
  readonly tokens: number;
  readonly rate: number;
  readonly updatedAt: number;
  /** No call before this time: the end of the wait that Box requested. */
  readonly blockedUntil: number;
}

/** The limits of a budget. */
export interface BudgetLimits {
  readonly requestsPerMinute: number;
}

/** The size of the bucket, as a part of a minute's calls: a burst cannot use up the minute. */
const BURST_SHARE = 0.1;
/** The part of the bucket that the bulk scan leaves to live work. */
const LIVE_SHARE = 0.2;
/** The smallest rate, as a part of the full rate. */
const LEAST_SHARE = 0.2;
/** How long the rate takes to recover from zero to full, in milliseconds. */
const RECOVERY_MS = 2 * 60_000;
/** How long to wait after a 429 without `Retry-After`, in milliseconds. */
const DEFAULT_BLOCK_MS = 5_000;

const burstOf = ({ requestsPerMinute }: BudgetLimits): number => Math.max(requestsPerMinute * BURST_SHARE, 2);
const fullRate = ({ requestsPerMinute }: BudgetLimits): number => requestsPerMinute / 60_000;

/** A full budget. */
export function fullBudget(limits: BudgetLimits, now: number): Budget {
  return { tokens: burstOf(limits), rate: fullRate(limits), updatedAt: now, blockedUntil: 0 };
}

/** Adds the tokens of the time since the last update, and lets a reduced rate recover. */
export function refill(budget: Budget, limits: BudgetLimits, now: number): Budget {
  const from = Math.max(budget.updatedAt, Math.min(budget.blockedUntil, now));
  const elapsed = Math.max(now - from, 0);
  const rate = Math.min(budget.rate + (fullRate(limits) * elapsed) / RECOVERY_MS, fullRate(limits));
  const tokens = Math.min(budget.tokens + elapsed * budget.rate, burstOf(limits));
  return { ...budget, tokens, rate, updatedAt: Math.max(now, budget.updatedAt) };
}

/** Takes one call, or returns how long to wait, in milliseconds. The bulk lane leaves the live lane's share untouched. */
export function take(
  budget: Budget,
  limits: BudgetLimits,
  lane: CallLane,
  now: number,
): { readonly budget: Budget; readonly waitMs: number } {
  const current = refill(budget, limits, now);
  if (now < current.blockedUntil) return { budget: current, waitMs: current.blockedUntil - now };
  // The reserve shrinks with the rate. At a low rate a full reserve takes minutes to fill, and the bulk would starve.
  const reserve = lane === 'bulk' ? burstOf(limits) * LIVE_SHARE * (current.rate / fullRate(limits)) : 0;
  const missing = 1 + reserve - current.tokens;
  if (missing <= 0) return { budget: { ...current, tokens: current.tokens - 1 }, waitMs: 0 };
  return { budget: current, waitMs: Math.ceil(missing / current.rate) };
}

/**
 * The budget after a 429: empty, blocked for the time that Box requested, and at half the rate afterwards. Further 429s
 * during the block belong to calls that were already in flight, so they extend the block but do not halve the rate again.
 */
export function shrink(budget: Budget, limits: BudgetLimits, retryAfterMs: number | null, now: number): Budget {
  const blockedUntil = Math.max(budget.blockedUntil, now + (retryAfterMs ?? DEFAULT_BLOCK_MS));
  const isBlocked = now < budget.blockedUntil;
  const rate = isBlocked ? budget.rate : Math.max(budget.rate / 2, fullRate(limits) * LEAST_SHARE);
  return { tokens: 0, rate, updatedAt: now, blockedUntil };
}

/** Whether the budget is full and at full rate, so that it can be replaced by a new one. */
export function isIdle(budget: Budget, limits: BudgetLimits, now: number): boolean {
  const current = refill(budget, limits, now);
  return current.tokens >= burstOf(limits) && current.rate >= fullRate(limits);
}
