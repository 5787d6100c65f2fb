/** How long Test API waits for a check that fails for a passing reason. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Problem } from '../domain/problems.js';
import { isBoxError, unavailable, type BoxError } from './errors.js';

/**
 * The verdict of a check: `denied` if Box refuses the call, `failed` if its answer shows that something is missing,
 * `skipped` if the check depends on another, `unfinished` if it could not be carried out.
 */
export type Verdict =
  | { readonly passed: string }
  | { readonly denied: Problem }
  | { readonly failed: Problem }
  | { readonly skipped: string }
  | { readonly unfinished: Problem };

/** One attempt of a check. `signal` aborts its calls. */
export type Test = (signal: AbortSignal) => Promise<Verdict>;

/** The limits, in milliseconds. */
export interface PatienceLimits {
  /** For one attempt. */
  readonly attemptMs: number;
  /** After this time a check is not attempted again: the first, on which all depend, and each other. */
  readonly firstCheckMs: number;
  readonly checkMs: number;
  /** After this time no check is attempted again; each still gets one attempt of at most `lateAttemptMs`. */
  readonly totalMs: number;
  readonly lateAttemptMs: number;
  /** The first pause between two attempts; it is doubled each time, to at most `longestPauseMs`. */
  readonly pauseMs: number;
  readonly longestPauseMs: number;
}

/** A whole test ends before the two minutes of its activity. */
export const PATIENCE: PatienceLimits = {
  attemptMs: 15_000,
  firstCheckMs: 45_000,
  checkMs: 20_000,
  totalMs: 70_000,
  lateAttemptMs: 5_000,
  pauseMs: 1_000,
  longestPauseMs: 5_000,
};

/** Decides checks within the limits, which one test shares. */
export interface Patience {
  /**
   * Attempts a check until it is decided. A denial and rejected credentials are believed when they come twice. Calls
   * `onTrouble` when an attempt fails for a passing reason.
   */
  decide(test: Test, onTrouble: (error: BoxError) => Promise<void>): Promise<Verdict>;
}

/** The patience of one test, which begins now. `outer` aborts the whole test. */
export function createPatience(limits: PatienceLimits = PATIENCE, outer?: AbortSignal): Patience {
  const begunAt = Date.now();
  let checkMs = limits.firstCheckMs;

  async function decide(test: Test, onTrouble: (error: BoxError) => Promise<void>): Promise<Verdict> {
    const checkEndsAt = Date.now() + checkMs;
    checkMs = limits.checkMs;
    let isDoubted = false;
    let trouble: BoxError | null = null;
    for (let pauseMs = limits.pauseMs; ; pauseMs = Math.min(pauseMs * 2, limits.longestPauseMs)) {
      const isLate = Date.now() - begunAt > limits.totalMs;
      const outcome = await attempt(test, isLate ? limits.lateAttemptMs : limits.attemptMs, trouble);
      if ('verdict' in outcome) {
        if (!('denied' in outcome.verdict) || isDoubted) return outcome.verdict;
        isDoubted = true;
      } else if (outcome.error.type === 'BoxUnauthorized') {
        if (isDoubted) throw outcome.error;
        isDoubted = true;
      } else {
        trouble = outcome.error;
        await onTrouble(trouble);
        const isOver = Date.now() > checkEndsAt || Date.now() - begunAt > limits.totalMs;
        if (isOver) return { unfinished: trouble.problem };
      }
      await delay(pauseMs, undefined, outer ? { signal: outer } : {});
    }
  }

  /** Makes one attempt. If it takes too long, for example in a wait that Box requested, the last trouble is the reason. */
  async function attempt(
    test: Test,
    ms: number,
    before: BoxError | null,
  ): Promise<{ readonly verdict: Verdict } | { readonly error: BoxError }> {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), ms);
    const abort = (): void => controller.abort(outer?.reason);
    if (outer?.aborted) abort();
    outer?.addEventListener('abort', abort, { once: true });
    try {
      return { verdict: await test(controller.signal) };
    } catch (error) {
      if (outer?.aborted) throw error;
      if (isBoxError(error)) return { error };
      if (controller.signal.aborted) return { error: before ?? unavailable() };
      throw error;
    } finally {
      clearTimeout(timer);
      outer?.removeEventListener('abort', abort);
    }
  }

  return { decide };
}
