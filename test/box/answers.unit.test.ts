import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  bearerErrorOf,
  describeAnswer,
  errorBodyOf,
  senderOf,
  type Answer,
  type Endpoint,
} from '../../src/box/answers.js';
import { errorFromAnswer, errorFromUnreadable } from '../../src/box/classify.js';
import { retryAfterMs } from '../../src/box/retry-after.js';

const answer = (status: number, more: Partial<Answer> = {}): Answer => ({
  status,
  contentType: null,
  wwwAuthenticate: null,
  requestId: null,
  retryAfter: null,
  date: null,
  body: '',
  ...more,
});
const boxBody = (status: number, code: string, message = '') =>
  JSON.stringify({ type: 'error', status, code, context_info: null, help_url: 'h', message, request_id: 'r' });
const api = (status: number, more: Partial<Answer> = {}) => {
  const { type, problem } = errorFromAnswer(answer(status, more), 'api');
  return [type, problem.code];
};
const BEARER =
  'Bearer realm="Service", error="invalid_token", error_description="The access token provided is invalid."';
const HTML = '<!doctype html><html><body>Blocked by policy</body></html>';
const VERDICTS = ['BoxUnauthorized', 'BoxForbidden', 'BoxNotFound', 'BoxRejected'];

describe('an answer in Box’s form', () => {
  it.each([
    [400, 'invalid_parameter', 'BoxRejected', 'box_rejected'],
    [401, 'unauthorized', 'BoxUnauthorized', 'refresh_token_rejected'],
    [403, 'access_denied_insufficient_permissions', 'BoxForbidden', 'box_forbidden'],
    [403, 'insufficient_scope', 'BoxForbidden', 'insufficient_scope'],
    [404, 'not_found', 'BoxNotFound', 'box_not_found'],
    [404, 'trashed', 'BoxNotFound', 'box_not_found'],
    [405, 'method_not_allowed', 'BoxRejected', 'box_rejected'],
    [407, 'proxy', 'BoxUnavailable', 'blocked_on_the_way'],
    [408, 'request_timeout', 'BoxUnavailable', 'box_unavailable'],
    [409, 'operation_blocked_temporary', 'BoxUnavailable', 'box_unavailable'],
    [409, 'name_temporarily_reserved', 'BoxUnavailable', 'box_unavailable'],
    [410, 'gone', 'BoxNotFound', 'box_not_found'],
    [412, 'precondition_failed', 'BoxRejected', 'box_rejected'],
    [425, 'too_early', 'BoxUnavailable', 'box_unavailable'],
    [429, 'rate_limit_exceeded', 'BoxRateLimited', 'box_rate_limited'],
    [500, 'internal_server_error', 'BoxUnavailable', 'box_unavailable'],
    [503, 'unavailable', 'BoxUnavailable', 'box_unavailable'],
    [507, 'insufficient_storage', 'BoxUnavailable', 'box_unavailable'],
  ])('with status %d and code %s is %s', (status, code, type, problem) => {
    expect(api(status, { body: boxBody(status, code) })).toEqual([type, problem]);
  });

  it('is recognized by an empty body with a Bearer challenge, and by Box’s request id', () => {
    expect(api(401, { wwwAuthenticate: BEARER })).toEqual(['BoxUnauthorized', 'refresh_token_rejected']);
    const scope = 'Bearer realm="Service", error="insufficient_scope"';
    expect(api(403, { wwwAuthenticate: scope })).toEqual(['BoxForbidden', 'insufficient_scope']);
    expect(api(404, { requestId: 'abc' })).toEqual(['BoxNotFound', 'box_not_found']);
    expect(api(403, { requestId: 'abc', body: '{"message":"no"}' })).toEqual(['BoxForbidden', 'box_forbidden']);
  });

  it('says with the request id, but another body than the API’s, nothing about the item', () => {
    expect(api(404, { requestId: 'abc', body: HTML })).toEqual(['BoxUnavailable', 'box_unavailable']);
    expect(api(403, { requestId: 'abc', wwwAuthenticate: 'NTLM' })).toEqual(['BoxUnavailable', 'blocked_on_the_way']);
  });

  it('with a status of a redirect is trouble at Box, not a verdict', () => {
    expect(api(304, { requestId: 'abc' })).toEqual(['BoxUnavailable', 'box_unavailable']);
    expect(api(399, { requestId: 'abc' })).toEqual(['BoxUnavailable', 'box_unavailable']);
    expect(api(400, { requestId: 'abc' })).toEqual(['BoxRejected', 'box_rejected']);
    expect(api(499, { requestId: 'abc' })).toEqual(['BoxUnavailable', 'box_unavailable']);
    expect(api(202, { retryAfter: '5' })).toEqual(['BoxNotReady', 'box_not_ready']);
  });

  it('about our app is retried, and blames neither the item nor the grant', () => {
    for (const endpoint of ['api', 'token'] as const) {
      for (const [code, message, problem] of [
        ['unauthorized_client', '', 'app_disabled_by_admin'],
        ['invalid_client', '', 'app_credentials_rejected'],
        ['forbidden', 'You cannot authorize with this service', 'app_disabled_by_admin'],
      ] as const) {
        const error = errorFromAnswer(answer(403, { body: boxBody(403, code, message) }), endpoint);
        expect([error.type, error.problem.code]).toEqual(['BoxUnavailable', problem]);
      }
    }
  });
});

