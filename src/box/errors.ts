import { z } from 'zod';
import { problem, type Problem, type ProblemCode } from '../domain/problems.js';

/** What a failed call means for what comes next (docs/architecture.md, "Failures"). */
export type BoxFailureType =
  | 'BoxRateLimited'
  | 'BoxUnavailable'
  | 'BoxUnauthorized'
  | 'BoxForbidden'
  | 'BoxNotFound'
  | 'BoxNotReady'
  | 'BoxRejected';

/** What a failure is made of. */
export interface BoxErrorDetails {
  readonly type: BoxFailureType;
  readonly status: number | null;
  /** Box's own code (`ClientError.code` or the OAuth `error`). */
  readonly code: string | null;
  readonly requestId: string | null;
  /** How long Box asked us to wait, in milliseconds. */
  readonly retryAfterMs: number | null;
  readonly problem: Problem;
}

/** A call to Box that failed. Its message comes from our catalogue: no token, code, body or query is in it. */
export class BoxError extends Error implements BoxErrorDetails {
  override readonly name = 'BoxError';
  readonly type: BoxFailureType;
  readonly status: number | null;
  readonly code: string | null;
  readonly requestId: string | null;
  readonly retryAfterMs: number | null;
  readonly problem: Problem;

  constructor(details: BoxErrorDetails) {
    super(details.problem.message);
    this.type = details.type;
    this.status = details.status;
    this.code = details.code;
    this.requestId = details.requestId;
    this.retryAfterMs = details.retryAfterMs;
    this.problem = details.problem;
  }
}

/** Whether an error is a failure of Box's, of one of the types if any are given. */
export function isBoxError(error: unknown, ...types: BoxFailureType[]): error is BoxError {
  return error instanceof BoxError && (types.length === 0 || types.includes(error.type));
}

/** A failure without an answer: a time-out, a reset, an answer that cannot be read. */
export function unavailable(status: number | null = null): BoxError {
  return new BoxError({
    type: 'BoxUnavailable',
    status,
    code: null,
    requestId: null,
    retryAfterMs: null,
    problem: problem('box_unavailable'),
  });
}

/** An answer of Box's, as far as a failure is read from it. */
export interface FailedAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly requestId: string | null;
  readonly wwwAuthenticate: string | null;
  readonly body: string;
}

/** The one place where an answer that is no success becomes a typed failure. */
export function failureOf(answer: FailedAnswer): BoxError {
  const said = readError(answer.body);
  const code = said.code ?? (answer.wwwAuthenticate?.includes('insufficient_scope') ? 'insufficient_scope' : null);
  const [type, problemCode] = classify(answer.status, code, said.description);
  return new BoxError({
    type,
    status: answer.status,
    code,
    requestId: answer.requestId,
    retryAfterMs: retryAfterMs(answer.retryAfter),
    problem: problem(problemCode),
  });
}

function classify(status: number, code: string | null, description: string): [BoxFailureType, ProblemCode] {
  if (status === 202) return ['BoxNotReady', 'box_not_ready'];
  if (status === 429) return ['BoxRateLimited', 'box_rate_limited'];
  if (status >= 500) return ['BoxUnavailable', 'box_unavailable'];
  // Under changing codes, Box says these two in words.
  if (/cannot authorize with this service/i.test(description)) return ['BoxUnauthorized', 'app_disabled_by_admin'];
  if (/without having an enterprise/i.test(description)) return ['BoxRejected', 'no_enterprise'];
  if (code === 'unauthorized_client') return ['BoxUnauthorized', 'app_disabled_by_admin'];
  // Ours to mend, and all work stops until it is: otherwise every folder would be parked for it.
  if (code === 'invalid_client') return ['BoxUnauthorized', 'app_credentials_rejected'];
  if (code === 'invalid_grant' || status === 401) return ['BoxUnauthorized', 'refresh_token_rejected'];
  if (code === 'insufficient_scope') return ['BoxForbidden', 'insufficient_scope'];
  if (status === 403) return ['BoxForbidden', 'box_forbidden'];
  if (status === 404 || status === 410) return ['BoxNotFound', 'box_not_found'];
  // A tree that Box is working on: it says to come back.
  if (status === 409 && code === 'operation_blocked_temporary') return ['BoxUnavailable', 'box_unavailable'];
  return ['BoxRejected', 'box_rejected'];
}

const errorBody = z.object({
  code: z.string().max(100).nullish().catch(null),
  error: z.string().max(100).nullish().catch(null),
  message: z.string().nullish().catch(null),
  error_description: z.string().nullish().catch(null),
});

/** A ClientError or an OAuth error; HTML from a gateway, or nothing at all, says nothing. */
function readError(body: string): { readonly code: string | null; readonly description: string } {
  try {
    const said = errorBody.parse(JSON.parse(body));
    return { code: said.code ?? said.error ?? null, description: said.error_description ?? said.message ?? '' };
  } catch {
    return { code: null, description: '' };
  }
}

/** `Retry-After` in seconds or as a date (RFC 9110 §10.2.3), bounded to ten minutes. */
function retryAfterMs(header: string | null): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1000;
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), 600_000);
}
