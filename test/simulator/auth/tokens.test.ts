import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startSimulator, type Simulator } from '../../../simulator/index.js';
import { ADMIN, CO_ADMIN } from '../support/accounts.js';
import { CLIENT, clientAt, REDIRECT, type Client } from '../support/client.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const DAY_MS = 24 * 3_600_000;
const clock = z.object({ now: z.string() });

let simulator: Simulator;
let box: Client;
beforeEach(async () => {
  simulator = await startSimulator({ users: 6, files: 60, seed: 3 });
  box = clientAt(simulator.url);
});
afterEach(() => simulator.close());

const me = (token: string) => box.call('GET', '/users/me', { token });
const redeem = (code: string, more: Record<string, string> = {}) =>
  box.token({ grant_type: 'authorization_code', code, ...more });
const badRequest = (error: string, error_description: string) => ({ status: 400, body: { error, error_description } });

describe('an authorization code', () => {
  it('is exchanged for a token pair of the person who consented', async () => {
    const { status, body } = await redeem(await box.code(ADMIN));
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'bearer', restricted_to: [] });
    expect((await me(box.pair(body).access_token)).body).toMatchObject({ login: ADMIN });
  });

  it('can be used once', async () => {
    const code = await box.code(ADMIN);
    await redeem(code);
    expect(await redeem(code)).toMatchObject(
      badRequest('invalid_grant', "Auth code doesn't exist or is invalid for the client"),
    );
  });

  it('is valid for 30 seconds', async () => {
    const [fresh, stale] = [await box.code(ADMIN), await box.code(ADMIN)];
    await box.advance(25_000);
    expect((await redeem(fresh)).status).toBe(200);
    await box.advance(5_000);
    expect((await redeem(stale)).body).toMatchObject({ error: 'invalid_grant' });
  });

  it('is forgotten with its tokens when none of them can be used any more, and not before', async () => {
    await box.signIn(ADMIN);
    await box.serviceToken();
    await box.advance(2 * 3_600_000);
    // The service account's token has expired and cannot be refreshed; a person's pair can.
    await box.signIn(ADMIN);
    expect(await box.control('POST', '/faults', { kind: 'revokeRefreshTokens' })).toMatchObject({ struck: 2 });
    expect(await box.control('POST', '/faults', { kind: 'expireAccessTokens' })).toMatchObject({ struck: 2 });
    await box.signIn(ADMIN);
    await box.advance(120 * DAY_MS);
    await box.signIn(ADMIN);
    expect(await box.control('POST', '/faults', { kind: 'revokeRefreshTokens' })).toMatchObject({ struck: 1 });
  });

  it('is refused for another app', async () => {
    expect((await redeem(await box.code(ADMIN), { client_id: 'app-2' })).body).toMatchObject({
      error: 'invalid_grant',
    });
  });

  it('is refused with another redirect URI than it was issued for', async () => {
    const wrong = await redeem(await box.code(ADMIN), { redirect_uri: 'http://127.0.0.1:4000/other' });
    expect(wrong.body).toMatchObject({ error: 'invalid_grant' });
    expect((await redeem(await box.code(ADMIN), { redirect_uri: REDIRECT })).status).toBe(200);
  });
});