describe('an answer of another server', () => {
  it.each([
    [200, { body: HTML }, 'blocked_on_the_way', 'status 200 with an HTML page'],
    [200, { body: 'Hello' }, 'blocked_on_the_way', 'status 200 with a body that is not JSON'],
    [203, { body: HTML }, 'blocked_on_the_way', 'status 203 with an HTML page'],
    [300, {}, 'blocked_on_the_way', 'a redirect with status 300'],
    [302, {}, 'blocked_on_the_way', 'a redirect with status 302'],
    [304, {}, 'blocked_on_the_way', 'a redirect with status 304'],
    [
      401,
      { wwwAuthenticate: 'NTLM, BASIC realm="Corp"', body: HTML },
      'blocked_on_the_way',
      'status 401 with an NTLM challenge',
    ],
    [
      401,
      { wwwAuthenticate: 'Bearer realm="x", Negotiate' },
      'blocked_on_the_way',
      'status 401 with a Negotiate challenge',
    ],
    [401, {}, 'blocked_on_the_way', 'status 401 with an empty body'],
    [403, { body: HTML, contentType: 'text/html' }, 'blocked_on_the_way', 'status 403 with an HTML page'],
    [403, { body: '{"message":"Forbidden"}' }, 'blocked_on_the_way', 'status 403 with JSON in another form than Box’s'],
    [404, { body: 'not found' }, 'blocked_on_the_way', 'status 404 with a body that is not JSON'],
    [407, { wwwAuthenticate: null }, 'blocked_on_the_way', 'status 407 with an empty body'],
    [429, { body: HTML }, 'blocked_on_the_way', 'status 429 with an HTML page'],
    [451, { body: HTML }, 'blocked_on_the_way', 'status 451 with an HTML page'],
    [511, { body: HTML }, 'blocked_on_the_way', 'status 511 with an HTML page'],
    [200, { body: '{"id":"1","lo' }, 'box_unavailable', null],
    [200, {}, 'box_unavailable', null],
    [204, {}, 'box_unavailable', null],
    [206, { body: '{"id":"1"' }, 'box_unavailable', null],
    [408, { body: HTML }, 'box_unavailable', null],
    [502, { body: HTML }, 'box_unavailable', null],
    [504, {}, 'box_unavailable', null],
  ] as const)('with status %d (%j) is reported as %s', (status, more, problem, said) => {
    const given = answer(status, more);
    const error = status === 200 ? errorFromUnreadable(given) : errorFromAnswer(given, 'api');
    expect([error.type, error.problem.code]).toEqual(['BoxUnavailable', problem]);
    if (said !== null) expect(error.message).toContain(`(${said})`);
    expect(error.message).not.toMatch(/policy|Hello|Forbidden|Corp/);
  });

  it('has its Retry-After heeded', () => {
    expect(errorFromAnswer(answer(429, { body: HTML, retryAfter: '30' }), 'api').retryAfterMs).toBe(30_000);
  });
});

