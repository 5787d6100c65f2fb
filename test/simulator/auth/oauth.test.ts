import fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { redirectFor } from '../../../simulator/box/auth/redirect-uri.js';
import { startSimulator, type Simulator } from '../../../simulator/index.js';
import { CLIENT, clientAt, REDIRECT, type Client } from '../support/client.js';

const ADMIN = 'admin@acme.example';
const ENTERPRISE = '1234567';
const DAY_MS = 24 * 3_600_000;
const JWT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

let simulator: Simulator;
let box: Client;
beforeEach(async () => {
  simulator = await startSimulator({ users: 6, files: 60, seed: 3 });
  box = clientAt(simulator.url);
  return () => simulator.close();
});

const me = (token: string) => box.call('GET', '/users/me', { token });
const redeem = (code: string, more: Record<string, string> = {}) =>
  box.token({ grant_type: 'authorization_code', code, ...more });
const oauthError = (error: string, error_description: string) => ({ status: 400, body: { error, error_description } });

describe('an authorization code', () => {
  it('gives a pair, and the pair the person who gave consent', async () => {
    const { status, body } = await redeem(await box.code(ADMIN));
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'bearer', restricted_to: [] });
    expect((await me(box.pair(body).access_token)).body).toMatchObject({ login: ADMIN });
  });

  it('works once', async () => {
    const code = await box.code(ADMIN);
    await redeem(code);
    expect(await redeem(code)).toMatchObject(
      oauthError('invalid_grant', "Auth code doesn't exist or is invalid for the client"),
    );
  });

  it('lives 30 seconds', async () => {
    const [fresh, stale] = [await box.code(ADMIN), await box.code(ADMIN)];
    await box.advance(25_000);
    expect((await redeem(fresh)).status).toBe(200);
    await box.advance(5_000);
    expect((await redeem(stale)).body).toMatchObject({ error: 'invalid_grant' });
  });

  it('and its access token are let go of when both are long over, and not before', async () => {
    await box.signIn(ADMIN);
    await box.serviceToken();
    await box.advance(2 * 3_600_000);
    // The service's alone is over for good; what a person gave can be refreshed.
    await box.signIn(ADMIN);
    expect(await box.control('POST', '/faults', { kind: 'revokeRefreshTokens' })).toMatchObject({ struck: 2 });
    expect(await box.control('POST', '/faults', { kind: 'expireAccessTokens' })).toMatchObject({ struck: 2 });
    await box.signIn(ADMIN);
    await box.advance(120 * DAY_MS);
    await box.signIn(ADMIN);
    expect(await box.control('POST', '/faults', { kind: 'revokeRefreshTokens' })).toMatchObject({ struck: 1 });
  });

  it('is of no use to another app', async () => {
    expect((await redeem(await box.code(ADMIN), { client_id: 'app-2' })).body).toMatchObject({
      error: 'invalid_grant',
    });
  });

  it('is bound to the address that it was sent to', async () => {
    const wrong = await redeem(await box.code(ADMIN), { redirect_uri: 'http://127.0.0.1:4000/other' });
    expect(wrong.body).toMatchObject({ error: 'invalid_grant' });
    expect((await redeem(await box.code(ADMIN), { redirect_uri: REDIRECT })).status).toBe(200);
  });
});

describe('an access token', () => {
  it('lives as long as it says, and that is not always the same', async () => {
    const pairs = [];
    for (let i = 0; i < 5; i += 1) pairs.push(await box.signIn(ADMIN));
    const lives = pairs.map(({ expires_in: seconds }) => seconds);
    for (const seconds of lives) expect(seconds >= 3_600 && seconds <= 4_500).toBe(true);
    expect(new Set(lives).size).toBeGreaterThan(1);
    const [pair] = pairs;
    await box.advance((pair!.expires_in - 60) * 1_000);
    expect((await me(pair!.access_token)).status).toBe(200);
    await box.advance(60_000);
    const expired = await me(pair!.access_token);
    expect([expired.status, expired.body]).toEqual([401, '']);
    expect(expired.headers.get('www-authenticate')).toBe(
      'Bearer realm="Service", error="invalid_token", error_description="The access token provided is invalid."',
    );
  });

  it('ends with the deactivation of its user, and so does the refresh token', async () => {
    const { access_token: token, refresh_token: refreshToken } = await box.signIn('coadmin@acme.example');
    await box.control('POST', '/actions', { type: 'deactivateUser', user: 'coadmin@acme.example' });
    expect((await me(token)).status).toBe(401);
    expect((await box.refresh(refreshToken)).body).toMatchObject({ error: 'invalid_grant' });
  });
});

