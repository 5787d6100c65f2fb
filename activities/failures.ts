import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { isBoxError } from '../src/box/errors.js';

/** The connection was disconnected while work for it was under way. */
export class ConnectionGone extends Error {
  override readonly name = 'ConnectionGone';
}

/**
 * What Temporal is told of a failure: its type, on which retry policies decide, and when to try again if Box said so.
 * Messages come from our own catalogue: no token, code or body of Box's is in them.
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
    // Being told to wait is no incident.
    ...(error.type === 'BoxRateLimited' ? { category: ApplicationFailureCategory.BENIGN } : {}),
  });
}
