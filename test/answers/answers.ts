/** Every answer that a call to Box can get, as the simulator gives it, and how Boxward reads it. */
import type { BoxFailureType } from '../../src/box/errors.js';
import type { ProblemCode } from '../../src/domain/problems.js';

/** Who gives an answer. */
export type Sender = 'somebody between' | 'Box' | 'the network';

/** An answer. */
export interface Answer {
  readonly id: string;
  readonly sender: Sender;
  /** The status; null if there is none. */
  readonly status: number | null;
  /** What it looks like, for docs/answers.md. */
  readonly shape: string;
  /** The simulator's fault that gives it. */
  readonly fault: Readonly<Record<string, unknown>>;
  /** The failure that it becomes at the API, with its problem; null if it is used like any other. */
  readonly reading: readonly [BoxFailureType, ProblemCode] | null;
}

const PAGE = 'an HTML page';
const WAIT_MS = 1_000;

function foreign(status: number, shape = PAGE, more: Readonly<Record<string, unknown>> = {}): Answer {
  const isTrouble = status >= 500 || status === 408;
  const body = typeof more['body'] === 'string' ? `_${more['body']}` : '';
  return {
    id: `foreign_${status}${body}`,
    sender: 'somebody between',
    status,
    shape,
    fault: { kind: 'foreign', status, ...more },
    reading: ['BoxUnavailable', isTrouble ? 'box_unavailable' : 'blocked_on_the_way'],
  };
}

const box = (
  status: number,
  code: string,
  reading: Answer['reading'],
  more: Readonly<Record<string, unknown>> = {},
): Answer => ({
  id: `box_${status}_${code}`,
  sender: 'Box',
  status,
  shape:
    status === 401
      ? 'empty, `invalid_token` in its challenge'
      : `\`${code}\`${'ms' in more ? ', with `Retry-After`' : ''}`,
  fault: { kind: 'boxError', status, ...(status === 401 ? {} : { code }), ...more },
  reading,
});

const OUTAGE = ['BoxUnavailable', 'box_unavailable'] as const;
const REJECTED = ['BoxRejected', 'box_rejected'] as const;

/** Answers of somebody between Boxward and Box. */
export const FOREIGN: readonly Answer[] = [
  foreign(200, 'the sign-in page of a network'),
  foreign(302, 'a redirect to a sign-in page'),
  foreign(401, 'a page with an NTLM and Basic challenge'),
  foreign(403),
  foreign(403, 'JSON of another form', { body: 'json' }),
  foreign(403, 'empty', { body: 'empty' }),
  foreign(404),
  foreign(404, 'a text', { body: 'text' }),
  foreign(407, 'a page with an NTLM and Basic challenge'),
  foreign(408),
  foreign(410),
  foreign(429, 'an HTML page, with `Retry-After`', { ms: WAIT_MS }),
  foreign(451),
  foreign(500),
  foreign(502),
  foreign(503, 'an HTML page, with `Retry-After`', { ms: WAIT_MS }),
  foreign(504),
];

/** Trouble of Box's, or on the way, that passes. */
export const OUTAGES: readonly Answer[] = [
  box(408, 'request_timeout', OUTAGE),
  box(409, 'operation_blocked_temporary', OUTAGE),
  box(409, 'name_temporarily_reserved', OUTAGE),
  box(425, 'too_early', OUTAGE),
  box(500, 'internal_server_error', OUTAGE),
  box(502, 'bad_gateway', OUTAGE),
  box(503, 'unavailable', OUTAGE, { ms: WAIT_MS }),
  box(504, 'gateway_timeout', OUTAGE),
  {
    id: 'reset',
    sender: 'the network',
    status: null,
    shape: 'the connection breaks',
    fault: { kind: 'reset' },
    reading: OUTAGE,
  },
  {
    id: 'truncated',
    sender: 'the network',
    status: 200,
    shape: 'half a body',
    fault: { kind: 'truncatedJson' },
    reading: OUTAGE,
  },
];

/** Box's limit. */
export const LIMIT: Answer = box(429, 'rate_limit_exceeded', ['BoxRateLimited', 'box_rate_limited'], { ms: WAIT_MS });

/** Box's verdict on the credentials. */
export const UNAUTHORIZED: Answer = box(401, 'unauthorized', ['BoxUnauthorized', 'refresh_token_rejected']);

/** Box's refusals. */
export const FORBIDDEN: readonly Answer[] = [
  box(403, 'access_denied_insufficient_permissions', ['BoxForbidden', 'box_forbidden']),
  box(403, 'insufficient_scope', ['BoxForbidden', 'insufficient_scope']),
];

/** Box does not find it. */
export const MISSING: readonly Answer[] = [
  box(404, 'not_found', ['BoxNotFound', 'box_not_found']),
  box(410, 'gone', ['BoxNotFound', 'box_not_found']),
];

/** Box rejects the call. */
export const REJECTIONS: readonly Answer[] = [
  box(400, 'bad_request', REJECTED),
  box(405, 'method_not_allowed', REJECTED),
  box(412, 'precondition_failed', REJECTED),
  box(423, 'locked', REJECTED),
];

/** A success with the wrong content type. */
export const MISLABELLED: Answer = {
  id: 'mislabelled',
  sender: 'the network',
  status: 200,
  shape: 'JSON with the content type of HTML',
  fault: { kind: 'wrongContentType' },
  reading: null,
};

/** Answers of the token endpoint in the form of OAuth, and how a renewal reads them. */
export const OAUTH: readonly Answer[] = [
  oauth(400, 'invalid_grant', ['BoxUnauthorized', 'refresh_token_rejected']),
  oauth(400, 'invalid_client', ['BoxUnavailable', 'app_credentials_rejected']),
  oauth(401, 'invalid_client', ['BoxUnavailable', 'app_credentials_rejected']),
  oauth(400, 'unauthorized_client', ['BoxUnavailable', 'app_disabled_by_admin']),
  oauth(403, 'unauthorized_client', ['BoxUnavailable', 'app_disabled_by_admin']),
  oauth(400, 'invalid_request', ['BoxUnavailable', 'box_rejected']),
  oauth(400, 'unsupported_grant_type', ['BoxUnavailable', 'box_rejected']),
  oauth(500, 'server_error', OUTAGE),
  oauth(502, 'server_error', OUTAGE),
  oauth(503, 'temporarily_unavailable', OUTAGE),
];

function oauth(status: number, error: string, reading: Answer['reading']): Answer {
  return {
    id: `oauth_${status}_${error}`,
    sender: 'Box',
    status,
    shape: `\`${error}\``,
    fault: { kind: 'boxError', status, code: error },
    reading,
  };
}

/** Everything that says nothing about an item, a user or the credentials. */
export const HARMLESS: readonly Answer[] = [...FOREIGN, ...OUTAGES];