describe('an access token', () => {
  it('is valid for its expires_in, which varies from 60 to 75 minutes', async () => {
    const pairs = [];
    for (let i = 0; i < 5; i += 1) pairs.push(await box.signIn(ADMIN));
    const lifetimes = pairs.map(({ expires_in: seconds }) => seconds);
    for (const seconds of lifetimes) expect(seconds >= 3_600 && seconds <= 4_500).toBe(true);
    expect(new Set(lifetimes).size).toBeGreaterThan(1);
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

  it('ends together with the refresh token when its user is deactivated', async () => {
    const { access_token: token, refresh_token: refreshToken } = await box.signIn(CO_ADMIN);
    await box.control('POST', '/actions', { type: 'deactivateUser', user: CO_ADMIN });
    expect((await me(token)).status).toBe(401);
    expect((await box.refresh(refreshToken)).body).toMatchObject({ error: 'invalid_grant' });
  });
});

describe('a refresh token', () => {
  it('is exchanged once for a new pair, which ends the old pair', async () => {
    const old = await box.signIn(ADMIN);
    const fresh = box.pair((await box.refresh(old.refresh_token)).body);
    expect((await me(fresh.access_token)).status).toBe(200);
    expect((await me(old.access_token)).status).toBe(401);
    expect(await box.refresh(old.refresh_token)).toMatchObject(badRequest('invalid_grant', 'Invalid refresh token'));
    expect((await box.refresh(fresh.refresh_token)).status).toBe(200);
  });

  it('is valid for 60 days', async () => {
    const [one, other] = [await box.signIn(ADMIN), await box.signIn(ADMIN)];
    await box.advance(60 * DAY_MS - 60_000);
    expect((await box.refresh(one.refresh_token)).status).toBe(200);
    await box.advance(60_000);
    expect(await box.refresh(other.refresh_token)).toMatchObject(
      badRequest('invalid_grant', 'Refresh token has expired'),
    );
  });

  it('is refused for another app', async () => {
    const { refresh_token: refreshToken } = await box.signIn(ADMIN);
    const stolen = await box.token({ grant_type: 'refresh_token', refresh_token: refreshToken!, client_id: 'app-2' });
    expect(stolen.body).toMatchObject({ error: 'invalid_grant' });
    expect((await box.refresh(refreshToken)).status).toBe(200);
  });

  it('stays valid, with refreshGrace on, until the new access token is first used', async () => {
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

describe('the revoke endpoint', () => {
  const revoke = (token: string | undefined) => box.post('/oauth2/revoke', { ...CLIENT, token: token ?? '' });

  it.each(['access_token', 'refresh_token'] as const)('ends the pair of a revoked %s', async (which) => {
    const pair = await box.signIn(ADMIN);
    expect(await revoke(pair[which])).toMatchObject({ status: 200, body: '' });
    expect((await me(pair.access_token)).status).toBe(401);
    expect((await box.refresh(pair.refresh_token)).body).toMatchObject({ error: 'invalid_grant' });
  });

  it("keeps another app's pair valid", async () => {
    const pair = await box.signIn(ADMIN);
    await box.post('/oauth2/revoke', { ...CLIENT, client_id: 'app-2', token: pair.access_token });
    expect((await me(pair.access_token)).status).toBe(200);
  });
});

describe('the token endpoint', () => {
  it('refuses a wrong client secret and an unknown grant type', async () => {
    expect(await redeem('x', { client_secret: 'wrong' })).toMatchObject(
      badRequest('invalid_client', 'The client credentials are not valid'),
    );
    expect((await box.token({ grant_type: 'password' })).body).toMatchObject({ error: 'unsupported_grant_type' });
  });
});

describe('a seed and a start time', () => {
  const run = async (options: { seed: number; now: number }) => {
    const one = await startSimulator({ users: 3, files: 10, ...options });
    const client = clientAt(one.url);
    const pair = await client.signIn(ADMIN);
    const refreshed = await client.refresh(pair.refresh_token);
    await one.close();
    return JSON.stringify([pair, refreshed.body]);
  };

  it('determine the tokens; another seed or start time gives other tokens', async () => {
    const now = Date.parse('2026-03-01T08:00:00Z');
    const tokens = await run({ seed: 7, now });
    expect(await run({ seed: 7, now })).toBe(tokens);
    expect(await run({ seed: 8, now })).not.toBe(tokens);
    expect(await run({ seed: 7, now: now + 1_000 })).not.toBe(tokens);
  });
});

describe('a state file', () => {
  const fileIn = temporaryFolder();

  it("keeps tokens, the app's service account and the clock's offset", async () => {
    const options = { users: 3, files: 10, seed: 1, now: Date.now(), stateFile: fileIn('state.jsonl') };
    const first = await startSimulator(options);
    box = clientAt(first.url);
    const used = await box.signIn(ADMIN);
    const good = box.pair((await box.refresh(used.refresh_token)).body);
    await box.advance(40 * DAY_MS);
    const service = await box.serviceToken();
    const account = (await me(service)).body;
    const before = clock.parse(await box.control('GET', '/clock'));
    await first.close();

    const again = await startSimulator(options);
    box = clientAt(again.url);
    const after = clock.parse(await box.control('GET', '/clock'));
    expect(Date.parse(after.now)).toBeGreaterThanOrEqual(Date.parse(before.now) - 1_000);
    expect((await me(service)).body).toEqual(account);
    expect((await box.refresh(used.refresh_token)).body).toMatchObject({ error: 'invalid_grant' });
    expect((await me(good.access_token)).status).toBe(401);
    expect((await box.refresh(good.refresh_token)).status).toBe(200);
    await again.close();
  });
});