describe('the sender of an answer', () => {
  const sender = (status: number, more: Partial<Answer>, endpoint: Endpoint = 'api') =>
    senderOf(answer(status, more), endpoint);

  it.each<[string, number, Partial<Answer>]>([
    ['an error of the API', 404, { body: boxBody(404, 'not_found') }],
    ['the request id with an empty body', 404, { requestId: 'r', body: ' \n' }],
    ['the request id with JSON', 404, { requestId: 'r', body: '{}' }],
    ['a Bearer challenge with an empty body', 401, { wwwAuthenticate: BEARER, body: '\n' }],
    ['the empty 202 of a download', 202, { retryAfter: '5' }],
    // A quoted text names no scheme.
    ['a Bearer challenge of an app', 401, { wwwAuthenticate: 'Bearer realm="Our Basic plan", error="invalid_token"' }],
  ])('is Box for %s', (_, status, more) => {
    expect(sender(status, more)).toBe('box');
  });

  it.each<[string, number, Partial<Answer>]>([
    ['an empty 202 without a time to wait', 202, {}],
    ['a 202 with a page', 202, { retryAfter: '5', body: HTML }],
    ['another empty status with a time to wait', 503, { retryAfter: '5' }],
    ['a challenge that names no error', 401, { wwwAuthenticate: 'Bearer realm="Service"' }],
    ['a Bearer challenge with a page', 401, { wwwAuthenticate: BEARER, body: HTML }],
    ['an error of the API for another status', 404, { body: boxBody(403, 'not_found') }],
    ['an OAuth error, which the API does not send', 400, { body: '{"error":"invalid_grant"}' }],
    ['a challenge in lower case', 401, { wwwAuthenticate: 'negotiate', requestId: 'r' }],
  ])('is another server for %s', (_, status, more) => {
    expect(sender(status, more)).toBe('other');
  });

  it('is a gateway for a page with the request id', () => {
    expect(sender(404, { requestId: 'r', body: HTML })).toBe('gateway');
  });

  it('at a token endpoint is Box for an OAuth error, but only with a status of such errors', () => {
    const body = '{"error":"invalid_grant"}';
    for (const status of [400, 401, 403]) expect(sender(status, { body }, 'token'), String(status)).toBe('box');
    for (const status of [200, 404, 500]) expect(sender(status, { body }, 'token'), String(status)).toBe('other');
  });
});

describe('Box’s code and description', () => {
  it('are read from its error, and the description is empty if there is none', () => {
    const read = (body: string) => errorBodyOf(answer(400, { body }), 'token');
    expect(read(boxBody(400, 'bad_request', 'No.'))).toEqual({ code: 'bad_request', description: 'No.' });
    expect(read('{"type":"error","status":"400","code":"x"}')).toEqual({ code: 'x', description: '' });
    expect(read('{"error":"invalid_grant"}')).toEqual({ code: 'invalid_grant', description: '' });
    expect(read('{"error":"server_error","error_description":"Later."}')?.description).toBe('Later.');
    expect(read('{"error":"an_error_of_another"}')).toBeNull();
  });

  it.each([
    ['Bearer realm="Service", error="invalid_token"', 'invalid_token'],
    ['  bearer error=Insufficient_Scope', 'insufficient_scope'],
    ['Bearer realm="Service"', null],
    ['DPoP error="invalid_token"', null],
    ['DPoP realm="a", Bearer error="invalid_token"', null],
    ['XBearer error="invalid_token"', null],
    [null, null],
  ])('of the challenge %j is %j', (challenge, code) => {
    expect(bearerErrorOf(challenge)).toBe(code);
  });

  it('are null for an answer of another server', () => {
    const code = (more: Partial<Answer>) => errorFromAnswer(answer(401, more), 'api').code;
    expect(code({ wwwAuthenticate: 'NTLM', body: boxBody(401, 'unauthorized') })).toBeNull();
    expect(code({ wwwAuthenticate: BEARER, body: HTML, requestId: 'r' })).toBeNull();
    expect(code({ wwwAuthenticate: BEARER })).toBe('invalid_token');
    expect(code({ wwwAuthenticate: BEARER, body: boxBody(401, 'unauthorized') })).toBe('unauthorized');
  });
});

