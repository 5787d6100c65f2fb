import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startSimulator, type Simulator } from '../../../simulator/index.js';
import { ADMIN, CO_ADMIN, DENIED, ID, NOT_FOUND, OUTSIDE_ADMIN } from '../support/accounts.js';
import { clientAt, type Client } from '../support/client.js';
import { listOfIds, withId, withLogin } from '../support/schemas.js';

let simulator: Simulator;
let box: Client;
beforeEach(async () => {
  simulator = await startSimulator({ users: 6, files: 60, seed: 3 });
  box = clientAt(simulator.url);
});
afterEach(() => simulator.close());

const uploaded = z.object({ results: z.array(z.object({ itemId: z.string() })) });
type By = { token: string; as?: string };
const tokenOf = async (login: string): Promise<string> => (await box.signIn(login)).access_token;
const me = (token: string, as?: string) => box.call('GET', '/users/me', { token, ...(as === undefined ? {} : { as }) });
const loginOf = async (id: string) => withLogin.parse((await me(await tokenOf(ADMIN), id)).body).login;

describe('As-User by the Admin', () => {
  it('acts as the user: "me" and the root folder are the user’s', async () => {
    const token = await tokenOf(ADMIN);
    expect((await me(token, ID.user)).body).toMatchObject({ id: ID.user });
    const own = (await box.call('GET', '/folders/0/items', { token })).body;
    const theirs = (await box.call('GET', '/folders/0/items', { token, as: ID.user })).body;
    expect(theirs).not.toEqual(own);
  });

  it('can act as a Co-Admin', async () => {
    expect((await me(await tokenOf(ADMIN), ID.coAdmin)).status).toBe(200);
  });

  it("returns 403 for the Admin's own id", async () => {
    expect(await me(await tokenOf(ADMIN), ID.admin)).toMatchObject(DENIED);
  });

  it("cannot act as the app's service account", async () => {
    const { id } = withId.parse((await me(await box.serviceToken())).body);
    expect(await me(await tokenOf(ADMIN), id)).toMatchObject(DENIED);
  });

  it('returns 404 for a user of another enterprise and for an unknown id', async () => {
    const token = await tokenOf(ADMIN);
    expect(await me(token, ID.outsideAdmin)).toMatchObject(NOT_FOUND);
    expect(await me(token, '1')).toMatchObject(NOT_FOUND);
  });

  it('cannot act as a deactivated user', async () => {
    await box.control('POST', '/actions', { type: 'deactivateUser', user: ID.user });
    expect(await me(await tokenOf(ADMIN), ID.user)).toMatchObject(DENIED);
  });

  it('returns 403 while As-User is switched off for the app, and accepts the token without it', async () => {
    const token = await tokenOf(ADMIN);
    await box.settings({ asUserSwitch: false });
    expect(await me(token, ID.user)).toMatchObject(DENIED);
    expect((await me(token)).status).toBe(200);
  });

  it('hides items that another enterprise shares with the user', async () => {
    const [folder] = z.array(withId).parse(await box.control('GET', `/pick?kind=folder&owner=${ID.user}&n=1`));
    const upload = { type: 'upload', as: ID.outsideAdmin, folderId: '0', name: 'foreign.txt' };
    const { results } = uploaded.parse(await box.control('POST', '/actions', upload));
    const fileId = results[0]!.itemId;
    const login = await loginOf(ID.user);
    await box.control('POST', '/actions', { type: 'collaborate', fileId, login });

    const own = await tokenOf(login);
    const impersonated = { token: await tokenOf(ADMIN), as: ID.user };
    const ids = async (by: By) => {
      const { entries } = listOfIds.parse((await box.call('GET', '/folders/0/items?limit=1000', by)).body);
      return entries.map(({ id }) => id);
    };
    expect(await ids({ token: own })).toContain(fileId);
    expect((await box.call('GET', `/files/${fileId}`, { token: own })).status).toBe(200);
    expect(await ids(impersonated)).not.toContain(fileId);
    expect(await box.call('GET', `/files/${fileId}`, impersonated)).toMatchObject(NOT_FOUND);
    expect((await box.call('GET', `/folders/${folder!.id}`, impersonated)).status).toBe(200);
  });
});

