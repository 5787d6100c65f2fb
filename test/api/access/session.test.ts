import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request as openRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashToken, insertToken, revokeApiToken } from '../../../src/store/access/api-tokens.js';
import { ADMIN_TOKEN, freshApp } from '../../fixture/app.js';

let boxward: Awaited<ReturnType<typeof freshApp>>;
beforeAll(async () => {
  boxward = await freshApp();
});
afterAll(() => boxward.stop());

interface SessionBody {
  readonly name: string;
  readonly role: string;
  readonly csrfToken: string;
  readonly expiresAt: string;
}

const MISSING = '00000000-0000-4000-8000-000000000000';

async function createToken(role: 'admin' | 'operator') {
  const [id, token] = [randomUUID(), randomUUID()];
  await insertToken(boxward.db, { id, name: `The ${role}`, role, hash: hashToken(token) });
  return { id, token };
}

const call = (
  method: 'GET' | 'POST' | 'DELETE',
  url: string,
  headers: Readonly<Record<string, string>> = {},
  payload?: object,
  app: FastifyInstance = boxward.app,
) => app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
const codeOf = (response: { json(): unknown }): string => (response.json() as { code: string }).code;

/** Expects that something was created between `before` and now (epoch milliseconds). */
function expectCreatedSince(before: number, createdAt: number): void {
  expect(createdAt).toBeGreaterThanOrEqual(before);
  expect(createdAt).toBeLessThanOrEqual(Date.now());
}

/** Signs in. Returns the headers that a browser sends, and those that a page of ours adds for changes (`changing`). */
async function signIn(body: object, app: FastifyInstance = boxward.app) {
  const response = await call('POST', '/v1/session', {}, body, app);
  expect(response.statusCode).toBe(201);
  const [cookie] = response.cookies;
  const session = response.json<SessionBody>();
  const headers = { cookie: `${cookie!.name}=${cookie!.value}` };
  return { response, session, headers, changing: { ...headers, 'x-csrf-token': session.csrfToken } };
}

