import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { issueConsent } from '../../../src/store/connections/consents.js';
import { sha256 } from '../../../src/util/sha256.js';
import { freshApp } from '../../fixture/app.js';
import { insertConnection } from '../../fixture/connection.js';

type Answer = { status: number; body: string; headers?: Record<string, string> };
const TOKENS: Answer = {
  status: 200,
  body: JSON.stringify({ access_token: 'a', refresh_token: 'r', expires_in: 3_600 }),
};

let started: Awaited<ReturnType<typeof freshApp>>;
/** A stand-in for Box's token endpoint: the last answer repeats. */
let server: Server;
let answers: Answer[];
let exchanges: number;

beforeAll(async () => {
  server = createServer((request, response) => {
    exchanges += 1;
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    request.resume();
    request.on('end', () => response.writeHead(answer?.status ?? 500, answer?.headers).end(answer?.body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  started = await freshApp({ BOX_API_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
afterAll(async () => {
  await started.stop();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  [answers, exchanges] = [[TOKENS], 0];
});

/** Issues a consent link; returns its state, and what is stored about it. */
async function openLink() {
  const connectionId = randomUUID();
  const state = randomBytes(32).toString('base64url');
  const id = randomUUID();
  await insertConnection(started.db, connectionId, { status: 'awaiting_consent' });
  const expiresAt = new Date(Date.now() + 600_000);
  await started.db
    .transaction()
    .execute((trx) => issueConsent(trx, { id, connectionId, stateHash: sha256(state), expiresAt }));
  const consent = () =>
    started.db.selectFrom('consents').select(['outcome', 'reason']).where('id', '=', id).executeTakeFirstOrThrow();
  return { state, connectionId, consent };
}
const request = (query: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
  started.app.inject({ method, url: `/oauth/box/callback?${query}`, headers });

describe('a request that no user has made', () => {
  it.each([
    ['HEAD', {}],
    ['GET', { 'sec-purpose': 'prefetch' }],
    ['GET', { 'sec-purpose': 'prefetch;prerender' }],
    ['GET', { 'sec-purpose': 'prefetch;anonymous-client-ip' }],
    ['GET', { purpose: 'prefetch' }],
    ['GET', { 'x-moz': 'prefetch' }],
    ['GET', { 'x-purpose': 'preview' }],
  ] as const)('%s with %j uses up neither the link nor the code', async (method, headers) => {
    const { state, connectionId, consent } = await openLink();
    const ahead = await request(`code=c&state=${state}`, headers, method);
    expect(ahead.headers['cache-control']).toBe('no-store');
    expect(ahead.headers['location']).toBeUndefined();
    expect([exchanges, (await consent()).outcome]).toEqual([0, null]);
    const own = await request(`code=c&state=${state}`);
    expect([own.statusCode, own.headers['location']]).toEqual([
      303,
      expect.stringContaining(`/connections/${connectionId}?consent=granted`),
    ]);
  });
});

describe('the same request again', () => {
  it('gets the page of a received consent, and exchanges nothing', async () => {
    const { state } = await openLink();
    const both = await Promise.all([request(`code=c&state=${state}`), request(`code=c&state=${state}`)]);
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([303, 410]);
    const second = both.find(({ statusCode }) => statusCode === 410);
    expect(second?.body).toContain('link_used');
    expect(second?.body).toContain('The consent was received');
    expect(exchanges).toBe(1);
  });

  it('gets the page of a link that does not work if no consent was granted', async () => {
    const { state } = await openLink();
    await request(`error=access_denied&state=${state}`);
    const again = await request(`code=c&state=${state}`);
    expect([again.statusCode, again.body.includes('does not work')]).toEqual([410, true]);
  });
});

describe('an error in the callback', () => {
  it.each([
    ['server_error', 'consent_box_unavailable'],
    ['temporarily_unavailable', 'consent_box_unavailable'],
    ['invalid_scope', 'consent_scope_rejected'],
    ['invalid_request', 'consent_request_rejected'],
    ['unsupported_response_type', 'consent_request_rejected'],
    ['unauthorized_client', 'app_disabled_by_admin'],
    ['something_new', 'consent_failed'],
  ])('%s is reported as %s, even with a code', async (error, code) => {
    for (const query of [`error=${error}`, `error=${error}&code=c`]) {
      const { state, consent } = await openLink();
      const { statusCode, headers } = await request(`${query}&state=${state}`);
      expect([statusCode, headers['location']]).toEqual([303, expect.stringContaining('consent=failed')]);
      expect((await consent()).reason?.code).toBe(code);
    }
    expect(exchanges).toBe(0);
  });

  it('access_denied is the admin’s decision', async () => {
    const { state, consent } = await openLink();
    await request(`error=access_denied&error_description=no&state=${state}`);
    expect(await consent()).toMatchObject({ outcome: 'denied', reason: null });
  });
});

describe('an address that Box does not send', () => {
  it.each([
    ['code=a&code=b', 'querystring.code'],
    ['code=', 'querystring.code'],
    ['', 'querystring.code'],
    ['error=', 'querystring.error'],
    ['error=a&error=b', 'querystring.error'],
    [`code=${'x'.repeat(2_001)}`, 'querystring.code'],
    ['code=a&state=again', 'querystring.state'],
  ])('%s is refused with the name of the field, and uses up nothing', async (query, field) => {
    const { state, consent } = await openLink();
    const { statusCode, body } = await request(`${query}&state=${state}`);
    expect([statusCode, body]).toEqual([400, expect.stringContaining(field)]);
    expect([exchanges, (await consent()).outcome]).toEqual([0, null]);
  });
});

describe('the exchange of the code', () => {
  const html: Answer = { status: 403, body: '<html>Blocked</html>', headers: { 'content-type': 'text/html' } };
  const oauthError = (error: string): Answer => ({ status: 400, body: JSON.stringify({ error }) });

  it.each([
    ['a page of a firewall, then an answer', [html, TOKENS]],
    ['an outage, then an answer', [{ status: 503, body: '' }, TOKENS]],
  ])('is repeated after a passing failure: %s', async (_what, given) => {
    answers = [...given];
    const { state, consent } = await openLink();
    await request(`code=c&state=${state}`);
    expect([(await consent()).outcome, exchanges]).toEqual(['granted', 2]);
  });

  it.each([
    ['an expired code', [oauthError('invalid_grant')], 'consent_code_rejected'],
    ['a wrong client secret', [oauthError('invalid_client')], 'app_credentials_rejected'],
    [
      'a code that was used up by an answer that got lost',
      [{ status: 502, body: '' }, oauthError('invalid_grant')],
      'consent_box_unavailable',
    ],
  ])('says what failed: %s', async (_what, given, code) => {
    answers = [...given];
    const { state, consent } = await openLink();
    await request(`code=c&state=${state}`);
    expect(await consent()).toMatchObject({ outcome: 'failed', reason: { code } });
    expect(exchanges).toBe(given.length);
  });

  it('says that Box was unavailable if it stays so', async () => {
    answers = [html];
    const { state, consent } = await openLink();
    await request(`code=c&state=${state}`);
    expect(await consent()).toMatchObject({ outcome: 'failed', reason: { code: 'consent_box_unavailable' } });
  });
});
