import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../../simulator/index.js';
import { ADMIN, ID } from '../support/accounts.js';
import { clientAt, type Client } from '../support/client.js';

let simulator: Simulator;
let box: Client;
beforeEach(async () => {
  simulator = await startSimulator({ users: 6, files: 60, seed: 3 });
  box = clientAt(simulator.url);
});
afterEach(() => simulator.close());

const tokenOf = async (login: string): Promise<string> => (await box.signIn(login)).access_token;
const me = (token: string, as?: string) => box.call('GET', '/users/me', { token, ...(as === undefined ? {} : { as }) });

describe('the rate limit', () => {
  it('counts the calls of each user that a caller acts as, and returns Retry-After beyond it', async () => {
    await box.settings({ rateLimitPerMinute: 3 });
    const token = await tokenOf(ADMIN);
    for (let i = 0; i < 3; i += 1) expect((await me(token)).status).toBe(200);
    const limited = await me(token);
    expect(limited).toMatchObject({ status: 429, body: { code: 'rate_limit_exceeded' } });
    const wait = Number(limited.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect((await me(token, ID.user)).status).toBe(200);
    await box.advance(wait * 1_000);
    expect((await me(token)).status).toBe(200);
  });

  it('allows a user six searches a second and sixty a minute', async () => {
    const token = await tokenOf(ADMIN);
    const isRefused = async () => (await box.call('GET', '/search?query=x', { token })).status === 429;
    const burst = await Promise.all(Array.from({ length: 40 }, isRefused));
    expect(burst.slice(0, 6)).toEqual(Array.from({ length: 6 }, () => false));
    expect(burst).toContain(true);
    await box.advance(1_000);
    expect(await isRefused()).toBe(false);
    // Five searches a second keep to the limit of a second and exceed that of a minute.
    let refused = 0;
    for (let second = 0; second < 25; second += 1) {
      await box.advance(1_000);
      for (let i = 0; i < 5; i += 1) if (await isRefused()) refused += 1;
    }
    expect(refused).toBeGreaterThan(0);
    await box.advance(60_000);
    expect(await isRefused()).toBe(false);
  });
});

describe('the call counts', () => {
  it('are kept for each enterprise and month of the simulator’s clock', async () => {
    const dated = await startSimulator({ users: 3, files: 10, now: Date.parse('2026-01-31T12:00:00Z') });
    const client = clientAt(dated.url);
    const { access_token: token } = await client.signIn(ADMIN);
    await client.call('GET', '/users/me', { token });
    await client.call('GET', '/users/me', { token, as: ID.coAdmin });
    await client.advance(24 * 3_600_000);
    const { access_token: next } = await client.signIn(ADMIN);
    await client.call('GET', '/users/me', { token: next });
    await client.call('GET', '/users/me', { token: 'nonsense' });
    const counts = await client.control('GET', '/requests');
    expect(counts).toMatchObject({ byEnterpriseAndMonth: { '1234567': { '2026-01': 2, '2026-02': 1 } } });
    await dated.close();
  });
});