describe('signing in with a token', () => {
  it('returns the session and sets a cookie that pages cannot read and other sites cannot use', async () => {
    const before = Date.now();
    const { response, session, headers } = await signIn({ token: ADMIN_TOKEN });
    expect(session).toMatchObject({ name: 'BOXWARD_ADMIN_TOKEN', role: 'admin' });
    expectCreatedSince(before, Date.parse(session.expiresAt) - 12 * 3_600_000);
    expect(response.headers['cache-control']).toBe('no-store');
    expect(response.headers['set-cookie']).toMatch(
      /^boxward_session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    const again = await call('GET', '/v1/session', headers);
    expect([again.statusCode, again.json()]).toEqual([200, session]);
    expect((await call('GET', '/v1/connections', headers)).statusCode).toBe(200);
  });

  it('over https, sets a cookie that browsers send to this host only, and only over https', async () => {
    const secure = await boxward.start({ BOXWARD_PUBLIC_URL: 'https://boxward.example.com' });
    const { response, headers } = await signIn({ token: ADMIN_TOKEN }, secure);
    expect(response.headers['set-cookie']).toMatch(
      /^__Host-boxward_session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect((await call('GET', '/v1/session', headers, undefined, secure)).statusCode).toBe(200);
    await secure.close();
  });

  it.each([
    ['a wrong token', { token: 'wrong' }, 401, 'invalid_token'],
    ['a wrong code', { code: 'wrong' }, 401, 'invalid_code'],
    ['neither', {}, 400, 'invalid_request'],
    ['both', { token: ADMIN_TOKEN, code: 'x' }, 400, 'invalid_request'],
    ['an empty token', { token: '' }, 400, 'invalid_request'],
    ['an unknown field', { password: 'x' }, 400, 'invalid_request'],
  ])('fails with %s, and sets no cookie', async (_what, body, status, code) => {
    const response = await call('POST', '/v1/session', {}, body);
    expect([response.statusCode, codeOf(response)]).toEqual([status, code]);
    expect(response.headers['set-cookie']).toBeUndefined();
    if (status === 400) expect(response.json<{ detail: string }>().detail).toMatch(/body(\.token)?: /);
  });

  it('is throttled after too many failures', async () => {
    const fresh = await boxward.start();
    const guess = () => call('POST', '/v1/session', {}, { token: 'guess' }, fresh);
    let last = await guess();
    for (let calls = 1; last.statusCode === 401 && calls < 700; calls += 1) last = await guess();
    expect([last.statusCode, codeOf(last)]).toEqual([429, 'too_many_requests']);
    expect((await call('POST', '/v1/session', {}, { token: ADMIN_TOKEN }, fresh)).statusCode).toBe(201);
    await fresh.close();
  });

  it('ends the previous session of the browser', async () => {
    const first = await signIn({ token: ADMIN_TOKEN });
    await call('POST', '/v1/session', first.headers, { token: ADMIN_TOKEN });
    expect((await call('GET', '/v1/session', first.headers)).statusCode).toBe(401);
  });

  it('stores only hashes, for at most 100 sessions per token', async () => {
    const { token } = await createToken('operator');
    let last = await signIn({ token });
    for (let i = 0; i < 110; i += 1) last = await signIn({ token });
    const stored = await boxward.db
      .selectFrom('sessions')
      .selectAll()
      .where('token_hash', '=', hashToken(token))
      .execute();
    expect(stored.length).toBe(100);
    const sessionId = last.headers.cookie.split('=')[1]!;
    expect(stored.some(({ id_hash: hash }) => hash.equals(hashToken(sessionId)))).toBe(true);
    expect((await call('GET', '/v1/session', last.headers)).statusCode).toBe(200);
  });
});

describe('authentication fails', () => {
  it.each([
    ['without a cookie', {}],
    ['with a made-up cookie', { cookie: `boxward_session=${'x'.repeat(43)}` }],
    ['with a malformed session id', { cookie: 'boxward_session=%00' }],
    ['with the cookie name of https over http', { cookie: `__Host-boxward_session=${'x'.repeat(43)}` }],
  ])('%s', async (_how, headers) => {
    const response = await call('GET', '/v1/session', headers);
    expect([response.statusCode, codeOf(response)]).toEqual([401, 'invalid_token']);
  });

  it('for the current session of a caller who has a token but no session', async () => {
    const response = await call('GET', '/v1/session', { authorization: `Bearer ${ADMIN_TOKEN}` });
    expect([response.statusCode, codeOf(response)]).toEqual([401, 'not_signed_in']);
  });

  it('with a wrong bearer token, even if the cookie is valid; other schemes are ignored', async () => {
    const { headers } = await signIn({ token: ADMIN_TOKEN });
    expect((await call('GET', '/v1/connections', { ...headers, authorization: 'Bearer wrong' })).statusCode).toBe(401);
    const proxied = await call('GET', '/v1/connections', { ...headers, authorization: 'Basic eDp5' });
    expect(proxied.statusCode).toBe(200);
  });
});

describe('a change that is authenticated by the cookie', () => {
  it('requires the session’s CSRF token', async () => {
    const { headers, changing } = await signIn({ token: ADMIN_TOKEN });
    for (const forged of [
      headers,
      { ...headers, 'x-csrf-token': 'x'.repeat(43) },
      { ...headers, 'x-csrf-token': '' },
    ]) {
      const response = await call('DELETE', `/v1/connections/${MISSING}`, forged);
      expect([response.statusCode, codeOf(response)]).toEqual([403, 'csrf_token_invalid']);
    }
    const other = await signIn({ token: ADMIN_TOKEN });
    const borrowed = { ...headers, 'x-csrf-token': other.session.csrfToken };
    expect(codeOf(await call('DELETE', `/v1/connections/${MISSING}`, borrowed))).toBe('csrf_token_invalid');
    expect(codeOf(await call('DELETE', `/v1/connections/${MISSING}`, changing))).toBe('connection_not_found');
  });

  it.each(['cross-site', 'same-site'])('is rejected from a %s page', async (site) => {
    const { changing } = await signIn({ token: ADMIN_TOKEN });
    const headers = { ...changing, 'sec-fetch-site': site };
    const response = await call('DELETE', `/v1/connections/${MISSING}`, headers);
    expect([response.statusCode, codeOf(response)]).toEqual([403, 'cross_site_request']);
    const signingIn = await call('POST', '/v1/session', { 'sec-fetch-site': site }, { token: ADMIN_TOKEN });
    expect([signingIn.statusCode, codeOf(signingIn)]).toEqual([403, 'cross_site_request']);
    expect((await call('GET', '/v1/connections', headers)).statusCode).toBe(200);
  });

  it.each(['same-origin', 'none'])('is accepted with Sec-Fetch-Site: %s', async (site) => {
    const { changing } = await signIn({ token: ADMIN_TOKEN });
    const response = await call('DELETE', `/v1/connections/${MISSING}`, { ...changing, 'sec-fetch-site': site });
    expect(codeOf(response)).toBe('connection_not_found');
  });

  it('is forbidden for operators, except signing out', async () => {
    const { token } = await createToken('operator');
    const { headers, changing, session } = await signIn({ token });
    expect(session).toMatchObject({ name: 'The operator', role: 'operator' });
    expect((await call('GET', '/v1/connections', headers)).statusCode).toBe(200);
    for (const [method, url] of [
      ['DELETE', `/v1/connections/${MISSING}`],
      ['POST', '/v1/connections'],
      ['POST', '/v1/sign-in-links'],
    ] as const) {
      const response = await call(method, url, changing);
      expect([url, response.statusCode, codeOf(response)]).toEqual([url, 403, 'forbidden_role']);
    }
    expect((await call('DELETE', '/v1/session', changing)).statusCode).toBe(204);
  });

  it('needs neither check with a bearer token', async () => {
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, 'sec-fetch-site': 'cross-site' };
    expect(codeOf(await call('DELETE', `/v1/connections/${MISSING}`, headers))).toBe('connection_not_found');
  });
});

describe('a session ends', () => {
  it('when its owner signs out, on the server too', async () => {
    const { headers, changing } = await signIn({ token: ADMIN_TOKEN });
    expect(codeOf(await call('DELETE', '/v1/session', headers))).toBe('csrf_token_invalid');
    const out = await call('DELETE', '/v1/session', changing);
    expect([out.statusCode, out.body]).toEqual([204, '']);
    expect(out.headers['set-cookie']).toMatch(/^boxward_session=; .*Expires=Thu, 01 Jan 1970/);
    expect((await call('GET', '/v1/session', headers)).statusCode).toBe(401);
  });

  it('when it expires, and the next sign-in deletes it', async () => {
    const { headers } = await signIn({ token: ADMIN_TOKEN });
    await boxward.db
      .updateTable('sessions')
      .set({ expires_at: new Date(Date.now() - 1_000) })
      .execute();
    expect((await call('GET', '/v1/session', headers)).statusCode).toBe(401);
    await signIn({ token: ADMIN_TOKEN });
    expect((await boxward.db.selectFrom('sessions').selectAll().execute()).length).toBe(1);
  });

  it('when its token is revoked', async () => {
    const { id, token } = await createToken('admin');
    const { headers } = await signIn({ token });
    expect((await call('GET', '/v1/session', headers)).statusCode).toBe(200);
    await revokeApiToken(boxward.db, id);
    expect((await call('GET', '/v1/session', headers)).statusCode).toBe(401);
    expect((await call('POST', '/v1/session', {}, { token })).statusCode).toBe(401);
  });

  it('when BOXWARD_ADMIN_TOKEN changes', async () => {
    const { headers } = await signIn({ token: ADMIN_TOKEN });
    const changed = await boxward.start({ BOXWARD_ADMIN_TOKEN: 'another-token-of-the-admin' });
    expect((await call('GET', '/v1/session', headers, undefined, changed)).statusCode).toBe(401);
    await changed.close();
  });
});

describe('a sign-in link', () => {
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const createLink = async (token: string) => {
    const response = await call('POST', '/v1/sign-in-links', bearer(token));
    expect(response.statusCode).toBe(201);
    const { url, expiresAt } = response.json<{ url: string; expiresAt: string }>();
    return { url, expiresAt, code: new URL(url).hash.replace('#code=', '') };
  };

  it('signs in once, with the token that created it', async () => {
    const { token } = await createToken('admin');
    const before = Date.now();
    const { url, expiresAt, code } = await createLink(token);
    expectCreatedSince(before, Date.parse(expiresAt) - 15 * 60_000);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:3000\/sign-in#code=[\w-]{43}$/);
    const stored = await boxward.db.selectFrom('sign_in_links').selectAll().execute();
    expect(stored.map(({ code_hash: hash }) => hash)).toContainEqual(hashToken(code));
    const { session } = await signIn({ code });
    expect(session).toMatchObject({ name: 'The admin', role: 'admin' });
    const again = await call('POST', '/v1/session', {}, { code });
    expect([again.statusCode, codeOf(again)]).toEqual([401, 'invalid_code']);
  });

  it('lets exactly one of several simultaneous requests sign in', async () => {
    const { code } = await createLink(ADMIN_TOKEN);
    const responses = await Promise.all([1, 2, 3].map(() => call('POST', '/v1/session', {}, { code })));
    expect(responses.map(({ statusCode }) => statusCode).sort()).toEqual([201, 401, 401]);
  });

  it('cannot be created with a session, which could renew itself forever', async () => {
    const { token } = await createToken('admin');
    const { changing } = await signIn({ token });
    const refused = await call('POST', '/v1/sign-in-links', changing);
    expect([refused.statusCode, codeOf(refused)]).toEqual([403, 'token_needed']);
    expect(refused.json<{ detail: string }>().detail).toContain('Authorization: Bearer');
    expect((await call('POST', '/v1/sign-in-links', { ...changing, ...bearer(token) })).statusCode).toBe(201);
  });

  it('creates a session that ends when the token of the link is revoked', async () => {
    const { id, token } = await createToken('admin');
    const { headers } = await signIn({ code: (await createLink(token)).code });
    expect((await call('GET', '/v1/session', headers)).statusCode).toBe(200);
    await revokeApiToken(boxward.db, id);
    expect((await call('GET', '/v1/session', headers)).statusCode).toBe(401);
  });

  it('stops working when it expires or its token is revoked', async () => {
    const { id, token } = await createToken('admin');
    const [late, orphaned] = [await createLink(ADMIN_TOKEN), await createLink(token)];
    await boxward.db
      .updateTable('sign_in_links')
      .set({ expires_at: new Date(Date.now() - 1_000) })
      .where('code_hash', '=', hashToken(late.code))
      .execute();
    await revokeApiToken(boxward.db, id);
    for (const { code } of [late, orphaned]) {
      const response = await call('POST', '/v1/session', {}, { code });
      expect([response.statusCode, codeOf(response)]).toEqual([401, 'invalid_code']);
    }
  });
});

describe('the audit log', () => {
  it('records sign-in links, signing in and signing out', async () => {
    const { id, token } = await createToken('admin');
    const created = await call('POST', '/v1/sign-in-links', { authorization: `Bearer ${token}` });
    const code = new URL(created.json<{ url: string }>().url).hash.replace('#code=', '');
    const { changing } = await signIn({ code });
    await call('DELETE', '/v1/session', changing);
    await signIn({ token });
    const entries = await boxward.db
      .selectFrom('audit_log')
      .select(['action', 'detail'])
      .where('token_id', '=', id)
      .orderBy('id')
      .execute();
    expect(entries).toEqual([
      { action: 'session.sign-in-link', detail: null },
      { action: 'session.sign-in', detail: { method: 'link' } },
      { action: 'session.sign-out', detail: null },
      { action: 'session.sign-in', detail: { method: 'token' } },
    ]);
  });
});

describe('live updates', () => {
  it('accept the cookie, and end soon after the session', async () => {
    const app = await boxward.start();
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address() as AddressInfo;
    const { headers, changing } = await signIn({ token: ADMIN_TOKEN });
    const request = openRequest({ port, host: '127.0.0.1', path: '/v1/progress', headers }).end();
    const [response] = (await once(request, 'response')) as [NodeJS.ReadableStream & { statusCode: number }];
    expect(response.statusCode).toBe(200);
    const [first] = (await once(response, 'data')) as [Buffer];
    expect(first.toString()).toBe('event: connections\ndata: {"items":[]}\n\n');
    await call('DELETE', '/v1/session', changing);
    response.resume();
    await once(response, 'end');
    await app.close();
  });
});
