import { request } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { requestToken, signIn } from '../support/api.js';
import { startAdminSession, type AdminSession } from '../support/admin-session.js';

let box: AdminSession;
beforeAll(async () => {
  box = await startAdminSession({ users: 6, files: 200, seed: 2 });
});
afterAll(() => box.close());
beforeEach(() => box.controls.clearFaults());

const refresh = () => requestToken(box.url, { grant_type: 'refresh_token', refresh_token: 'any' });

/** Calls the API, the token endpoint and the revocation endpoint. Fetch hides 407 and follows redirects. */
const callAll = () =>
  Promise.all([
    request(`${box.url}/2.0/users/me`, { headers: { authorization: `Bearer ${box.token}` } }),
    request(`${box.url}/oauth2/token`, { method: 'POST' }),
    request(`${box.url}/oauth2/revoke`, { method: 'POST' }),
  ]);

describe('a response of somebody between the client and Box', () => {
  it.each([
    [401, { 'www-authenticate': 'NTLM, BASIC realm="Corp"' }],
    [403, {}],
    [404, {}],
    [407, { 'proxy-authenticate': 'NTLM, BASIC realm="Corp"' }],
    [408, {}],
    [302, { location: 'https://login.corp.example/?continue=api.box.com' }],
    [451, {}],
    [429, {}],
    [500, {}],
    [502, {}],
    [503, {}],
    [504, {}],
    [200, {}],
  ])('has status %s, an HTML page and no header of Box', async (status, headers) => {
    await box.controls.fault({ kind: 'foreign', status });
    for (const response of await callAll()) {
      expect(response.statusCode).toBe(status);
      expect(response.headers).toMatchObject({ 'content-type': 'text/html', ...headers });
      expect(response.headers).not.toHaveProperty('box-request-id');
      expect(await response.body.text()).toMatch(/^<!doctype html>/);
    }
  });

  it.each([
    ['json', '{"message":"403 Forbidden"}'],
    ['text', '403 Forbidden'],
    ['empty', ''],
  ])('has a body of %s', async (body, expected) => {
    await box.controls.fault({ kind: 'foreign', status: 403, body });
    expect(await (await box.api('/users/me')).text()).toBe(expected);
  });

  it('asks for a wait if ms is given', async () => {
    await box.controls.fault({ kind: 'foreign', status: 429, ms: 2_500 });
    expect((await box.api('/users/me')).headers.get('retry-after')).toBe('3');
  });

  it('comes also for a call whose token Box would refuse, which Box then does not see', async () => {
    await box.controls.fault({ kind: 'foreign', status: 403, count: 1 });
    const call = () => box.api('/users/me', { headers: { authorization: 'Bearer unknown' } });
    expect([(await call()).status, (await call()).status]).toEqual([403, 401]);
  });

  it('leaves a refresh token unused', async () => {
    const { refresh_token } = await signIn(box.url);
    const call = () => requestToken(box.url, { grant_type: 'refresh_token', refresh_token });
    await box.controls.fault({ kind: 'foreign', status: 403, at: 'token', count: 1 });
    expect([(await call()).status, (await call()).status, (await call()).status]).toEqual([403, 200, 400]);
  });
});

describe('an error of Box', () => {
  it.each([
    [400, 'bad_request'],
    [403, 'access_denied_insufficient_permissions'],
    [404, 'not_found'],
    [408, 'request_timeout'],
    [409, 'operation_blocked_temporary'],
    [410, 'gone'],
    [412, 'precondition_failed'],
    [423, 'locked'],
    [425, 'too_early'],
    [429, 'rate_limit_exceeded'],
    [500, 'internal_server_error'],
    [503, 'unavailable'],
  ])('%s has Box’s body with the code %s, and its request id', async (status, code) => {
    await box.controls.fault({ kind: 'boxError', status });
    const response = await box.api('/users/me');
    expect(response.headers.get('box-request-id')).toMatch(/^[0-9a-f]{32}$/);
    expect([response.status, await response.json()]).toEqual([
      status,
      expect.objectContaining({ type: 'error', status, code }),
    ]);
  });

  it('401 has an empty body and the challenge of an invalid token, again and again', async () => {
    await box.controls.fault({ kind: 'boxError', status: 401 });
    for (let i = 0; i < 3; i += 1) {
      const response = await box.api('/users/me');
      expect([response.status, await response.text()]).toEqual([401, '']);
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer .*error="invalid_token"/);
    }
  });

  it('has the code that is requested', async () => {
    await box.controls.fault({ kind: 'boxError', status: 403, code: 'insufficient_scope' });
    expect(await (await box.api('/users/me')).json()).toMatchObject({ code: 'insufficient_scope' });
  });

  it.each([
    [400, undefined, 'invalid_grant'],
    [400, 'invalid_client', 'invalid_client'],
    [400, 'unauthorized_client', 'unauthorized_client'],
    [401, undefined, 'invalid_client'],
    [500, undefined, 'server_error'],
    [503, undefined, 'server_error'],
  ])('%s (code %s) at the token endpoint alone has the OAuth error %s', async (status, code, error) => {
    await box.controls.fault({ kind: 'boxError', status, at: 'token', ...(code === undefined ? {} : { code }) });
    expect((await box.api('/users/me')).status).toBe(200);
    const response = await refresh();
    expect([response.status, await response.json()]).toEqual([status, expect.objectContaining({ error })]);
  });
});

describe('a fault', () => {
  it('ends after its time', async () => {
    await box.controls.fault({ kind: 'foreign', status: 502, forMs: 60_000 });
    expect((await box.api('/users/me')).status).toBe(502);
    await box.advance(60_000);
    expect((await box.api('/users/me')).status).toBe(200);
    expect(await box.controls.faults()).toMatchObject([
      { hits: 1, tries: 1, endsAt: expect.stringMatching(/Z$/) as string },
    ]);
  });

  it('is aimed at one item and not at another whose id begins alike', async () => {
    const [, , , user] = await box.controls.truthUsers();
    const [folder] = await box.controls.pick('folder', `n=1&owner=${user!.userId}`);
    await box.controls.fault({ kind: '404', itemId: folder!.id.slice(0, -1) });
    const status = async (path: string) => (await box.api(path, { headers: { 'as-user': folder!.ownerId } })).status;
    expect(await status(`/folders/${folder!.id}`)).toBe(200);
    await box.controls.fault({ kind: 'boxError', status: 410, itemId: folder!.id });
    expect(await status(`/folders/${folder!.id}/items`)).toBe(410);
    expect(await status('/folders/0/items')).toBe(200);
  });

  it('is aimed at calls with or without as-user, of one user or all', async () => {
    const [, , , first, second] = await box.controls.truthUsers();
    const status = async (asUser?: string) =>
      (await box.api('/folders/0/items', asUser === undefined ? {} : { headers: { 'as-user': asUser } })).status;
    await box.controls.fault({ kind: 'boxError', status: 403, asUser: true });
    await box.controls.fault({ kind: 'foreign', status: 502, userId: second!.userId });
    expect([await status(), await status(first!.userId), await status(second!.userId)]).toEqual([200, 403, 502]);
  });

  it('is aimed at one event stream', async () => {
    await box.controls.fault({ kind: '500', stream: 'admin_logs' });
    const status = async (query: string) => (await box.api(`/events?${query}`)).status;
    expect(await status('limit=1&stream_type=admin_logs')).toBe(500);
    expect(await status('stream_type=admin_logs_streaming')).toBe(200);
    expect(await status('stream_position=0')).toBe(200);
    await box.controls.fault({ kind: '500', stream: 'all' });
    expect(await status('stream_position=0')).toBe(500);
  });
});
