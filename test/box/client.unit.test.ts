import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createBoxClient, type BoxClient } from '../../src/box/client.js';
import { isBoxError, type BoxError } from '../../src/box/errors.js';
import { createGovernor } from '../../src/box/governor.js';
import { exchangeCode, refreshTokens, revokeToken } from '../../src/box/oauth.js';

/** A real HTTP server; each test sets the response. */
let server: Server;
let url: string;
let respond: (request: IncomingMessage, response: ServerResponse) => void;
let requests: IncomingMessage[];
let client: BoxClient;
let renewals: string[];

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(request);
    request.resume();
    respond(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  requests = [];
  renewals = [];
  client = clientOf({ timeoutMs: 30_000 });
});

const clientOf = ({
  timeoutMs,
  recheckMs = 1,
}: {
  readonly timeoutMs: number;
  readonly recheckMs?: number;
}): BoxClient =>
  createBoxClient({
    baseUrl: url,
    accountId: '1',
    timeoutMs,
    recheckMs,
    governor: createGovernor({ requestsPerMinutePerUser: 100_000 }),
    onCall: () => undefined,
    tokens: {
      current: () => Promise.resolve('first-token'),
      renew: (rejected) => {
        renewals.push(rejected);
        return Promise.resolve('second-token');
      },
    },
  });
/** For responses that never complete. */
const useShortTimeout = (): void => void (client = clientOf({ timeoutMs: 100 }));

const reply =
  (status: number, body: string, headers: Record<string, string> = {}): typeof respond =>
  (_request, response) => {
    response.writeHead(status, headers).end(body);
  };
/** An error in the form of Box's API. */
const boxError = (status: number, code: string, headers: Record<string, string> = {}): typeof respond =>
  reply(status, JSON.stringify({ type: 'error', status, code, message: 'x', request_id: 'r' }), headers);
/** Box's answer to an invalid or expired token: no body, the reason in a header. */
const unauthorized = reply(401, '', {
  'www-authenticate':
    'Bearer realm="Service", error="invalid_token", error_description="The access token provided is invalid."',
});
const failure = async (call: Promise<unknown>): Promise<BoxError> => {
  const error: unknown = await call.then(
    () => new Error('it succeeded'),
    (thrown: unknown) => thrown,
  );
  if (!isBoxError(error)) throw error;
  return error;
};
const me = () => client.me({ purpose: 'test' });

describe('a failed call', () => {
  it.each([
    [429, 'rate_limit_exceeded', { 'retry-after': '7' }, 'BoxRateLimited', 7_000],
    [500, 'internal_server_error', {}, 'BoxUnavailable', null],
    [503, 'unavailable', { 'retry-after': '2' }, 'BoxUnavailable', 2_000],
    [403, 'access_denied_insufficient_permissions', {}, 'BoxForbidden', null],
    [403, 'insufficient_scope', {}, 'BoxForbidden', null],
    [404, 'not_found', {}, 'BoxNotFound', null],
    [400, 'invalid_parameter', {}, 'BoxRejected', null],
    [409, 'operation_blocked_temporary', {}, 'BoxUnavailable', null],
  ] as const)('with status %d and code %s is classified', async (status, code, headers, type, retryAfterMs) => {
    respond = boxError(status, code, headers);
    const error = await failure(me());
    expect([error.type, error.retryAfterMs, error.status, error.code]).toEqual([type, retryAfterMs, status, code]);
    expect(error.message).not.toContain('token');
  });

  it('is BoxNotReady for the empty 202 of a download', async () => {
    respond = reply(202, '', { 'retry-after': '3' });
    expect(await failure(me())).toMatchObject({ type: 'BoxNotReady', retryAfterMs: 3_000 });
  });

  it('is BoxUnavailable for truncated or unexpected JSON, a connection reset and a timeout', async () => {
    for (const failing of [
      reply(200, '{"id":"1","lo'),
      reply(200, '{"unexpected":true}'),
      ((request) => request.socket.destroy()) as typeof respond,
    ]) {
      respond = failing;
      expect((await failure(me())).type).toBe('BoxUnavailable');
    }
    useShortTimeout();
    respond = () => undefined;
    expect((await failure(me())).type).toBe('BoxUnavailable');
  });

  it('is BoxUnavailable if the whole response takes longer than four timeouts', async () => {
    useShortTimeout();
    useShortTimeout();
    respond = (_request, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(drip));
    };
    expect((await failure(me())).type).toBe('BoxUnavailable');
  });

  it('is BoxUnavailable for a response of more than 32 MB', async () => {
    respond = reply(200, ' '.repeat(33 * 1024 * 1024));
    expect((await failure(me())).type).toBe('BoxUnavailable');
  });

  it('is not a BoxError if the caller aborts it', async () => {
    respond = () => undefined;
    const aborting = new AbortController();
    setTimeout(() => aborting.abort(), 20);
    await expect(client.me({ purpose: 'test', signal: aborting.signal })).rejects.not.toSatisfy(isBoxError);
  });
});