describe('a refresh token', () => {
  it('gives a new pair once, and the old pair is dead', async () => {
    const old = await box.signIn(ADMIN);
    const fresh = box.pair((await box.refresh(old.refresh_token)).body);
    expect((await me(fresh.access_token)).status).toBe(200);
    expect((await me(old.access_token)).status).toBe(401);
    expect(await box.refresh(old.refresh_token)).toMatchObject(oauthError('invalid_grant', 'Invalid refresh token'));
    expect((await box.refresh(fresh.refresh_token)).status).toBe(200);
  });

  it('lives 60 days', async () => {
    const [one, other] = [await box.signIn(ADMIN), await box.signIn(ADMIN)];
    await box.advance(60 * DAY_MS - 60_000);
    expect((await box.refresh(one.refresh_token)).status).toBe(200);
    await box.advance(60_000);
    expect(await box.refresh(other.refresh_token)).toMatchObject(
      oauthError('invalid_grant', 'Refresh token has expired'),
    );
  });

  it('is of no use to another app', async () => {
    const { refresh_token: refreshToken } = await box.signIn(ADMIN);
    const stolen = await box.token({ grant_type: 'refresh_token', refresh_token: refreshToken!, client_id: 'app-2' });
    expect(stolen.body).toMatchObject({ error: 'invalid_grant' });
    expect((await box.refresh(refreshToken)).status).toBe(200);
  });

  it('works on, in the grace mode, until the new access token is first used', async () => {
    await box.settings({ refreshGrace: true });
    const old = await box.signIn(ADMIN);
    const lost = await box.refresh(old.refresh_token);
    expect(lost.status).toBe(200);
    const fresh = box.pair((await box.refresh(old.refresh_token)).body);
    expect((await me(old.access_token)).status).toBe(200);
    expect((await me(fresh.access_token)).status).toBe(200);
    expect((await me(old.access_token)).status).toBe(401);
    expect((await box.refresh(old.refresh_token)).body).toMatchObject({ error: 'invalid_grant' });
  });
});

describe('revoking', () => {
  const revoke = (token: string | undefined) => box.post('/oauth2/revoke', { ...CLIENT, token: token ?? '' });

  it.each(['access_token', 'refresh_token'] as const)('the %s kills the pair', async (which) => {
    const pair = await box.signIn(ADMIN);
    expect(await revoke(pair[which])).toMatchObject({ status: 200, body: '' });
    expect((await me(pair.access_token)).status).toBe(401);
    expect((await box.refresh(pair.refresh_token)).body).toMatchObject({ error: 'invalid_grant' });
  });

  it("leaves another app's pair alone", async () => {
    const pair = await box.signIn(ADMIN);
    await box.post('/oauth2/revoke', { ...CLIENT, client_id: 'app-2', token: pair.access_token });
    expect((await me(pair.access_token)).status).toBe(200);
  });
});

describe('the token endpoint', () => {
  it('refuses a wrong secret, and a grant that is none', async () => {
    expect(await redeem('x', { client_secret: 'wrong' })).toMatchObject(
      oauthError('invalid_client', 'The client credentials are not valid'),
    );
    expect((await box.token({ grant_type: 'password' })).body).toMatchObject({ error: 'unsupported_grant_type' });
  });
});

describe.each([
  [
    'client credentials',
    (type: string, id: string) => ({ grant_type: 'client_credentials', box_subject_type: type, box_subject_id: id }),
  ],
  [
    'an assertion',
    (type: string, id: string) => ({ grant_type: JWT, assertion: assertion({ sub: id, box_sub_type: type }) }),
  ],
])('an app with %s', (_name, fields) => {
  it("acts as the enterprise's own account for it, which is in no list of users", async () => {
    const { status, body } = await box.token(fields('enterprise', ENTERPRISE));
    expect(status).toBe(200);
    expect(body).not.toHaveProperty('refresh_token');
    const { access_token: token } = box.pair(body);
    const account = (await me(token)).body as { id: string; login: string };
    expect(account.login).toMatch(/^AutomationUser_\d+_\w+@boxdevedition\.com$/);
    const { entries } = (await box.call('GET', '/users?limit=1000', { token })).body as { entries: { id: string }[] };
    expect(entries).toHaveLength(6);
    expect(entries.map(({ id }) => id)).not.toContain(account.id);
    const again = box.pair((await box.token(fields('enterprise', ENTERPRISE))).body);
    expect((await me(again.access_token)).body).toMatchObject({ id: account.id });
  });

  it('acts as a managed user, and as nobody else', async () => {
    const admin = (await me((await box.signIn(ADMIN)).access_token)).body as { id: string };
    const { access_token: token } = box.pair((await box.token(fields('user', admin.id))).body);
    expect((await me(token)).body).toMatchObject({ login: ADMIN });
    for (const [type, id] of [
      ['user', '19000000'],
      ['user', '1'],
      ['enterprise', '7'],
      ['group', admin.id],
    ] as const) {
      const refused = await box.token(fields(type, id));
      expect([type, id, refused.status]).toEqual([type, id, 400]);
      expect(refused.body).toMatchObject({ error: 'invalid_grant' });
    }
  });

  it('is refused until it is authorized, and where it is an app of the other kind', async () => {
    const asked = () => box.token(fields('enterprise', ENTERPRISE));
    const notAuthorized = oauthError('unauthorized_client', 'This app is not authorized by the enterprise');
    await box.settings({ serverAuth: 'unauthorized' });
    expect(await asked()).toMatchObject(notAuthorized);
    await box.settings({ serverAuth: 'off' });
    expect(await asked()).toMatchObject(
      oauthError('invalid_request', 'The grant type is unauthorized for this client_id'),
    );
    await box.settings({ serverAuth: 'authorized', appRestriction: { enabled: true, allowedClientIds: [] } });
    expect(await asked()).toMatchObject(notAuthorized);
    await box.settings({ appRestriction: { enabled: true, allowedClientIds: [CLIENT.client_id] } });
    expect((await asked()).status).toBe(200);
  });
});

