import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { limitRate } from '../../../simulator/box/auth/rate-limit.js';
import type { SimUser } from '../../../simulator/enterprise/model.js';
import { startSimulator, type Simulator } from '../../../simulator/index.js';
import { createState } from '../../../simulator/state.js';
import { clientAt, type Client } from '../support/client.js';

const DENIED = { status: 403, body: { type: 'error', status: 403, code: 'access_denied_insufficient_permissions' } };
const NOT_FOUND = { status: 404, body: { code: 'not_found' } };
/** By their order in the seed: the first user is the Admin, the next two are Co-Admins. */
const ID = { admin: '10000000', coadmin: '10000001', coadmin2: '10000002', user: '10000003', other: '19000000' };

let simulator: Simulator;
let box: Client;
beforeEach(async () => {
  simulator = await startSimulator({ users: 6, files: 60, seed: 3 });
  box = clientAt(simulator.url);
});
afterEach(() => simulator.close());

const signIn = async (name: 'admin' | 'coadmin'): Promise<string> =>
  (await box.signIn(`${name}@acme.example`)).access_token;
const me = (token: string, as?: string) => box.call('GET', '/users/me', { token, ...(as === undefined ? {} : { as }) });

describe('as-user by the Admin', () => {
  it('changes who "me" is, and whose root the root is', async () => {
    const token = await signIn('admin');
    expect((await me(token, ID.user)).body).toMatchObject({ id: ID.user });
    const own = (await box.call('GET', '/folders/0/items', { token })).body;
    const theirs = (await box.call('GET', '/folders/0/items', { token, as: ID.user })).body;
    expect(theirs).not.toEqual(own);
  });

  it('works for Co-Admins', async () => {
    expect((await me(await signIn('admin'), ID.coadmin)).status).toBe(200);
  });

  it("is refused with the token owner's own id (trap 2)", async () => {
    expect(await me(await signIn('admin'), ID.admin)).toMatchObject(DENIED);
  });

  it("is refused for an app's own account", async () => {
    const account = (await me(await box.serviceToken())).body as { id: string };
    expect(await me(await signIn('admin'), account.id)).toMatchObject(DENIED);
  });

  it('finds no users of other enterprises, and none that never were', async () => {
    const token = await signIn('admin');
    expect(await me(token, ID.other)).toMatchObject(NOT_FOUND);
    expect(await me(token, '1')).toMatchObject(NOT_FOUND);
  });

  it('is refused for somebody deactivated', async () => {
    await box.control('POST', '/actions', { type: 'deactivateUser', user: ID.user });
    expect(await me(await signIn('admin'), ID.user)).toMatchObject(DENIED);
  });

  it('is refused while the switch of the app is off, and the token works without it', async () => {
    const token = await signIn('admin');
    await box.settings({ asUserSwitch: false });
    expect(await me(token, ID.user)).toMatchObject(DENIED);
    expect((await me(token)).status).toBe(200);
  });

  it('does not show what other enterprises share with the user (trap 9)', async () => {
    const [folder] = (await box.control('GET', `/pick?kind=folder&owner=${ID.user}&n=1`)) as { id: string }[];
    const foreign = (await box.control('POST', '/actions', {
      type: 'upload',
      as: ID.other,
      folderId: '0',
      name: 'foreign.txt',
    })) as { results: { itemId: string }[] };
    const fileId = foreign.results[0]!.itemId;
    const { login } = (await me(await signIn('admin'), ID.user)).body as { login: string };
    await box.control('POST', '/actions', { type: 'collaborate', fileId, login });

    const themselves = (await box.signIn(login)).access_token;
    const impersonated = { token: await signIn('admin'), as: ID.user };
    const ids = async (by: { token: string; as?: string }) => {
      const { entries } = (await box.call('GET', '/folders/0/items?limit=1000', by)).body as {
        entries: { id: string }[];
      };
      return entries.map(({ id }) => id);
    };
    expect(await ids({ token: themselves })).toContain(fileId);
    expect((await box.call('GET', `/files/${fileId}`, { token: themselves })).status).toBe(200);
    expect(await ids(impersonated)).not.toContain(fileId);
    expect(await box.call('GET', `/files/${fileId}`, impersonated)).toMatchObject(NOT_FOUND);
    expect((await box.call('GET', `/folders/${folder!.id}`, impersonated)).status).toBe(200);
  });
});

