/** Failed calls to Box, as typed errors: the type decides what happens next (docs/architecture.md, "Failures"). */
import { problem, type Problem, type ProblemCode, type ProblemContext } from '../domain/problems.js';

/** Every type of failure. */
export const BOX_FAILURE_TYPES = [
  'BoxRateLimited',
  'BoxUnavailable',
  'BoxUnauthorized',
  'BoxForbidden',
  'BoxNotFound',
  'BoxNotReady',
  'BoxRejected',
] as const;
/** The type of a failure. Workflows see it as the failure type of the activity. */
export type BoxFailureType = (typeof BOX_FAILURE_TYPES)[number];

/** The parts of Box's response that an error keeps; all null if there was no response. */
export interface ErrorResponse {
  readonly status: number | null;
  /** Box's own code (`ClientError.code`, or the OAuth `error`). */
  readonly code: string | null;
  readonly requestId: string | null;
  /** The wait that Box requested, in milliseconds. */
  readonly retryAfterMs: number | null;
}

/** A failed call to Box. Its message comes from our catalogue and contains no token, code, body or query of Box's. */
export class BoxError extends Error implements ErrorResponse {
  override readonly name = 'BoxError';
  readonly type: BoxFailureType;
  readonly problem: Problem;
  readonly status: number | null;
  readonly code: string | null;
  readonly requestId: string | null;
  readonly retryAfterMs: number | null;

  constructor(type: BoxFailureType, reason: Problem, response: Partial<ErrorResponse>) {
    super(reason.message);
    this.type = type;
    this.problem = reason;
    this.status = response.status ?? null;
    this.code = response.code ?? null;
    this.requestId = response.requestId ?? null;
    this.retryAfterMs = response.retryAfterMs ?? null;
  }
}

/** A failure with the problem that is shown for it, and the parts of Box's response if there was one. */
export function boxError(
  type: BoxFailureType,
  code: ProblemCode,
  response: Partial<ErrorResponse> = {},
  context: ProblemContext = {},
): BoxError {
  return new BoxError(type, problem(code, context), response);
}

/** Whether an error is a failed call to Box; with `types`, whether it is of one of them. */
export function isBoxError(error: unknown, ...types: BoxFailureType[]): error is BoxError {
  return error instanceof BoxError && (types.length === 0 || types.includes(error.type));
}

/** The failure for a timeout, a connection reset or an unreadable response. */
export function unavailable(status: number | null = null): BoxError {
  return boxError('BoxUnavailable', 'box_unavailable', { status });
}
