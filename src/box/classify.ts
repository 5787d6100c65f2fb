/** What follows from a response that is no success: the one table (docs/answers.md lists each answer). */
import type { ProblemCode } from '../domain/problems.js';
import {
  bearerErrorOf,
  describeAnswer,
  errorBodyOf,
  senderOf,
  type Answer,
  type Endpoint,
  type Sender,
} from './answers.js';
import { boxError, type BoxError, type BoxFailureType } from './errors.js';
import { retryAfterMs } from './retry-after.js';

/** A row of the table. A condition that a row does not name is met by every response. */
interface Rule {
  readonly from?: readonly Sender[];
  readonly endpoint?: Endpoint;
  readonly status?: (status: number) => boolean;
  readonly code?: string;
  /** A part of Box's description. */
  readonly says?: RegExp;
  readonly then: readonly [BoxFailureType, ProblemCode];
}

const is =
  (...statuses: number[]) =>
  (status: number): boolean =>
    statuses.includes(status);
/** Proxy Authentication Required, and Network Authentication Required (RFC 6585 §6): never Box's. */
const ON_THE_WAY = [407, 511];

/** The first row that fits counts. Only rows below "From here on" are a verdict of Box's. */
const RULES: readonly Rule[] = [
  { status: is(...ON_THE_WAY), then: ['BoxUnavailable', 'blocked_on_the_way'] },
  // Transient failures, from any sender: time-outs, early data, failures of a server.
  { status: is(408, 425, 499), then: ['BoxUnavailable', 'box_unavailable'] },
  { status: (status) => status >= 500, then: ['BoxUnavailable', 'box_unavailable'] },
  // Whatever else is not in Box's form says nothing about an item, a user or our credentials.
  { from: ['gateway'], then: ['BoxUnavailable', 'box_unavailable'] },
  { from: ['other'], then: ['BoxUnavailable', 'blocked_on_the_way'] },

  // From here on, Box answered.
  { status: is(429), then: ['BoxRateLimited', 'box_rate_limited'] },
  { status: is(202), then: ['BoxNotReady', 'box_not_ready'] },
  { status: (status) => status < 400, then: ['BoxUnavailable', 'box_unavailable'] },
  // Our app, not the grant and not the item: calls are retried, so that work continues once the app is allowed again.
  // Box sends the first under varying codes; only the description identifies it.
  { says: /cannot authorize with this service/i, then: ['BoxUnavailable', 'app_disabled_by_admin'] },
  { code: 'unauthorized_client', then: ['BoxUnavailable', 'app_disabled_by_admin'] },
  { code: 'invalid_client', then: ['BoxUnavailable', 'app_credentials_rejected'] },

  // Only this ends a grant at a token endpoint.
  { endpoint: 'token', code: 'invalid_grant', then: ['BoxUnauthorized', 'refresh_token_rejected'] },
  { endpoint: 'token', says: /without having an enterprise/i, then: ['BoxUnavailable', 'no_enterprise'] },
  { endpoint: 'token', code: 'server_error', then: ['BoxUnavailable', 'box_unavailable'] },
  { endpoint: 'token', code: 'temporarily_unavailable', then: ['BoxUnavailable', 'box_unavailable'] },
  { endpoint: 'token', then: ['BoxUnavailable', 'box_rejected'] },

  { says: /without having an enterprise/i, then: ['BoxRejected', 'no_enterprise'] },
  { status: is(401), then: ['BoxUnauthorized', 'refresh_token_rejected'] },
  { code: 'insufficient_scope', then: ['BoxForbidden', 'insufficient_scope'] },
  { status: is(403), then: ['BoxForbidden', 'box_forbidden'] },
  { status: is(404, 410), then: ['BoxNotFound', 'box_not_found'] },
  // Box is still working on the tree, for example moving it.
  { status: is(409), then: ['BoxUnavailable', 'box_unavailable'] },
];
/** What follows if no row fits: Box rejected the call as such. */
const REJECTED: Rule['then'] = ['BoxRejected', 'box_rejected'];

/** Maps a response that is no success to a `BoxError`. */
export function errorFromAnswer(answer: Answer, endpoint: Endpoint): BoxError {
  const { status, requestId } = answer;
  if (status < 300 && status !== 202) return errorFromUnreadable(answer);
  const sender = senderOf(answer, endpoint);
  const error = sender === 'box' ? errorBodyOf(answer, endpoint) : null;
  const code = sender === 'box' ? (error?.code ?? bearerErrorOf(answer.wwwAuthenticate)) : null;
  const description = error?.description ?? '';
  const rule = RULES.find(
    (row) =>
      (row.from?.includes(sender) ?? true) &&
      (row.endpoint ?? endpoint) === endpoint &&
      (row.status?.(status) ?? true) &&
      (row.code === undefined || row.code === code) &&
      (row.says?.test(description) ?? true),
  );
  const [type, problemCode] = rule?.then ?? REJECTED;
  const response = { status, code, requestId, retryAfterMs: retryAfterMs(answer) };
  return boxError(type, problemCode, response, { answer: describeAnswer(answer) });
}

/**
 * The failure for a success that is no JSON, or has a status that Box does not use. A truncated or empty body is trouble
 * on the way; a page or another text is the answer of somebody else, such as the sign-in page of a network.
 */
export function errorFromUnreadable(answer: Answer): BoxError {
  const body = answer.body.trim();
  const isTruncated = body === '' || body.startsWith('{') || body.startsWith('[');
  const isFromBox = isTruncated || answer.requestId !== null;
  return boxError(
    'BoxUnavailable',
    isFromBox ? 'box_unavailable' : 'blocked_on_the_way',
    { status: answer.status, requestId: answer.requestId },
    { answer: describeAnswer(answer) },
  );
}