describe('an assertion', () => {
  const sent = (claims: Record<string, unknown>) => box.token({ grant_type: JWT, assertion: assertion(claims) });

  it('must not be expired, by the clock of the simulator', async () => {
    const claims = { exp: Math.floor(Date.now() / 1000) + 45 };
    expect((await sent(claims)).status).toBe(200);
    await box.advance(60_000);
    expect(await sent(claims)).toMatchObject(
      oauthError(
        'invalid_grant',
        "Current date/time MUST be before the expiration date/time listed in the 'exp' claim",
      ),
    );
  });

  it.each([
    ['iss', { iss: 'app-2' }],
    ['sub', { sub: undefined }],
    ['jti', { jti: 'short' }],
    ['exp', { exp: Math.floor(Date.now() / 1000) + 3_600 }],
  ])('names what is wrong with it: %s', async (name, claims) => {
    expect((await sent(claims)).body).toMatchObject({
      error: 'invalid_grant',
      error_description: expect.stringContaining(`'${name}'`) as string,
    });
  });

  it('works once', async () => {
    const claims = { jti: 'the-same-one-twice' };
    expect((await sent(claims)).status).toBe(200);
    expect(await sent(claims)).toMatchObject(oauthError('invalid_grant', "A unique 'jti' value is required."));
  });
});

describe('the page that a person is sent to', () => {
  it('asks for what the token will allow, and proposes the account', async () => {
    await box.settings({ appName: 'A <b>bold</b> app', signIn: 'coadmin@acme.example' });
    const wide = await box.page(box.authorizeFields());
    expect(wide.body).toContain('A &lt;b&gt;bold&lt;/b&gt; app');
    expect(wide.body).toContain('value="coadmin@acme.example"');
    expect(wide.body).toContain('Manage your company’s groups');
    const narrow = await box.page(box.authorizeFields({ scope: 'root_readonly' }));
    expect(narrow.body).toContain('Read all files and folders');
    expect(narrow.body).not.toContain('Manage your company’s groups');
  });

  it('comes back with an error where the person cannot sign in', async () => {
    const { status, body } = await box.press(box.authorizeFields(), 'nobody@acme.example');
    expect([status, body]).toEqual([200, expect.stringContaining('Invalid login credentials.')]);
  });

  it('leads back with an error when the person denies, and with the state as it was sent', async () => {
    const state = 'a b&c=ü';
    const { headers } = await box.press(box.authorizeFields({ state }), ADMIN, 'deny');
    const target = new URL(headers.get('location')!);
    expect(target.href.startsWith(REDIRECT)).toBe(true);
    expect(Object.fromEntries(target.searchParams)).toEqual({
      state,
      error: 'access_denied',
      error_description: 'The user denied access to your application',
    });
  });

  it('ends the flow where the administrator disables unpublished apps', async () => {
    await box.settings({ appRestriction: { enabled: true, allowedClientIds: [] } });
    for (const { headers, body } of [
      await box.page(box.authorizeFields()),
      await box.press(box.authorizeFields(), ADMIN),
    ]) {
      expect(headers.get('location')).toBeNull();
      expect(body).toContain('Disabled by Administrator');
      expect(body).toContain(CLIENT.client_id);
    }
  });

  it('ends the flow on itself for an address that is not registered, and for one that is missing', async () => {
    await box.settings({ redirectUris: [REDIRECT, 'https://app.example/callback'] });
    const mismatch = await box.page(box.authorizeFields({ redirect_uri: 'https://evil.example/' }));
    expect(mismatch.body).toContain('redirect_uri_mismatch');
    const missing = await box.press(box.authorizeFields({ redirect_uri: '' }), ADMIN);
    expect(missing.headers.get('location')).toBeNull();
    expect(missing.body).toContain('redirect_uri_missing');
    expect(await box.code(ADMIN)).not.toBe('');
  });

  it('leads to the one address that is registered when none is named', async () => {
    await box.settings({ redirectUris: ['https://app.example/callback'] });
    const { headers } = await box.press(box.authorizeFields({ redirect_uri: '' }), ADMIN);
    expect(headers.get('location')).toMatch(/^https:\/\/app\.example\/callback\?state=s&code=/);
  });
});

