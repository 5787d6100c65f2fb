/** How many calls one user may make: a token bucket that shrinks when Box complains, pure, with time passed in. */

/** A user's budget; times are epoch milliseconds, `rate` is calls per millisecond. */
export interface Budget {
  readonly tokens: number;
  readonly rate: number;
  readonly updatedAt: number;
  /** Nothing before this: Box said so. */
  readonly blockedUntil: number;
}

/** What a budget is made of: the most calls a minute, and how many may come at once. */
export interface BudgetLimits {
  readonly requestsPerMinute: number;
}

/** Calls that may come at once: a tenth of a minute's, so that a burst cannot use up the minute. */
const BURST_SHARE = 0.1;
/** The part of a burst that the bulk leaves to live work. */
const LIVE_SHARE = 0.2;
/** A budget shrinks to no less than this part of the full one. */
const LEAST_SHARE = 0.2;
/** How long a shrunken budget takes to recover from nothing to full, in milliseconds. */
const RECOVERY_MS = 2 * 60_000;
/** How long to wait when Box says 429 without saying how long. */
const DEFAULT_BLOCK_MS = 5_000;

const burstOf = ({ requestsPerMinute }: BudgetLimits): number => Math.max(requestsPerMinute * BURST_SHARE, 2);
const fullRate = ({ requestsPerMinute }: BudgetLimits): number => requestsPerMinute / 60_000;

/** A budget that nothing has been taken from. */
export function fullBudget(limits: BudgetLimits, now: number): Budget {
  return { tokens: burstOf(limits), rate: fullRate(limits), updatedAt: now, blockedUntil: 0 };
}

/** The budget as time has refilled it, and let its rate recover. */
export function refill(budget: Budget, limits: BudgetLimits, now: number): Budget {
  const from = Math.max(budget.updatedAt, Math.min(budget.blockedUntil, now));
  const elapsed = Math.max(now - from, 0);
  const rate = Math.min(budget.rate + (fullRate(limits) * elapsed) / RECOVERY_MS, fullRate(limits));
  const tokens = Math.min(budget.tokens + elapsed * budget.rate, burstOf(limits));
  return { ...budget, tokens, rate, updatedAt: Math.max(now, budget.updatedAt) };
}

/** Takes one call, or says how long to wait, in milliseconds. The bulk stops short of the share that is live work's. */
export function take(
  budget: Budget,
  limits: BudgetLimits,
  lane: 'bulk' | 'live',
  now: number,
): { readonly budget: Budget; readonly waitMs: number } {
  const current = refill(budget, limits, now);
  if (now < current.blockedUntil) return { budget: current, waitMs: current.blockedUntil - now };
  // Of a shrunken budget, less is set aside: the bulk must not starve behind a reserve that takes minutes to fill.
  const reserve = lane === 'bulk' ? burstOf(limits) * LIVE_SHARE * (current.rate / fullRate(limits)) : 0;
  const lacking = 1 + reserve - current.tokens;
  if (lacking <= 0) return { budget: { ...current, tokens: current.tokens - 1 }, waitMs: 0 };
  return { budget: current, waitMs: Math.ceil(lacking / current.rate) };
}

/**
 * The budget after Box answered 429: empty, stopped for as long as Box said, and half as fast from then on. Of several
 * such answers while it is stopped already, the first is the one that counts: the others were under way with it.
 */
export function shrink(budget: Budget, limits: BudgetLimits, retryAfterMs: number | null, now: number): Budget {
  const blockedUntil = Math.max(budget.blockedUntil, now + (retryAfterMs ?? DEFAULT_BLOCK_MS));
  const isStopped = now < budget.blockedUntil;
  const rate = isStopped ? budget.rate : Math.max(budget.rate / 2, fullRate(limits) * LEAST_SHARE);
  return { tokens: 0, rate, updatedAt: now, blockedUntil };
}

/** Whether the budget is full and at full speed: as good as one that was never used. */
export function isIdle(budget: Budget, limits: BudgetLimits, now: number): boolean {
  const current = refill(budget, limits, now);
  return current.tokens >= burstOf(limits) && current.rate >= fullRate(limits);
}