describe('a description of an answer', () => {
  it.each<[number, Partial<Answer>, string]>([
    [299, {}, 'status 299 with an empty body'],
    [399, {}, 'a redirect with status 399'],
    [400, {}, 'status 400 with an empty body'],
    [403, { body: `\n ${HTML}` }, 'status 403 with an HTML page'],
    [403, { body: 'blocked', contentType: 'text/HTML; charset=utf-8' }, 'status 403 with an HTML page'],
    [403, { body: 'blocked', contentType: 'text/plain' }, 'status 403 with a body that is not JSON'],
    [401, { wwwAuthenticate: 'negotiate' }, 'status 401 with a Negotiate challenge'],
    [401, { wwwAuthenticate: 'Digest realm="NTLM"' }, 'status 401 with a Digest challenge'],
  ])('with status %d and %j is "%s"', (status, more, expected) => {
    expect(describeAnswer(answer(status, more))).toBe(expected);
  });
});

describe('a success that cannot be read', () => {
  const unreadable = (more: Partial<Answer>) => errorFromUnreadable(answer(200, more));

  it.each<Partial<Answer>>([
    {},
    { body: ' \n' },
    { body: '\n{"id":"1","lo' },
    { body: '[{"id":"1"},' },
    { body: HTML, requestId: 'r' },
  ])('is trouble at Box or on the way for %j', (more) => {
    expect(unreadable(more).problem.code).toBe('box_unavailable');
  });

  it.each<Partial<Answer>>([{ body: HTML }, { body: 'Welcome [to our network]' }, { body: 'Hello {' }])(
    'is the answer of another server for %j',
    (more) => {
      expect(unreadable(more).problem.code).toBe('blocked_on_the_way');
    },
  );

  it('keeps the status and Box’s request id', () => {
    expect(unreadable({ requestId: 'r' })).toMatchObject({ name: 'BoxError', status: 200, requestId: 'r', code: null });
  });
});

describe('an answer at a token endpoint', () => {
  const token = (status: number, error: string, description = '') => {
    const body = JSON.stringify({ error, error_description: description });
    const { type, problem } = errorFromAnswer(answer(status, { body }), 'token');
    return [type, problem.code];
  };

  it.each([
    ['server_error', 'box_unavailable'],
    ['temporarily_unavailable', 'box_unavailable'],
    ['invalid_request', 'box_rejected'],
    ['access_denied', 'box_rejected'],
  ])('with the error %s is retried, as %s', (error, problem) => {
    expect(token(400, error)).toEqual(['BoxUnavailable', problem]);
  });

  it('about an account without an enterprise is retried, but at the API it is final', () => {
    const text = 'Cannot be used without having an enterprise';
    expect(token(400, 'access_denied', text)).toEqual(['BoxUnavailable', 'no_enterprise']);
    expect(api(400, { body: boxBody(400, 'access_denied', text) })).toEqual(['BoxRejected', 'no_enterprise']);
  });
});

/** Bodies that Box's API does not send, some of them close to it. */
const foreignBody = fc.oneof(
  fc.constantFrom('', HTML, 'Forbidden', '{', '[]', '"x"', 'null', '\ufffd\u001f\ufffd', '{"message":"Forbidden"}'),
  fc.constantFrom(
    '{"error":{"code":403}}',
    '{"code":"not_found"}',
    '{"type":"error","code":"not_found"}',
    boxBody(599, 'x'),
  ),
  fc.string(),
  fc.jsonValue().map((value) => JSON.stringify(value)),
);
const foreign = fc.record({
  status: fc.integer({ min: 100, max: 599 }),
  contentType: fc.option(fc.constantFrom('text/html', 'application/json', 'text/plain', 'image/png', '')),
  wwwAuthenticate: fc.option(
    fc.constantFrom(
      'NTLM',
      'Negotiate abc',
      'Basic realm="Bearer error=x"',
      'Digest realm="x"',
      'Bearer realm="x"',
      `NTLM, ${BEARER}`,
    ),
  ),
  requestId: fc.constant(null),
  retryAfter: fc.option(fc.constantFrom('3', 'soon')),
  date: fc.constant(null),
  body: foreignBody,
});
const endpoints = fc.constantFrom<Endpoint>('api', 'token');