describe('a call with an expired access token', () => {
  it('is repeated once with a new token', async () => {
    respond = (request, response) => {
      const isGood = request.headers.authorization === 'Bearer second-token';
      if (isGood) reply(200, '{"id":"1","login":"a@b"}')(request, response);
      else unauthorized(request, response);
    };
    expect((await me()).login).toBe('a@b');
    expect(renewals).toEqual(['first-token']);
  });

  it('is checked once more before the 401 for the new token is believed', async () => {
    respond = unauthorized;
    expect((await failure(me())).type).toBe('BoxUnauthorized');
    expect([requests.length, renewals.length]).toEqual([3, 1]);
  });

  it('succeeds if Box accepts the new token a moment later', async () => {
    respond = (request, response) => {
      if (requests.length < 3) unauthorized(request, response);
      else reply(200, '{"id":"1","login":"a@b"}')(request, response);
    };
    expect((await me()).login).toBe('a@b');
    expect(renewals.length).toBe(1);
  });

  it.each([
    [{ 'www-authenticate': 'NTLM' }, '<html>Sign in</html>'],
    [{ 'www-authenticate': 'BASIC realm="Corp"' }, ''],
    [{}, ''],
    [{ 'content-type': 'text/html' }, '<html>Sign in</html>'],
  ])('renews no token for a 401 of another server (%j)', async (headers, body) => {
    respond = reply(401, body, headers);
    const error = await failure(me());
    expect([error.type, error.problem.code, renewals.length]).toEqual(['BoxUnavailable', 'blocked_on_the_way', 0]);
  });

  it('is aborted by the caller during the pause', async () => {
    const aborting = new AbortController();
    respond = (request, response) => {
      if (requests.length === 2) setTimeout(() => aborting.abort(), 5);
      unauthorized(request, response);
    };
    client = clientOf({ timeoutMs: 30_000, recheckMs: 60_000 });
    await expect(client.me({ purpose: 'test', signal: aborting.signal })).rejects.not.toSatisfy(isBoxError);
  });
});

describe('the as-user header', () => {
  it('is not sent for the account that gave consent, because Box rejects an account’s own id', async () => {
    respond = reply(200, '{"entries":[],"next_marker":""}');
    await client.folderItems('0', {}, { purpose: 'listing', asUser: '1' });
    await client.folderItems('0', {}, { purpose: 'listing', asUser: '2' });
    expect(requests.map(({ headers }) => headers['as-user'])).toEqual([undefined, '2']);
  });
});

describe('a listing', () => {
  const file = {
    type: 'file',
    id: '7',
    owned_by: { id: '1' },
    created_at: null,
    modified_at: '2026-11-01T02:00:00-07:00',
  };

  it('ignores items of an unknown type', async () => {
    const entries = [
      { type: 'hologram', id: 5 },
      { type: 'web_link', id: '6' },
      { ...file, name: 'a.txt' },
    ];
    respond = reply(200, JSON.stringify({ entries, next_marker: null }));
    const page = await client.folderItems('0', {}, { purpose: 'listing' });
    expect(page.entries.map(({ type, id }) => `${type} ${id}`)).toEqual(['web_link 6', 'file 7']);
  });

  it('replaces characters that Postgres cannot store', async () => {
    const name = String.raw`a\u0000b\ud83d\ude00\ud800c`;
    for (const more of ['', ',"sequence_id":"12345678901234567890"']) {
      respond = reply(
        200,
        `{"entries":[{"type":"folder","id":"1","owned_by":{"id":"1"},"name":"${name}"${more}}],"next_marker":null}`,
      );
      const page = await client.folderItems('0', {}, { purpose: 'listing' });
      expect(page.entries[0]).toMatchObject({ name: 'a\ufffdb😀\ufffdc' });
    }
  });

  it('accepts null for optional fields', async () => {
    const withNulls = { ...file, name: null, owned_by: { id: '1', login: null }, size: null, shared_link: null };
    respond = reply(200, JSON.stringify({ entries: [withNulls], next_marker: '' }));
    const page = await client.folderItems('0', {}, { purpose: 'listing' });
    expect(page.entries[0]).toMatchObject({ id: '7', name: '', size: 0, modifiedAt: '2026-11-01T09:00:00.000Z' });
    expect(page.nextMarker).toBeNull();
  });
});