describe('As-User by a Co-Admin', () => {
  it('can act as a user, but not as the Admin or a Co-Admin', async () => {
    const token = await tokenOf(CO_ADMIN);
    expect((await me(token, ID.user)).status).toBe(200);
    for (const id of [ID.admin, ID.otherCoAdmin, ID.coAdmin]) expect(await me(token, id)).toMatchObject(DENIED);
  });

  it('needs the privilege "Manage Users"', async () => {
    const token = await tokenOf(CO_ADMIN);
    await box.settings({ coAdminPrivileges: { [CO_ADMIN]: ['Run new reports'] } });
    expect(await me(token, ID.user)).toMatchObject(DENIED);
    await box.settings({ coAdminPrivileges: { [CO_ADMIN]: ['Manage Users'] } });
    expect((await me(token, ID.user)).status).toBe(200);
  });
});

describe('As-User by a user without admin rights', () => {
  it('returns 403', async () => {
    const token = await tokenOf(await loginOf(ID.user));
    for (const id of [ID.otherUser, ID.admin]) expect(await me(token, id)).toMatchObject(DENIED);
  });
});

describe("As-User by the app's service account", () => {
  it('can act as every user of the enterprise', async () => {
    const token = await box.serviceToken();
    for (const id of [ID.admin, ID.coAdmin, ID.user]) expect((await me(token, id)).body).toMatchObject({ id });
  });
});

describe("the enterprise's event streams", () => {
  const streams = async (token: string) => {
    const statuses = [];
    for (const stream of ['admin_logs', 'admin_logs_streaming'])
      statuses.push((await box.call('GET', `/events?stream_type=${stream}`, { token })).status);
    return statuses;
  };

  it('are open to the Admin, to Co-Admins who may run reports and to the service account', async () => {
    expect(await streams(await tokenOf(ADMIN))).toEqual([200, 200]);
    const token = await tokenOf(CO_ADMIN);
    expect(await streams(token)).toEqual([200, 200]);
    await box.settings({ coAdminPrivileges: { [CO_ADMIN]: ['Manage Users', 'Manage Groups'] } });
    expect(await streams(token)).toEqual([403, 403]);
    expect(await streams(await box.serviceToken())).toEqual([200, 200]);
  });
});

describe('an item of another enterprise that is shared with a user', () => {
  it('is visible to the user, and never to an admin who acts as the user', async () => {
    const outside = await tokenOf(OUTSIDE_ADMIN);
    const create = async (path: string, body: object) =>
      withId.parse((await box.call('POST', path, { token: outside, body })).body).id;
    const folder = await create('/folders', { name: 'Foreign', parent: { id: '0' } });
    const link = await create('/web_links', { name: 'Foreign link', url: 'https://a.example', parent: { id: folder } });
    await box.control('POST', '/actions', { type: 'collaborate', folderId: folder, user: ID.user });
    await box.settings({ searchLagMs: 0 });
    const { entries: collaborations } = listOfIds.parse(
      (await box.call('GET', `/folders/${folder}/collaborations`, { token: outside })).body,
    );

    const admin = await tokenOf(ADMIN);
    const own = await tokenOf(await loginOf(ID.user));
    const text = async (path: string, by: By) => JSON.stringify((await box.call('GET', path, by)).body);
    const [asUser, asAdmin] = [{ token: own }, { token: admin, as: ID.user }];
    for (const path of ['/folders/0', '/folders/0/items', '/search?query=Foreign', '/events?limit=500']) {
      expect([path, (await text(path, asUser)).includes(folder)]).toEqual([path, true]);
      expect([path, (await text(path, asAdmin)).includes(folder)]).toEqual([path, false]);
    }
    for (const path of [`/folders/${folder}`, `/web_links/${link}`, `/collaborations/${collaborations[0]!.id}`]) {
      expect([path, (await box.call('GET', path, asUser)).status]).toEqual([path, 200]);
      expect([path, (await box.call('GET', path, asAdmin)).status]).toEqual([path, 404]);
    }
    const invitation = {
      item: { type: 'folder', id: folder },
      accessible_by: { login: 'a@b.example', type: 'user' },
      role: 'viewer',
    };
    expect(await box.call('POST', '/collaborations', { ...asAdmin, body: invitation })).toMatchObject(NOT_FOUND);
  });
});

describe('an admin of another enterprise', () => {
  it("cannot read the enterprise's events or create users in it", async () => {
    const token = await tokenOf(OUTSIDE_ADMIN);
    for (const type of ['admin_logs', 'admin_logs_streaming']) {
      expect(await box.call('GET', `/events?stream_type=${type}`, { token })).toMatchObject(DENIED);
    }
    const body = { login: 'mole@acme.example', name: 'Mole' };
    expect(await box.call('POST', '/users', { token, body })).toMatchObject(DENIED);
    const admin = await tokenOf(ADMIN);
    expect((await box.call('GET', '/users?filter_term=mole', { token: admin })).body).toMatchObject({ total_count: 0 });
  });
});
