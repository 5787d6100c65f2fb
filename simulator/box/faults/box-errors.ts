/** Errors in Box's form, which faults return. */
import { ClientError, OAuthError, Unauthorized } from '../http/errors.js';
import type { Fault } from './kinds.js';
import type { RequestTarget } from './targets.js';

/**
 * The error of a fault. At the token and revocation endpoints it has the form of OAuth 2.0, but for 429,
 * which the limits of the whole API return.
 */
export function boxErrorOf({ kind, status: given, code: named, ms }: Fault, { at }: RequestTarget): Error {
  const status = given ?? Number(kind);
  const headers = ms === undefined ? {} : { 'retry-after': String(Math.ceil(ms / 1000)) };
  if (at !== 'api' && status !== 429)
    return new OAuthError(named ?? oauthCodeOf(status), `Simulated ${status}`, status, headers);
  // An invalid token: the body is empty.
  if (status === 401 && named === undefined) return new Unauthorized();
  const [code, message] = ERRORS[status] ?? ['bad_request', 'Bad Request'];
  return new ClientError(status, named ?? code, message, headers);
}

/** The errors of RFC 6749 §5.2; of a server error, Box documents no code. */
function oauthCodeOf(status: number): string {
  if (status >= 500) return 'server_error';
  return { 400: 'invalid_grant', 401: 'invalid_client' }[status] ?? 'invalid_request';
}

/** The code and message of each status, from Box's list of common errors where it has them. */
const ERRORS: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ['bad_request', 'Bad Request'],
  401: ['unauthorized', 'Unauthorized'],
  403: ['access_denied_insufficient_permissions', 'Access denied - insufficient permission'],
  404: ['not_found', 'Not Found'],
  405: ['method_not_allowed', 'Method Not Allowed'],
  408: ['request_timeout', 'Request Timeout'],
  409: ['operation_blocked_temporary', 'The operation is blocked by another ongoing one'],
  410: ['gone', 'Gone'],
  412: ['precondition_failed', 'Precondition Failed'],
  423: ['locked', 'Locked'],
  425: ['too_early', 'Too Early'],
  429: ['rate_limit_exceeded', 'Request rate limit exceeded, please try again later'],
  451: ['unavailable_for_legal_reasons', 'Unavailable For Legal Reasons'],
  500: ['internal_server_error', 'Internal Server Error'],
  502: ['bad_gateway', 'Bad Gateway'],
  503: ['unavailable', 'Service Unavailable'],
  504: ['gateway_timeout', 'Gateway Timeout'],
};