describe('a registered redirect URI', () => {
  const path = fc.stringMatching(/^[a-z]{0,8}$/);
  const port = fc.integer({ min: 1, max: 65_535 });

  it('is good at any port of the loopback, and elsewhere exactly', () => {
    fc.assert(
      fc.property(fc.constantFrom('localhost', '127.0.0.1', '[::1]'), path, port, port, (host, at, one, other) => {
        const uri = `http://${host}:${other}/${at}?a=b`;
        expect(redirectFor(uri, [`http://${host}:${one}/${at}?a=b`])).toEqual({ kind: 'found', uri });
      }),
    );
    fc.assert(
      fc.property(path, path, port, (one, other, at) => {
        fc.pre(one !== other);
        const registered = [`https://app.example/${one}`, `http://localhost/${one}`];
        for (const uri of [
          `https://app.example:${at === 443 ? 444 : at}/${one}`,
          `https://app.example/${other}`,
          `http://localhost:${at}/${other}`,
          `https://localhost:${at}/${one}`,
        ])
          expect(redirectFor(uri, registered)).toEqual({ kind: 'redirect_uri_mismatch' });
      }),
    );
  });

  it('is any web address while none is registered', () => {
    expect(redirectFor('http://anywhere.example/x', [])).toMatchObject({ kind: 'found' });
    expect(redirectFor('javascript:alert(1)', [])).toEqual({ kind: 'redirect_uri_mismatch' });
    expect(redirectFor(undefined, [])).toEqual({ kind: 'redirect_uri_missing' });
  });
});

describe('two runs from the same seed and time', () => {
  const run = async (options: { seed: number; now: number }) => {
    const one = await startSimulator({ users: 3, files: 10, ...options });
    const client = clientAt(one.url);
    const pair = await client.signIn(ADMIN);
    const refreshed = await client.refresh(pair.refresh_token);
    await one.close();
    return JSON.stringify([pair, refreshed.body]);
  };

  it('give the same tokens; another seed, or another time, gives others', async () => {
    const now = Date.parse('2026-03-01T08:00:00Z');
    const tokens = await run({ seed: 7, now });
    expect(await run({ seed: 7, now })).toBe(tokens);
    expect(await run({ seed: 8, now })).not.toBe(tokens);
    expect(await run({ seed: 7, now: now + 1_000 })).not.toBe(tokens);
  });
});

describe('a state file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'boxward-oauth-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("keeps tokens, the app's own account, and where the clock was moved to", async () => {
    const options = { users: 3, files: 10, seed: 1, now: Date.now(), stateFile: path.join(folder, 'state.jsonl') };
    const first = await startSimulator(options);
    box = clientAt(first.url);
    const used = await box.signIn(ADMIN);
    const good = box.pair((await box.refresh(used.refresh_token)).body);
    await box.advance(40 * DAY_MS);
    const service = await box.serviceToken();
    const account = (await me(service)).body;
    const before = (await box.control('GET', '/clock')) as { now: string };
    await first.close();

    const again = await startSimulator(options);
    box = clientAt(again.url);
    const after = (await box.control('GET', '/clock')) as { now: string };
    expect(Date.parse(after.now)).toBeGreaterThanOrEqual(Date.parse(before.now) - 1_000);
    expect((await me(service)).body).toEqual(account);
    expect((await box.refresh(used.refresh_token)).body).toMatchObject({ error: 'invalid_grant' });
    expect((await me(good.access_token)).status).toBe(401);
    expect((await box.refresh(good.refresh_token)).status).toBe(200);
    await again.close();
  });
});

/** An assertion that is good now, but for `claims`. */
function assertion(claims: Record<string, unknown>): string {
  const good = { iss: CLIENT.client_id, sub: ENTERPRISE, box_sub_type: 'enterprise', jti: crypto.randomUUID() };
  const exp = Math.floor(Date.now() / 1000) + 45;
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ ...good, exp, ...claims })}.signature`;
}