describe('as-user by a Co-Admin', () => {
  it('works for users, and not for the Admin or other Co-Admins (trap 3)', async () => {
    const token = await signIn('coadmin');
    expect((await me(token, ID.user)).status).toBe(200);
    for (const id of [ID.admin, ID.coadmin2, ID.coadmin]) expect(await me(token, id)).toMatchObject(DENIED);
  });

  it('needs the right to manage users', async () => {
    const token = await signIn('coadmin');
    await box.settings({ coAdminPrivileges: { 'coadmin@acme.example': ['Run new reports'] } });
    expect(await me(token, ID.user)).toMatchObject(DENIED);
    await box.settings({ coAdminPrivileges: { 'coadmin@acme.example': ['Manage Users'] } });
    expect((await me(token, ID.user)).status).toBe(200);
  });
});

describe('as-user by anybody else', () => {
  it('is refused', async () => {
    const { login } = (await me(await signIn('admin'), ID.user)).body as { login: string };
    const token = (await box.signIn(login)).access_token;
    for (const id of ['10000004', ID.admin]) expect(await me(token, id)).toMatchObject(DENIED);
  });
});

describe("as-user by an app's own account", () => {
  it('works for everybody of the enterprise', async () => {
    const token = await box.serviceToken();
    for (const id of [ID.admin, ID.coadmin, ID.user]) expect((await me(token, id)).body).toMatchObject({ id });
  });
});

describe('the streams of the enterprise', () => {
  const streams = async (token: string) => {
    const answers = [];
    for (const stream of ['admin_logs', 'admin_logs_streaming'])
      answers.push((await box.call('GET', `/events?stream_type=${stream}`, { token })).status);
    return answers;
  };

  it('are for the Admin, and for Co-Admins who may run reports', async () => {
    expect(await streams(await signIn('admin'))).toEqual([200, 200]);
    const token = await signIn('coadmin');
    expect(await streams(token)).toEqual([200, 200]);
    await box.settings({ coAdminPrivileges: { 'coadmin@acme.example': ['Manage Users', 'Manage Groups'] } });
    expect(await streams(token)).toEqual([403, 403]);
    expect(await streams(await box.serviceToken())).toEqual([200, 200]);
  });
});

describe('calls', () => {
  it('are limited per user on whose behalf they are made, and told when to come back', async () => {
    await box.settings({ rateLimitPerMinute: 3 });
    const token = await signIn('admin');
    for (let i = 0; i < 3; i += 1) expect((await me(token)).status).toBe(200);
    const limited = await me(token);
    expect(limited).toMatchObject({ status: 429, body: { code: 'rate_limit_exceeded' } });
    const wait = Number(limited.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect((await me(token, ID.user)).status).toBe(200);
    await box.advance(wait * 1_000);
    expect((await me(token)).status).toBe(200);
  });

  it('that search have limits of their own: six a second, and sixty a minute', async () => {
    const token = await signIn('admin');
    const search = async () => (await box.call('GET', '/search?query=x', { token })).status === 429;
    const burst = await Promise.all(Array.from({ length: 40 }, search));
    expect(burst.slice(0, 6)).toEqual(Array.from({ length: 6 }, () => false));
    expect(burst).toContain(true);
    await box.advance(1_000);
    expect(await search()).toBe(false);
    // At six a second the minute's sixty are gone within it.
    let refused = 0;
    for (let second = 0; second < 25; second += 1) {
      await box.advance(1_000);
      for (let i = 0; i < 5; i += 1) if (await search()) refused += 1;
    }
    expect(refused).toBeGreaterThan(0);
    await box.advance(60_000);
    expect(await search()).toBe(false);
  });

  it('that search are twelve a second of the whole enterprise at most, and each other one has its own', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const state = createState({ users: 6, files: 10 });
      const outside = state.world.userByLogin('admin@other-enterprise.example')!;
      const search = (user: SimUser) =>
        limitRate(state, { account: user, user, clientId: 'app', scopes: [] }, '/2.0/search');
      const [first, second, third] = state.world.users as [SimUser, SimUser, SimUser];
      for (let i = 0; i < 6; i += 1) [first, second].forEach(search);
      expect(() => search(third)).toThrow('rate limit');
      expect(() => search(outside)).not.toThrow();
      state.clock.advance(1_000);
      expect(() => search(third)).not.toThrow();
    } finally {
      vi.useRealTimers();
    }
  });

  it('are counted by enterprise and month of the simulator', async () => {
    const dated = await startSimulator({ users: 3, files: 10, now: Date.parse('2026-01-31T12:00:00Z') });
    const client = clientAt(dated.url);
    const { access_token: token } = await client.signIn('admin@acme.example');
    await client.call('GET', '/users/me', { token });
    await client.call('GET', '/users/me', { token, as: '10000001' });
    await client.advance(24 * 3_600_000);
    const { access_token: next } = await client.signIn('admin@acme.example');
    await client.call('GET', '/users/me', { token: next });
    await client.call('GET', '/users/me', { token: 'nonsense' });
    const counts = await client.control('GET', '/requests');
    expect(counts).toMatchObject({ byEnterpriseAndMonth: { '1234567': { '2026-01': 2, '2026-02': 1 } } });
    await dated.close();
  });
});

