import type { CallLane } from '../domain/call-pace.js';
import { isBoxError, type BoxFailureType } from './errors.js';
import type { CallPurpose } from './call-purpose.js';

/** Every outcome of a call. `cancelled`: its activity was cancelled. */
export const CALL_OUTCOMES = [
  'ok',
  'limited',
  'unauthorized',
  'forbidden',
  'not_found',
  'unavailable',
  'rejected',
  'cancelled',
] as const;
/** The outcome of a call. */
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

/** Measures the calls to Box of one process. Durations are in milliseconds. */
export interface CallMeter {
  /** How long a call waited for the budget of its user. */
  waited(lane: CallLane, ms: number): void;
  ended(purpose: CallPurpose, outcome: CallOutcome, ms: number): void;
}

/** Measures one call: how it ended, and after how long. */
export async function metered<T>(
  meter: CallMeter | undefined,
  purpose: CallPurpose,
  call: () => Promise<T>,
): Promise<T> {
  const startedAt = performance.now();
  try {
    const result = await call();
    meter?.ended(purpose, 'ok', performance.now() - startedAt);
    return result;
  } catch (error) {
    meter?.ended(purpose, outcomeOf(error), performance.now() - startedAt);
    throw error;
  }
}

const OUTCOMES: Readonly<Record<BoxFailureType, CallOutcome>> = {
  BoxRateLimited: 'limited',
  BoxUnavailable: 'unavailable',
  BoxUnauthorized: 'unauthorized',
  BoxForbidden: 'forbidden',
  BoxNotFound: 'not_found',
  BoxNotReady: 'unavailable',
  BoxRejected: 'rejected',
};

/** What is not a failure of the call is the end of its activity. */
const outcomeOf = (error: unknown): CallOutcome => (isBoxError(error) ? OUTCOMES[error.type] : 'cancelled');