describe('stream positions', () => {
  it.each(['1152922976252290886', '"1152922976252290886"'])('keep all 64 bits: %s', async (written) => {
    respond = reply(200, `{"chunk_size":0,"next_stream_position":${written},"entries":[]}`);
    const page = await client.events({ streamType: 'admin_logs_streaming', position: 'now' }, { purpose: 'stream' });
    expect(page.nextPosition).toBe('1152922976252290886');
  });

  it('are null for the 0 that Box returns with an empty page', async () => {
    respond = reply(200, '{"chunk_size":0,"next_stream_position":"0","entries":[]}');
    const page = await client.events({ streamType: 'admin_logs', position: '5' }, { purpose: 'backfill' });
    expect(page.nextPosition).toBeNull();
  });
});

describe('a period of the event log', () => {
  it('is requested in whole seconds, and not beyond now', async () => {
    respond = reply(200, '{"chunk_size":0,"next_stream_position":"0","entries":[]}');
    const future = new Date(Date.now() + 900_000).toISOString();
    await client.events(
      { streamType: 'admin_logs', position: null, createdAfter: '2026-11-20T15:15:40.939Z', createdBefore: future },
      { purpose: 'backfill' },
    );
    const query = new URL(requests[0]?.url ?? '', url).searchParams;
    expect(query.get('created_after')).toBe('2026-11-20T15:15:40Z');
    expect(query.get('created_before')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Date.parse(query.get('created_before') ?? '')).toBeLessThanOrEqual(Date.now());
  });
});

describe('events', () => {
  const page = (entries: object[]) => reply(200, JSON.stringify({ next_stream_position: '9', entries }));
  const base = { event_id: 'e', event_type: 'EDIT', created_at: '2026-03-27T23:26:54-07:00' };
  const read = async () =>
    (await client.events({ streamType: 'admin_logs', position: null }, { purpose: 'backfill' })).events;

  it('are parsed with every known form of source', async () => {
    const owned = { owned_by: { id: '27', login: 'p@acme.com' }, parent: { id: '3' } };
    respond = page([
      { ...base, source: { item_type: 'file', item_id: '1', item_name: 'a', ...owned } },
      { ...base, source: { folder_id: '2', folder_name: 'b', ...owned } },
      { ...base, source: { file_id: '3', file_name: 'c', ...owned } },
      { ...base, source: { type: 'user', id: '4', name: 'd' } },
      { ...base, source: null },
    ]);
    expect((await read()).map(({ item }) => item && [item.type, item.id, item.ownerId])).toEqual([
      ['file', '1', '27'],
      ['folder', '2', '27'],
      ['file', '3', '27'],
      ['user', '4', null],
      null,
    ]);
  });

  it('have their time in UTC, their actor and the app that caused them', async () => {
    respond = page([
      { ...base, created_by: { id: 5, login: '', name: 'X' }, additional_details: { service_id: 5555 } },
    ]);
    expect((await read())[0]).toMatchObject({
      occurredAt: '2026-03-28T06:26:54.000Z',
      actor: { id: '5', login: null, name: 'X' },
      serviceId: '5555',
    });
  });

  it('are kept if another event of the page is malformed', async () => {
    respond = page([{ nonsense: true }, base, { ...base, event_type: 'SOMETHING_NEW', event_id: 'f' }]);
    expect((await read()).map(({ type }) => type)).toEqual(['EDIT', 'SOMETHING_NEW']);
  });
});

