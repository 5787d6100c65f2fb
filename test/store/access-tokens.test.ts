import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isBoxError, type BoxError } from '../../src/box/errors.js';
import { insertGrant, refuseGrant } from '../../src/store/connections/grants.js';
import { openDatabase, type Db } from '../../src/store/sql/postgres.js';
import { createCipher } from '../../src/util/encryption.js';
import { accessTokensOf } from '../../src/worker/access-tokens.js';
import { insertConnection } from '../fixture/connection.js';
import { freshDatabase } from '../fixture/database.js';

type Answer = { status: number; body: string; headers?: Record<string, string> };
const HTML: Answer = { status: 403, body: '<html>Blocked by policy</html>', headers: { 'content-type': 'text/html' } };
const oauthError = (error: string): Answer => ({
  status: 400,
  body: JSON.stringify({ error, error_description: 'x' }),
});

let database: Awaited<ReturnType<typeof freshDatabase>>;
let otherDb: Db;
/** A stand-in for Box's token endpoint: a refresh token works once. */
let server: Server;
let url: string;
let valid: string;
let issued: number;
let requests: number;
let lifeSeconds: number;
/** The answer instead of Box's own. */
let instead: Answer | null;

beforeAll(async () => {
  database = await freshDatabase();
  otherDb = openDatabase(database.url, { maxConnections: 4, applicationName: 'boxward-test' });
  server = createServer((request, response) => {
    let form = '';
    request.on('data', (piece: Buffer) => (form += piece.toString()));
    request.on('end', () => {
      requests += 1;
      const { status, body, headers } = instead ?? renewed(new URLSearchParams(form).get('refresh_token'));
      response.writeHead(status, headers).end(body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await otherDb.destroy();
  await database.drop();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  [valid, issued, requests, lifeSeconds, instead] = ['refresh-0', 0, 0, 3_600, null];
});

function renewed(refreshToken: string | null): Answer {
  if (refreshToken !== valid) return oauthError('invalid_grant');
  issued += 1;
  valid = `refresh-${issued}`;
  const pair = { access_token: `access-${issued}`, refresh_token: valid, expires_in: lifeSeconds };
  return { status: 200, body: JSON.stringify(pair) };
}

const cipher = createCipher([{ id: 'k', key: randomBytes(32) }]);

/** A grant whose token was issued now and lives for `seconds`, as two worker processes see it, with a clock to move. */
async function freshGrant(seconds: number) {
  const connectionId = randomUUID();
  await insertConnection(database.db, connectionId);
  const id = randomUUID();
  const issuedAt = new Date();
  const tokens = {
    accessToken: 'access-0',
    refreshToken: 'refresh-0',
    issuedAt,
    expiresAt: new Date(issuedAt.getTime() + seconds * 1000),
  };
  await database.db.transaction().execute((trx) => insertGrant(trx, cipher, { id, connectionId, tokens }));
  const clock = { ms: 0, wait: (s: number) => (clock.ms += s * 1000) };
  const app = { clientId: 'id', clientSecret: 'very-secret', authorizeUrl: '', apiBaseUrl: url, redirectUri: '' };
  const of = (db: Db) =>
    accessTokensOf({ db, cipher, app, grantId: id, onRefresh: () => undefined, now: () => Date.now() + clock.ms });
  return { id, one: of(database.db), other: of(otherDb), clock };
}
const failure = async (call: Promise<unknown>): Promise<BoxError> => {
  const error: unknown = await call.then(
    () => new Error('it succeeded'),
    (thrown: unknown) => thrown,
  );
  if (!isBoxError(error)) throw error;
  return error;
};

describe('an access token', () => {
  it.each([
    [60, 50, 55],
    [100, 85, 95],
    [3_600, 3_450, 3_500],
    [86_400, 86_250, 86_300],
  ])('that lives %d s is not renewed after %d s, and is after %d s', async (life, notYet, then) => {
    const { one, clock } = await freshGrant(life);
    clock.wait(notYet);
    for (let call = 0; call < 20; call += 1) expect(await one.current()).toBe('access-0');
    expect(requests).toBe(0);
    clock.wait(then - notYet);
    expect(await one.current()).toBe('access-1');
    expect(requests).toBe(1);
  });

  it('is renewed once for parallel callers of two processes', async () => {
    const { one, other, clock } = await freshGrant(100);
    clock.wait(99);
    const tokens = await Promise.all(Array.from({ length: 20 }, (_, at) => (at % 2 ? one : other).current()));
    expect(new Set(tokens)).toEqual(new Set(['access-1']));
    expect(requests).toBe(1);
  });

  it('is renewed once when Box rejects it for parallel callers of two processes', async () => {
    const { one, other } = await freshGrant(3_600);
    const tokens = await Promise.all(Array.from({ length: 20 }, (_, at) => (at % 2 ? one : other).renew('access-0')));
    expect(new Set(tokens)).toEqual(new Set(['access-1']));
    expect(requests).toBe(1);
  });
});

describe('a renewal that fails', () => {
  it.each([
    ['the page of a firewall', HTML, 'blocked_on_the_way'],
    [
      'the challenge of a proxy',
      { status: 401, body: '', headers: { 'www-authenticate': 'NTLM' } },
      'blocked_on_the_way',
    ],
    ['the sign-in page of a network', { status: 200, body: '<html>Welcome</html>' }, 'blocked_on_the_way'],
    ['an outage', { status: 503, body: '' }, 'box_unavailable'],
    ['truncated JSON', { status: 200, body: '{"access_token":"x' }, 'box_unavailable'],
    ['a wrong client secret', oauthError('invalid_client'), 'app_credentials_rejected'],
    ['an app that the admin disabled', oauthError('unauthorized_client'), 'app_disabled_by_admin'],
    ['a call that Box rejects', oauthError('invalid_request'), 'box_rejected'],
    ['404 of Box', { status: 404, body: '{"type":"error","status":404,"code":"not_found"}' }, 'box_unavailable'],
    ['403 of Box', { status: 403, body: '{"type":"error","status":403,"code":"forbidden"}' }, 'box_unavailable'],
  ])(
    'for %s is nobody’s failure: the token is used up, then calls wait, then all continues',
    async (_what, answer, code) => {
      const { one, clock } = await freshGrant(100);
      instead = answer;
      clock.wait(95);
      expect(await one.current()).toBe('access-0');
      clock.wait(6);
      const error = await failure(one.current());
      expect(error.type).toBe('BoxUnavailable');
      if (code !== 'box_unavailable') expect(error.problem.code).toBe(code);
      expect(JSON.stringify(error) + String(error.stack)).not.toMatch(/very-secret|refresh-0|policy|Welcome/);
      instead = null;
      clock.wait(120);
      expect(await one.current()).toBe('access-1');
    },
  );

  it('is not repeated by every call, but after pauses that grow to a minute', async () => {
    const { one, clock } = await freshGrant(100);
    instead = oauthError('invalid_client');
    clock.wait(101);
    for (let second = 0; second < 600; second += 1) {
      const error = await failure(one.current());
      expect(error.retryAfterMs ?? 0).toBeLessThanOrEqual(60_000);
      clock.wait(1);
    }
    // 1 + 2 + 4 + 8 + 16 + 32 s, then each minute.
    expect(requests).toBeLessThanOrEqual(17);
    expect(requests).toBeGreaterThanOrEqual(14);
    instead = null;
    clock.wait(61);
    expect(await one.current()).toBe('access-1');
  });

  it('waits as long as Box requests', async () => {
    const { one, clock } = await freshGrant(100);
    clock.wait(101);
    instead = {
      status: 429,
      body: '{"type":"error","status":429,"code":"rate_limit_exceeded"}',
      headers: { 'retry-after': '300' },
    };
    expect(await failure(one.current())).toMatchObject({ type: 'BoxRateLimited', retryAfterMs: 300_000 });
    instead = null;
    clock.wait(290);
    expect((await failure(one.current())).type).toBe('BoxRateLimited');
    expect(requests).toBe(1);
    clock.wait(11);
    expect(await one.current()).toBe('access-1');
  });

  it('does not keep a process from using the pair that another has renewed', async () => {
    const { one, other, clock } = await freshGrant(100);
    clock.wait(101);
    instead = { ...HTML, headers: { 'retry-after': '600' } };
    await failure(one.current());
    instead = null;
    expect(await other.current()).toBe('access-1');
    expect(await one.current()).toBe('access-1');
    expect(requests).toBe(2);
  });

  it('says how long to wait: never more than is left of the pause', async () => {
    const { one, clock } = await freshGrant(100);
    clock.wait(101);
    instead = { ...HTML, headers: { 'retry-after': '600' } };
    expect((await failure(one.current())).retryAfterMs).toBe(600_000);
    clock.wait(500);
    const during = await failure(one.current());
    expect([during.type, during.problem.code]).toEqual(['BoxUnavailable', 'blocked_on_the_way']);
    expect(during.retryAfterMs).toBeGreaterThan(1_000);
    expect(during.retryAfterMs).toBeLessThanOrEqual(100_000);
  });

  it('does not bring back a token that Box has rejected, although it has not expired', async () => {
    const { one } = await freshGrant(3_600);
    instead = { ...HTML, headers: { 'retry-after': '600' } };
    await failure(one.renew('access-0'));
    expect((await failure(one.renew('access-0'))).type).toBe('BoxUnavailable');
    expect(requests).toBe(1);
  });

  it('ends the grant only if Box says that it has ended, and that is not kept for later', async () => {
    const { one, clock } = await freshGrant(100);
    valid = 'revoked';
    clock.wait(95);
    const error = await failure(one.current());
    expect([error.type, error.problem.code]).toEqual(['BoxUnauthorized', 'refresh_token_rejected']);
    valid = 'refresh-0';
    expect(await one.current()).toBe('access-1');
  });

  it('is the end of the grant if its tokens have been deleted', async () => {
    const { id, one, other, clock } = await freshGrant(100);
    instead = HTML;
    clock.wait(101);
    await failure(one.current());
    await refuseGrant(database.db, id);
    for (const call of [() => one.current(), () => other.current(), () => other.renew('access-0')]) {
      const error = await failure(call());
      expect([error.type, error.problem.code]).toEqual(['BoxUnauthorized', 'refresh_token_rejected']);
    }
    clock.wait(120);
    expect((await failure(one.current())).type).toBe('BoxUnauthorized');
    expect(requests).toBe(1);
  });
});