describe('what another enterprise owns and shares with a user (trap 9)', () => {
  it('is seen by the user, and nowhere by an admin acting as the user', async () => {
    const strangers = (await box.signIn('admin@other-enterprise.example')).access_token;
    const made = async (path: string, body: object) =>
      ((await box.call('POST', path, { token: strangers, body })).body as { id: string }).id;
    const folder = await made('/folders', { name: 'Foreign', parent: { id: '0' } });
    const link = await made('/web_links', { name: 'Foreign link', url: 'https://a.example', parent: { id: folder } });
    await box.control('POST', '/actions', { type: 'collaborate', folderId: folder, user: ID.user });
    await box.settings({ searchLagMs: 0 });
    const { entries: collaborations } = (
      await box.call('GET', `/folders/${folder}/collaborations`, { token: strangers })
    ).body as { entries: { id: string }[] };

    const admin = await signIn('admin');
    const { login } = (await me(admin, ID.user)).body as { login: string };
    const own = (await box.signIn(login)).access_token;
    const text = async (path: string, by: { token: string; as?: string }) =>
      JSON.stringify((await box.call('GET', path, by)).body);
    const [itself, acted] = [{ token: own }, { token: admin, as: ID.user }];
    for (const path of ['/folders/0', '/folders/0/items', '/search?query=Foreign', '/events?limit=500']) {
      expect([path, (await text(path, itself)).includes(folder)]).toEqual([path, true]);
      expect([path, (await text(path, acted)).includes(folder)]).toEqual([path, false]);
    }
    for (const path of [`/folders/${folder}`, `/web_links/${link}`, `/collaborations/${collaborations[0]!.id}`]) {
      expect([path, (await box.call('GET', path, itself)).status]).toEqual([path, 200]);
      expect([path, (await box.call('GET', path, acted)).status]).toEqual([path, 404]);
    }
    const invitation = {
      item: { type: 'folder', id: folder },
      accessible_by: { login: 'a@b.example', type: 'user' },
      role: 'viewer',
    };
    expect(await box.call('POST', '/collaborations', { ...acted, body: invitation })).toMatchObject(NOT_FOUND);
  });
});

describe('an admin of another enterprise', () => {
  it("neither reads the enterprise's events nor makes users in it", async () => {
    const token = (await box.signIn('admin@other-enterprise.example')).access_token;
    for (const type of ['admin_logs', 'admin_logs_streaming']) {
      expect(await box.call('GET', `/events?stream_type=${type}`, { token })).toMatchObject(DENIED);
    }
    const body = { login: 'mole@acme.example', name: 'Mole' };
    expect(await box.call('POST', '/users', { token, body })).toMatchObject(DENIED);
    const admin = await signIn('admin');
    expect((await box.call('GET', '/users?filter_term=mole', { token: admin })).body).toMatchObject({ total_count: 0 });
  });
});
