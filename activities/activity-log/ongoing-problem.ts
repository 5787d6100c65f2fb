import { activityInfo } from '@temporalio/activity';
import { isBoxError, type BoxError } from '../../src/box/errors.js';
import type { OngoingProblem } from '../../src/domain/connection.js';
import { problem, type ProblemCode } from '../../src/domain/problems.js';

/** A failure that has lasted for this long is shown as the state of what fails, in milliseconds. */
const FAILING_AFTER_MS = 30_000;
/** The longest pause between two attempts of an activity (workflows/support/options.ts), in milliseconds. */
const MAX_RETRY_MS = 60_000;

/**
 * Describes the failure of this activity's attempt: since when it has failed, what Box responded, and when it is tried
 * next. `codes` names the problems that say more about this call than the general ones. `retryInMs` is the pause until
 * the next try; by default that of Temporal's next attempt.
 */
export function ongoingProblem(
  error: unknown,
  before: OngoingProblem | null | undefined,
  {
    codes = {},
    retryInMs = nextAttemptInMs(error),
  }: { readonly codes?: Partial<Record<BoxError['type'], ProblemCode>>; readonly retryInMs?: number } = {},
): OngoingProblem {
  const now = Date.now();
  const specific = isBoxError(error) ? codes[error.type] : undefined;
  const { code, message, remedy } = specific
    ? problem(specific)
    : isBoxError(error)
      ? error.problem
      : problem('events_not_stored');
  return {
    code,
    message,
    remedy,
    failingSince: before?.failingSince ?? new Date(now).toISOString(),
    lastFailedAt: new Date(now).toISOString(),
    nextTryAt: new Date(now + retryInMs).toISOString(),
    boxSaid: isBoxError(error) ? describe(error) : null,
  };
}

/** Whether a failure has lasted long enough to be shown as a state: one failed call that its retry resolves is none. */
export const isLasting = ({ failingSince, lastFailedAt }: OngoingProblem): boolean =>
  Date.parse(lastFailedAt) - Date.parse(failingSince) >= FAILING_AFTER_MS;

function nextAttemptInMs(error: unknown): number {
  const requested = isBoxError(error) ? error.retryAfterMs : null;
  return requested ?? Math.min(1_000 * 2 ** Math.min(activityInfo().attempt - 1, 10), MAX_RETRY_MS);
}

function describe({ status, code, requestId }: BoxError): string | null {
  const parts = [status && `HTTP ${status}`, code, requestId && `request id ${requestId}`].filter(Boolean);
  return parts.length > 0 ? parts.join(', ') : null;
}
