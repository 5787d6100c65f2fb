import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { isBoxError } from '../src/box/errors.js';

/** The connection was disconnected while an activity was working for it. */
export class ConnectionGone extends Error {
  override readonly name = 'ConnectionGone';
}

/**
 * Converts an error to the failure that Temporal records. Retry policies decide by its type; `nextRetryDelay` is the
 * wait that Box requested. Messages come from our own catalogue and contain no token, code or body of Box's.
 */
export function toFailure(error: unknown): unknown {
  if (error instanceof ConnectionGone) {
    return ApplicationFailure.create({ message: error.message, type: error.name, nonRetryable: true });
  }
  if (!isBoxError(error)) return error;
  return ApplicationFailure.create({
    message: error.problem.message,
    type: error.type,
    details: [{ code: error.problem.code, status: error.status }],
    ...(error.retryAfterMs === null ? {} : { nextRetryDelay: error.retryAfterMs }),
    // Rate limiting is expected, so it is not logged as an error.
    ...(error.type === 'BoxRateLimited' ? { category: ApplicationFailureCategory.BENIGN } : {}),
  });
}
