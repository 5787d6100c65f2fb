import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scopesFor } from '../../../simulator/box/auth/scopes.js';
import { startSimulator, type Simulator } from '../../../simulator/index.js';
import { clientAt, type Client } from '../support/client.js';

const ADMIN = 'admin@acme.example';
const MESSAGE = 'The request requires higher privileges than provided by the access token.';

let simulator: Simulator;
let box: Client;
beforeAll(async () => {
  simulator = await startSimulator({ users: 6, files: 60, seed: 3 });
  box = clientAt(simulator.url);
});
afterAll(() => simulator.close());

/** What a token narrowed to some scopes gets. */
async function statuses(scope: string, calls: readonly (readonly [string, string])[]): Promise<number[]> {
  const { access_token: token } = await box.signIn(ADMIN, scope);
  const answers = [];
  for (const [method, path] of calls) answers.push((await box.call(method, path, { token })).status);
  return answers;
}

const USERS = ['GET', '/users'] as const;
const GROUPS = ['GET', '/groups'] as const;
const ITEMS = ['GET', '/folders/0/items'] as const;
const EVENTS = ['GET', '/events?stream_type=admin_logs'] as const;
const LIVE = ['GET', '/events?stream_type=admin_logs_streaming'] as const;
const ALL = [USERS, ITEMS, EVENTS, LIVE] as const;

describe('a token that was narrowed at consent', () => {
  it('allows what its scopes are for, and nothing else', async () => {
    expect(await statuses('root_readonly', ALL)).toEqual([403, 200, 403, 403]);
    expect(await statuses('root_readwrite', ALL)).toEqual([403, 200, 403, 403]);
    expect(await statuses('manage_managed_users', ALL)).toEqual([200, 403, 403, 403]);
    expect(await statuses('manage_enterprise_properties', ALL)).toEqual([403, 403, 200, 200]);
    expect(await statuses('manage_groups', [GROUPS, ...ALL])).toEqual([200, 403, 403, 403, 403]);
    expect(await statuses('root_readonly manage_managed_users', ALL)).toEqual([200, 200, 403, 403]);
  });

  it('is refused in the words that Box documents, in the header too', async () => {
    const { access_token: token } = await box.signIn(ADMIN, 'root_readonly');
    const { status, body, headers } = await box.call('GET', '/users', { token });
    expect(status).toBe(403);
    expect(body).toMatchObject({ type: 'error', status: 403, code: 'insufficient_scope', message: MESSAGE });
    expect(headers.get('www-authenticate')).toBe(
      `Bearer realm="Service", error="insufficient_scope", error_description="${MESSAGE}"`,
    );
  });

  it('says who its owner is, whatever its scopes', async () => {
    expect(
      await statuses('manage_webhook', [
        ['GET', '/users/me'],
        ['GET', '/events'],
      ]),
    ).toEqual([200, 200]);
  });

  it('reads but does not write with root_readonly, whatever the endpoint', async () => {
    const { access_token: token } = await box.signIn(ADMIN, 'root_readonly');
    const refused = await box.call('PUT', '/files/1', { token, body: { name: 'x' } });
    expect(refused.body).toMatchObject({ code: 'insufficient_scope' });
  });

  it('stays narrow when it is refreshed', async () => {
    const { refresh_token: refreshToken } = await box.signIn(ADMIN, 'root_readonly');
    const { access_token: token } = box.pair((await box.refresh(refreshToken)).body);
    expect((await box.call('GET', '/users', { token })).body).toMatchObject({ code: 'insufficient_scope' });
  });
});

describe("the app's scopes", () => {
  it('bind tokens given from then on: those given before keep what they had', async () => {
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

describe('each endpoint', () => {
  it.each([
    ['GET', '/2.0/files/1', ['root_readonly', 'root_readwrite']],
    ['GET', '/2.0/files/1/content', ['root_readonly', 'root_readwrite']],
    ['GET', '/2.0/search', ['root_readonly', 'root_readwrite']],
    ['GET', '/2.0/folders/1/collaborations', ['root_readonly', 'root_readwrite']],
    ['PUT', '/2.0/files/1', ['root_readwrite']],
    ['DELETE', '/2.0/folders/1', ['root_readwrite']],
    ['POST', '/2.0/collaborations', ['root_readwrite']],
    ['POST', '/2.0/files/1/metadata/enterprise/securityClassification-6VMVochwUWo', ['root_readwrite']],
    ['PUT', '/2.0/users/1', ['manage_managed_users', 'manage_app_users']],
    ['PUT', '/2.0/users/1/folders/0', ['manage_managed_users', 'manage_app_users']],
    ['GET', '/2.0/users/1/memberships', ['manage_groups']],
    ['POST', '/2.0/group_memberships', ['manage_groups']],
    ['GET', '/2.0/groups/1/collaborations', ['manage_groups']],
    ['POST', '/2.0/webhooks', ['manage_webhook']],
    ['DELETE', '/2.0/webhooks/1', ['manage_webhook']],
    ['GET', '/2.0/enterprise_configurations/1', ['manage_enterprise_properties']],
    ['GET', '/2.0/retention_policies', ['manage_data_retention']],
    ['POST', '/2.0/legal_hold_policy_assignments', ['manage_legal_hold']],
    ['GET', '/2.0/users/me', []],
  ])('needs its scope: %s %s', (method, path, needed) => {
    expect(scopesFor({ method, path, streamType: undefined })).toEqual(needed);
  });
});