describe('the token endpoint', () => {
  const app = () => ({
    clientId: 'client',
    clientSecret: 'very-secret',
    authorizeUrl: `${url}/authorize`,
    apiBaseUrl: url,
    redirectUri: 'http://127.0.0.1/cb',
  });

  it('distinguishes an expired code, an expired refresh token and an app that the admin removed', async () => {
    respond = reply(400, '{"error":"invalid_grant","error_description":"Invalid refresh token"}');
    expect((await failure(exchangeCode(app(), 'code-123'))).problem.code).toBe('consent_code_rejected');
    const rejected = await failure(refreshTokens(app(), 'refresh-123'));
    expect([rejected.type, rejected.problem.code]).toEqual(['BoxUnauthorized', 'refresh_token_rejected']);
    respond = reply(400, '{"error":"unauthorized_client"}');
    const removed = await failure(refreshTokens(app(), 'refresh-123'));
    expect(removed.problem.code).toBe('app_disabled_by_admin');
    expect(JSON.stringify(removed) + String(removed.stack)).not.toMatch(/very-secret|refresh-123/);
  });

  it.each([
    ['{"error":"invalid_client"}', 'app_credentials_rejected'],
    ['{"error":"unauthorized_client"}', 'app_disabled_by_admin'],
    ['{"error":"invalid_grant","error_description":"… cannot authorize with this service"}', 'app_disabled_by_admin'],
    ['{"error":"invalid_request","error_description":"… without having an enterprise"}', 'no_enterprise'],
    ['{"error":"invalid_request"}', 'box_rejected'],
    ['{"error":"server_error"}', 'box_unavailable'],
    ['{"type":"error","status":400,"code":"bad_request"}', 'box_rejected'],
    ['{"error":{"code":400}}', 'blocked_on_the_way'],
    ['{"message":"Forbidden"}', 'blocked_on_the_way'],
    ['<html>Blocked</html>', 'blocked_on_the_way'],
  ])('reports %s as %s, without ending the grant', async (body, code) => {
    respond = reply(400, body);
    const error = await failure(refreshTokens(app(), 'refresh-123'));
    expect([error.type, error.problem.code]).toEqual(['BoxUnavailable', code]);
  });

  it('ends no grant for invalid_grant in another form than Box’s', async () => {
    for (const failing of [
      reply(500, '{"error":"invalid_grant"}'),
      reply(400, '["invalid_grant"]'),
      reply(400, 'error=invalid_grant'),
      reply(400, '<html>invalid_grant</html>', { 'content-type': 'text/html' }),
      reply(401, '{"error":"invalid_grant"}', { 'www-authenticate': 'NTLM' }),
      reply(200, '{"error":"invalid_grant"}'),
    ]) {
      respond = failing;
      expect((await failure(refreshTokens(app(), 'refresh-123'))).type).toBe('BoxUnavailable');
    }
  });

  it('keeps a pair whose life Box sends in an odd form', async () => {
    for (const [life, seconds] of [
      ['"4123"', 4_123],
      ['null', 3_600],
      ['-1', 3_600],
      ['1e300', 3_600],
    ] as const) {
      respond = reply(200, `{"access_token":"a","refresh_token":"r","expires_in":${life}}`);
      const pair = await refreshTokens(app(), 'refresh-123');
      expect(pair.expiresAt.getTime() - pair.issuedAt.getTime()).toBe(seconds * 1000);
    }
  });

  it('counts a token that is already invalid as revoked', async () => {
    respond = reply(400, '{"error":"invalid_grant"}');
    await expect(revokeToken(app(), 'dead')).resolves.toBe(true);
  });

  it.each(['invalid_client', 'unauthorized_client'])(
    'does not count a token as revoked if Box rejects our client credentials: %s',
    async (error) => {
      respond = reply(400, JSON.stringify({ error }));
      await expect(revokeToken(app(), 'alive')).resolves.toBe(false);
    },
  );

  it('does not count a token as revoked if somebody else than Box answers', async () => {
    for (const failing of [
      reply(200, '<html>Welcome to the guest network</html>'),
      reply(403, '<html>Blocked</html>'),
      reply(302, '', { location: 'http://127.0.0.1/' }),
      reply(400, '{"error":"server_error"}'),
    ]) {
      respond = failing;
      expect((await failure(revokeToken(app(), 'alive'))).type).toBe('BoxUnavailable');
    }
    respond = reply(200, '');
    await expect(revokeToken(app(), 'alive')).resolves.toBe(true);
  });
});