describe('whatever answers', () => {
  it('is never believed about an item, a user or the grant without Box’s form', () => {
    fc.assert(
      fc.property(foreign, endpoints, (given, endpoint) => {
        fc.pre(!/"error":"invalid_grant"/.test(given.body));
        for (const error of [errorFromAnswer(given, endpoint), errorFromUnreadable(given)]) {
          expect(VERDICTS).not.toContain(error.type);
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it('is never more at a token endpoint than the end of the grant, and that only for Box’s invalid_grant', () => {
    const anyAnswer = fc.oneof(
      foreign,
      fc
        .tuple(
          foreign,
          fc.constantFrom('not_found', 'insufficient_scope', 'invalid_request', 'unauthorized'),
          fc.boolean(),
        )
        .map(([given, code, isOAuth]) => ({
          ...given,
          requestId: 'abc',
          body: isOAuth ? JSON.stringify({ error: code }) : boxBody(given.status, code),
        })),
    );
    fc.assert(
      fc.property(anyAnswer, (given) => {
        expect(VERDICTS).not.toContain(errorFromAnswer(given, 'token').type);
      }),
      { numRuns: 3_000 },
    );
    const ended = errorFromAnswer(answer(400, { body: '{"error":"invalid_grant"}' }), 'token');
    expect(ended.type).toBe('BoxUnauthorized');
  });

  it('is described without a word of its body', () => {
    fc.assert(
      fc.property(foreign, (given) => {
        const marked = {
          ...given,
          body: `${given.body}SECRET-IN-BODY`,
          wwwAuthenticate: 'Basic realm="SECRET-IN-REALM"',
        };
        const error = errorFromAnswer(marked, 'api');
        expect(JSON.stringify(error) + error.message + String(error.stack)).not.toContain('SECRET');
      }),
    );
  });
});

describe('Retry-After', () => {
  afterEach(() => vi.useRealTimers());

  const DATE = 'Fri, 27 Nov 2026 20:00:00 GMT';
  it.each([
    ['7', 7_000],
    ['0', 1_000],
    ['0.2', 1_000],
    ['99999999999999999999', 600_000],
    ['-5', null],
    ['1e9', null],
    ['Infinity', null],
    ['0x10', null],
    ['', null],
    ['soon', null],
    ['2027', 600_000],
    [' 7 ', 7_000],
    ['2.25', 2_250],
    ['1.', null],
    ['600', 600_000],
    ['601', 600_000],
    ['Friday, 27-Nov-26 20:00:30 GMT', 30_000],
    ['Fri Nov 27 20:00:30 2026 GMT', 30_000],
    ['at Fri, 27 Nov 2026 20:00:30 GMT', null],
    // By the sender's own clock, whatever ours says.
    ['Fri, 27 Nov 2026 20:00:30 GMT', 30_000],
    ['Fri, 27 Nov 2020 20:00:00 GMT', 1_000],
    ['Fri, 27 Nov 9999 20:00:00 GMT', 600_000],
  ])('%j is a wait of %j ms', (retryAfter, ms) => {
    expect(retryAfterMs({ retryAfter, date: DATE })).toBe(ms);
  });

  it.each([[null], ['noon']])('in the form of a date is measured by our clock if the sender’s is %j', (date) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-27T19:59:00Z') });
    expect(retryAfterMs({ retryAfter: DATE, date })).toBe(60_000);
  });

  it('is none without the header', () => {
    expect(retryAfterMs({ retryAfter: null, date: DATE })).toBeNull();
  });
});
