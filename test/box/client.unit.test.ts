import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createBoxClient, type BoxClient } from '../../src/box/client.js';
import { isBoxError, type BoxError } from '../../src/box/errors.js';
import { createGovernor } from '../../src/box/governor.js';
import { exchangeCode, refreshTokens, revokeToken } from '../../src/box/oauth.js';

/** A server that answers what a test tells it to: real HTTP, bytes of our choosing. */
let server: Server;
let url: string;
let answer: (request: IncomingMessage, response: ServerResponse, turn: number) => void;
let requests: IncomingMessage[];
let client: BoxClient;
let renewals: string[];

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(request);
    request.resume();
    answer(request, response, requests.length);
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

const clientOf = ({ timeoutMs }: { readonly timeoutMs: number }): BoxClient =>
  createBoxClient({
    baseUrl: url,
    accountId: '1',
    timeoutMs,
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
/** For what is never answered whole. */
const beImpatient = (): void => void (client = clientOf({ timeoutMs: 300 }));

const reply =
  (status: number, body: string, headers: Record<string, string> = {}): typeof answer =>
  (_request, response) => {
    response.writeHead(status, headers).end(body);
  };
const failure = async (call: Promise<unknown>): Promise<BoxError> => {
  const error: unknown = await call.then(
    () => new Error('it succeeded'),
    (thrown: unknown) => thrown,
  );
  if (!isBoxError(error)) throw error;
  return error;
};
const me = () => client.me({ purpose: 'test' });

describe('what Box answers becomes one of seven failures', () => {
  it.each([
    [429, '{"code":"rate_limit_exceeded"}', { 'retry-after': '7' }, 'BoxRateLimited', 7_000],
    [500, '{"code":"internal_server_error"}', {}, 'BoxUnavailable', null],
    [502, '<html>Bad Gateway</html>', { 'content-type': 'text/html' }, 'BoxUnavailable', null],
    [503, '', { 'retry-after': '2' }, 'BoxUnavailable', 2_000],
    [403, '{"code":"access_denied_insufficient_permissions"}', {}, 'BoxForbidden', null],
    [403, '{"code":"insufficient_scope"}', {}, 'BoxForbidden', null],
    [404, '{"code":"not_found"}', {}, 'BoxNotFound', null],
    [410, '', {}, 'BoxNotFound', null],
    [202, '', { 'retry-after': '3' }, 'BoxNotReady', 3_000],
    [400, '{"code":"invalid_parameter"}', {}, 'BoxRejected', null],
    [409, '{"code":"operation_blocked_temporary"}', {}, 'BoxUnavailable', null],
  ] as const)('%d %s', async (status, body, headers, type, retryAfterMs) => {
    answer = reply(status, body, headers);
    const error = await failure(me());
    expect([error.type, error.retryAfterMs, error.status]).toEqual([type, retryAfterMs, status]);
    expect(error.message).not.toContain('token');
  });

  it('takes truncated JSON, a reset, and a silence for trouble on the way', async () => {
    for (const trouble of [
      reply(200, '{"id":"1","lo'),
      reply(200, '{"unexpected":true}'),
      ((request) => request.socket.destroy()) as typeof answer,
    ]) {
      answer = trouble;
      expect((await failure(me())).type).toBe('BoxUnavailable');
    }
    beImpatient();
    answer = () => undefined;
    expect((await failure(me())).type).toBe('BoxUnavailable');
  });

  it('waits no longer for a body that trickles than for four heads', async () => {
    beImpatient();
    answer = (_request, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(drip));
    };
    expect((await failure(me())).type).toBe('BoxUnavailable');
  });

  it('passes an abort on as what it is', async () => {
    answer = () => undefined;
    const aborting = new AbortController();
    setTimeout(() => aborting.abort(), 20);
    await expect(client.me({ purpose: 'test', signal: aborting.signal })).rejects.not.toSatisfy(isBoxError);
  });
});

describe('an access token that has expired', () => {
  it('is renewed once, and the call repeated', async () => {
    answer = (request, response) => {
      const isGood = request.headers.authorization === 'Bearer second-token';
      response.writeHead(isGood ? 200 : 401).end(isGood ? '{"id":"1","login":"a@b"}' : '');
    };
    expect((await me()).login).toBe('a@b');
    expect(renewals).toEqual(['first-token']);
  });

  it('that is refused after the renewal too is not tried a third time', async () => {
    answer = reply(401, '');
    expect((await failure(me())).type).toBe('BoxUnauthorized');
    expect(requests.length).toBe(2);
  });
});

describe('acting as a user', () => {
  it('is left out for the account that consented: Box refuses its own id', async () => {
    answer = reply(200, '{"entries":[],"next_marker":""}');
    await client.folderItems('0', {}, { purpose: 'listing', asUser: '1' });
    await client.folderItems('0', {}, { purpose: 'listing', asUser: '2' });
    expect(requests.map(({ headers }) => headers['as-user'])).toEqual([undefined, '2']);
  });
});

describe('a listing', () => {
  const file = { type: 'file', id: '7', created_at: null, modified_at: '2026-11-01T02:00:00-07:00' };

  it('passes over web links and kinds of items that Box may yet invent', async () => {
    const entries = [
      { type: 'hologram', id: 5 },
      { type: 'web_link', id: '6' },
      { ...file, name: 'a.txt' },
    ];
    answer = reply(200, JSON.stringify({ entries, next_marker: null }));
    const page = await client.folderItems('0', {}, { purpose: 'listing' });
    expect(page.entries.map(({ type, id }) => `${type} ${id}`)).toEqual(['web_link 6', 'file 7']);
  });

  it('stands names that no database can hold', async () => {
    const name = String.raw`a\u0000b\ud83d\ude00\ud800c`;
    for (const more of ['', ',"sequence_id":"12345678901234567890"']) {
      answer = reply(200, `{"entries":[{"type":"folder","id":"1","name":"${name}"${more}}],"next_marker":null}`);
      const page = await client.folderItems('0', {}, { purpose: 'listing' });
      expect(page.entries[0]).toMatchObject({ name: 'a\ufffdb😀\ufffdc' });
    }
  });

  it('stands null wherever Box does not want to tell', async () => {
    const untold = { ...file, name: null, owned_by: { id: '1', login: null }, size: null, shared_link: null };
    answer = reply(200, JSON.stringify({ entries: [untold], next_marker: '' }));
    const page = await client.folderItems('0', {}, { purpose: 'listing' });
    expect(page.entries[0]).toMatchObject({ id: '7', name: '', size: 0, modifiedAt: '2026-11-01T09:00:00.000Z' });
    expect(page.nextMarker).toBeNull();
  });
});

describe('stream positions', () => {
  it.each(['1152922976252290886', '"1152922976252290886"'])('of 64 bits stay exact: %s', async (written) => {
    answer = reply(200, `{"chunk_size":0,"next_stream_position":${written},"entries":[]}`);
    const page = await client.events({ streamType: 'admin_logs_streaming', position: 'now' }, { purpose: 'stream' });
    expect(page.nextPosition).toBe('1152922976252290886');
  });

  it('are not overwritten by the 0 of an empty page', async () => {
    answer = reply(200, '{"chunk_size":0,"next_stream_position":"0","entries":[]}');
    const page = await client.events({ streamType: 'admin_logs', position: '5' }, { purpose: 'backfill' });
    expect(page.nextPosition).toBeNull();
  });
});

describe('events', () => {
  const page = (entries: object[]) => reply(200, JSON.stringify({ next_stream_position: '9', entries }));
  const base = { event_id: 'e', event_type: 'EDIT', created_at: '2026-03-27T23:26:54-07:00' };
  const read = async () =>
    (await client.events({ streamType: 'admin_logs', position: null }, { purpose: 'backfill' })).events;

  it('are read in every form of source that has been seen', async () => {
    const owned = { owned_by: { id: '27', login: 'p@acme.com' }, parent: { id: '3' } };
    answer = page([
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

  it('tell times in UTC, and who did it by which app', async () => {
    answer = page([{ ...base, created_by: { id: 5, login: '', name: 'X' }, additional_details: { service_id: 5555 } }]);
    expect((await read())[0]).toMatchObject({
      occurredAt: '2026-03-28T06:26:54.000Z',
      actor: { id: '5', login: null, name: 'X' },
      serviceId: '5555',
    });
  });

  it('that are broken do not lose the others', async () => {
    answer = page([{ nonsense: true }, base, { ...base, event_type: 'SOMETHING_NEW', event_id: 'f' }]);
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

  it('tells a dead code from a dead refresh token, and an app that was removed from both', async () => {
    answer = reply(400, '{"error":"invalid_grant","error_description":"Invalid refresh token"}');
    expect((await failure(exchangeCode(app(), 'code-123'))).problem.code).toBe('consent_code_rejected');
    expect((await failure(refreshTokens(app(), 'refresh-123'))).problem.code).toBe('refresh_token_rejected');
    answer = reply(400, '{"error":"unauthorized_client"}');
    const removed = await failure(refreshTokens(app(), 'refresh-123'));
    expect(removed.problem.code).toBe('app_disabled_by_admin');
    expect(JSON.stringify(removed) + String(removed.stack)).not.toMatch(/very-secret|refresh-123/);
  });

  it.each([
    ['{"error":"invalid_client"}', 'app_credentials_rejected'],
    ['{"error":"invalid_grant","error_description":"… cannot authorize with this service"}', 'app_disabled_by_admin'],
    ['{"error":"invalid_request","error_description":"… without having an enterprise"}', 'no_enterprise'],
  ])('says what to mend: %s', async (body, code) => {
    answer = reply(400, body);
    expect((await failure(refreshTokens(app(), 'refresh-123'))).problem.code).toBe(code);
  });

  it('counts a token that is dead already as revoked', async () => {
    answer = reply(400, '{"error":"invalid_grant"}');
    await expect(revokeToken(app(), 'dead')).resolves.toBe(true);
  });

  it.each(['invalid_client', 'unauthorized_client'])(
    'counts no token as revoked that Box was not told of: %s',
    async (error) => {
      answer = reply(400, JSON.stringify({ error }));
      await expect(revokeToken(app(), 'alive')).resolves.toBe(false);
    },
  );
});
