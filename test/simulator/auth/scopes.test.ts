import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../../simulator/index.js';
import { ADMIN } from '../support/accounts.js';
import { clientAt, type Client } from '../support/client.js';

const MESSAGE = 'The request requires higher privileges than provided by the access token.';

let simulator: Simulator;
let box: Client;
beforeAll(async () => {
  simulator = await startSimulator({ users: 6, files: 60, seed: 3 });
  box = clientAt(simulator.url);
});
afterAll(() => simulator.close());

/** The statuses of some calls by a token of the Admin that is limited to `scope`. */
async function statuses(scope: string, calls: readonly (readonly [string, string])[]): Promise<number[]> {
  const { access_token: token } = await box.signIn(ADMIN, scope);
  const received = [];
  for (const [method, path] of calls) received.push((await box.call(method, path, { token })).status);
  return received;
}

const USERS = ['GET', '/users'] as const;
const GROUPS = ['GET', '/groups'] as const;
const ITEMS = ['GET', '/folders/0/items'] as const;
const EVENTS = ['GET', '/events?stream_type=admin_logs'] as const;
const LIVE_EVENTS = ['GET', '/events?stream_type=admin_logs_streaming'] as const;
const ALL = [USERS, ITEMS, EVENTS, LIVE_EVENTS] as const;

describe('a token whose scopes were limited at consent', () => {
  it('allows the calls of its scopes and no others', async () => {
    expect(await statuses('root_readonly', ALL)).toEqual([403, 200, 403, 403]);
    expect(await statuses('root_readwrite', ALL)).toEqual([403, 200, 403, 403]);
    expect(await statuses('manage_managed_users', ALL)).toEqual([200, 403, 403, 403]);
    expect(await statuses('manage_enterprise_properties', ALL)).toEqual([403, 403, 200, 200]);
    expect(await statuses('manage_groups', [GROUPS, ...ALL])).toEqual([200, 403, 403, 403, 403]);
    expect(await statuses('root_readonly manage_managed_users', ALL)).toEqual([200, 200, 403, 403]);
  });

  it('returns the documented error in the body and in WWW-Authenticate', async () => {
    const { access_token: token } = await box.signIn(ADMIN, 'root_readonly');
    const { status, body, headers } = await box.call('GET', '/users', { token });
    expect(status).toBe(403);
    expect(body).toMatchObject({ type: 'error', status: 403, code: 'insufficient_scope', message: MESSAGE });
    expect(headers.get('www-authenticate')).toBe(
      `Bearer realm="Service", error="insufficient_scope", error_description="${MESSAGE}"`,
    );
  });

  it('can read its own user and events with any scope', async () => {
    expect(
      await statuses('manage_webhook', [
        ['GET', '/users/me'],
        ['GET', '/events'],
      ]),
    ).toEqual([200, 200]);
  });

  it('cannot write with root_readonly', async () => {
    const { access_token: token } = await box.signIn(ADMIN, 'root_readonly');
    const refused = await box.call('PUT', '/files/1', { token, body: { name: 'x' } });
    expect(refused.body).toMatchObject({ code: 'insufficient_scope' });
  });

  it('keeps its limited scopes when refreshed', async () => {
    const { refresh_token: refreshToken } = await box.signIn(ADMIN, 'root_readonly');
    const { access_token: token } = box.pair((await box.refresh(refreshToken)).body);
    expect((await box.call('GET', '/users', { token })).body).toMatchObject({ code: 'insufficient_scope' });
  });
});

describe("the app's scopes", () => {
  it('limit the tokens issued after a change; earlier tokens keep their scopes', async () => {
    const { access_token: before } = await box.signIn(ADMIN);
    await box.settings({ scopes: ['root_readonly'] });
    try {
      const { access_token: after } = await box.signIn(ADMIN);
      const { access_token: wide } = await box.signIn(ADMIN, 'root_readonly manage_managed_users');
      const service = await box.serviceToken();
      expect((await box.call('GET', '/users', { token: before })).status).toBe(200);
      for (const token of [after, wide, service])
        expect((await box.call('GET', '/users', { token })).body).toMatchObject({ code: 'insufficient_scope' });
    } finally {
      await box.settings({ scopes: ['root_readonly', 'root_readwrite', 'manage_managed_users', 'manage_groups'] });
    }
  });
});
