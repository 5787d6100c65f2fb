/** Failed calls to Box, as typed errors: the type decides what happens next (docs/architecture.md, "Failures"). */
import { z } from 'zod';
import { problem, type Problem, type ProblemCode } from '../domain/problems.js';

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
export function boxError(type: BoxFailureType, code: ProblemCode, response: Partial<ErrorResponse> = {}): BoxError {
  return new BoxError(type, problem(code), response);
}

/** Whether an error is a failed call to Box; with `types`, whether it is of one of them. */
export function isBoxError(error: unknown, ...types: BoxFailureType[]): error is BoxError {
  return error instanceof BoxError && (types.length === 0 || types.includes(error.type));
}

/** The failure for a timeout, a connection reset or an unreadable response. */
export function unavailable(status: number | null = null): BoxError {
  return boxError('BoxUnavailable', 'box_unavailable', { status });
}

/** A response that is not 200, with the headers that matter. */
export interface FailedResponse {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly requestId: string | null;
  readonly wwwAuthenticate: string | null;
  readonly body: string;
}

/** Maps every response other than 200 to a `BoxError`. */
export function errorFromResponse(response: FailedResponse): BoxError {
  const parsed = parseErrorBody(response.body);
  const code = parsed.code ?? (response.wwwAuthenticate?.includes('insufficient_scope') ? 'insufficient_scope' : null);
  const [type, problemCode] = classify(response.status, code, parsed.description);
  return boxError(type, problemCode, {
    status: response.status,
    code,
    requestId: response.requestId,
    retryAfterMs: retryAfterMs(response.retryAfter),
  });
}

function classify(status: number, code: string | null, description: string): [BoxFailureType, ProblemCode] {
  if (status === 202) return ['BoxNotReady', 'box_not_ready'];
  if (status === 429) return ['BoxRateLimited', 'box_rate_limited'];
  if (status >= 500) return ['BoxUnavailable', 'box_unavailable'];
  // Box sends these two under varying codes; only the description identifies them.
  if (/cannot authorize with this service/i.test(description)) return ['BoxUnauthorized', 'app_disabled_by_admin'];
  if (/without having an enterprise/i.test(description)) return ['BoxRejected', 'no_enterprise'];
  if (code === 'unauthorized_client') return ['BoxUnauthorized', 'app_disabled_by_admin'];
  // Our client credentials are wrong: stop all work until they are fixed, or every folder would be parked for it.
  if (code === 'invalid_client') return ['BoxUnauthorized', 'app_credentials_rejected'];
  if (code === 'invalid_grant' || status === 401) return ['BoxUnauthorized', 'refresh_token_rejected'];
  if (code === 'insufficient_scope') return ['BoxForbidden', 'insufficient_scope'];
  if (status === 403) return ['BoxForbidden', 'box_forbidden'];
  if (status === 404 || status === 410) return ['BoxNotFound', 'box_not_found'];
  // Box is still working on the tree, for example moving it, and asks for a retry.
  if (status === 409 && code === 'operation_blocked_temporary') return ['BoxUnavailable', 'box_unavailable'];
  return ['BoxRejected', 'box_rejected'];
}

const errorBody = z.object({
  code: z.string().max(100).nullish().catch(null),
  error: z.string().max(100).nullish().catch(null),
  message: z.string().nullish().catch(null),
  error_description: z.string().nullish().catch(null),
});

/** Reads a ClientError or an OAuth error. A gateway's HTML page and an empty body have neither code nor description. */
function parseErrorBody(body: string): { readonly code: string | null; readonly description: string } {
  try {
    const parsed = errorBody.parse(JSON.parse(body));
    return { code: parsed.code ?? parsed.error ?? null, description: parsed.error_description ?? parsed.message ?? '' };
  } catch {
    return { code: null, description: '' };
  }
}

/** `Retry-After` in seconds or as a date (RFC 9110 §10.2.3), limited to ten minutes. */
function retryAfterMs(header: string | null): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1000;
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), 600_000);
}
