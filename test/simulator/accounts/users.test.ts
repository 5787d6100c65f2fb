import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startSimulator, type Simulator } from '../../../simulator/index.js';
import { ADMIN, CO_ADMIN, DENIED, ID, OUTSIDE_USER, userId } from '../support/accounts.js';
import { clientAt, type Client } from '../support/client.js';
import { listOfIds, listOfObjects, withId, withLogin } from '../support/schemas.js';

const picked = z.array(withId);
const user = z.looseObject({ id: z.string(), login: z.string(), name: z.string() });
const userPage = listOfIds.extend({ entries: z.array(user) });
const collaborations = z.looseObject({ entries: z.array(z.looseObject({ accessible_by: withId })) });

const START = Date.parse('2026-03-01T08:00:00Z');
const USER = userId(5);
let simulator: Simulator;
let box: Client;
let admin: string;
beforeEach(async () => {
  simulator = await startSimulator({ users: 25, files: 400, seed: 3, now: START });
  box = clientAt(simulator.url);
  admin = await tokenOf(ADMIN);
});
afterEach(() => simulator.close());

const tokenOf = async (login: string) => (await box.signIn(login)).access_token;
const get = (path: string, token = admin) => box.call('GET', path, { token });
const send = (method: string, path: string, body?: unknown, token = admin) => box.call(method, path, { token, body });
const page = async (path: string) => userPage.parse((await get(path)).body);
/** The last enterprise event. The generated history ends before the start. */
const lastEvent = async (): Promise<unknown> => {
  const after = encodeURIComponent(new Date(START - 30_000).toISOString().replace(/\.\d+/, ''));
  const { body } = await get(`/events?stream_type=admin_logs&limit=500&created_after=${after}`);
  return listOfObjects.parse(body).entries.at(-1);
};
const loginOf = async (id: string) => withLogin.parse((await get(`/users/${id}`)).body).login;

describe('the list of users', () => {
  it('is the same by marker and by offset', async () => {
    const [byMarker, byOffset]: string[][] = [[], []];
    for (let marker: string | null | undefined = ''; marker !== null && marker !== undefined;) {
      const one: z.infer<typeof userPage> = await page(`/users?usemarker=true&limit=10&marker=${marker}`);
      byMarker!.push(...one.entries.map(({ id }) => id));
      marker = one.next_marker;
    }
    for (let offset = 0; offset < 25; offset += 10) {
      const one = await page(`/users?limit=10&offset=${offset}`);
      expect(one).toMatchObject({ total_count: 25, limit: 10, offset });
      byOffset!.push(...one.entries.map(({ id }) => id));
    }
    expect(new Set(byMarker).size).toBe(25);
    expect(byOffset).toEqual(byMarker);
  });

  it('returns at most 1,000 users a page and refuses an offset above 10,000', async () => {
    expect((await page('/users?limit=5000')).limit).toBe(1_000);
    expect((await page('/users')).limit).toBe(100);
    expect((await get('/users?offset=10000')).status).toBe(200);
    for (const offset of ['10001', '-1', 'x']) expect((await get(`/users?offset=${offset}`)).status).toBe(400);
  });

  it('is filtered by the start of a name or login', async () => {
    const all = (await page('/users?limit=1000')).entries;
    const { name } = all[7]!;
    const term = name.slice(0, 4);
    const matches = ({ name: each, login }: { name: string; login: string }) =>
      [each, login].some((text) => text.toLowerCase().startsWith(term.toLowerCase()));
    const found = (await page(`/users?filter_term=${encodeURIComponent(term.toUpperCase())}`)).entries;
    expect(found).toEqual(all.filter(matches));
    expect(found.length).toBeLessThan(25);
  });

  it('contains a collaborator of another enterprise only when filtered by the complete login', async () => {
    const login = OUTSIDE_USER;
    const search = async (query: string) => (await page(`/users?${query}`)).entries.map(({ id }) => id);
    expect(await search(`user_type=external&filter_term=${login}`)).toEqual([]);
    expect((await get(`/users/${ID.outsideUser}`)).status).toBe(404);
    const [file] = picked.parse(await box.control('GET', '/pick?n=1'));
    await box.control('POST', '/actions', { type: 'collaborate', fileId: file!.id, login });
    expect(await search(`user_type=external&filter_term=${login}`)).toEqual([ID.outsideUser]);
    expect(await search(`filter_term=${login}`)).toEqual([ID.outsideUser]);
    expect(await search(`user_type=managed&filter_term=${login}`)).toEqual([]);
    expect(await search('user_type=external&filter_term=someone')).toEqual([]);
    expect(await search('user_type=external')).toEqual([]);
    expect((await get(`/users/${ID.outsideUser}?fields=login,role,space_used`)).body).toEqual({
      type: 'user',
      id: ID.outsideUser,
      login,
      role: null,
      space_used: null,
    });
  });

  it('ignores external_app_user_id', async () => {
    expect((await page('/users?external_app_user_id=x')).total_count).toBe(25);
  });

  it('is open only to users who may manage users', async () => {
    expect(await get('/users', await tokenOf(await loginOf(USER)))).toMatchObject(DENIED);
    const coadmin = await tokenOf(CO_ADMIN);
    expect((await get('/users', coadmin)).status).toBe(200);
    await box.settings({ coAdminPrivileges: { [CO_ADMIN]: ['Manage Groups'] } });
    expect(await get('/users', coadmin)).toMatchObject(DENIED);
  });
});

describe('a user account', () => {
  it('can be created, with an event', async () => {
    const created = await send('POST', '/users', { login: 'new@acme.example', name: 'New One', role: 'coadmin' });
    expect(created).toMatchObject({ status: 201, body: { type: 'user', login: 'new@acme.example', status: 'active' } });
    const { id } = withId.parse(created.body);
    expect((await get(`/users/${id}?fields=role`)).body).toEqual({ type: 'user', id, role: 'coadmin' });
    expect(await lastEvent()).toMatchObject({
      event_type: 'NEW_USER',
      created_by: { id: ID.admin },
      source: { type: 'user', id, login: 'new@acme.example' },
    });
  });

  it('is not created with a login in use or without a login', async () => {
    const again = await send('POST', '/users', { login: CO_ADMIN, name: 'Again' });
    expect(again).toMatchObject({ status: 409, body: { code: 'user_login_already_used' } });
    expect(await send('POST', '/users', { name: 'No login' })).toMatchObject({
      status: 400,
      body: { type: 'error', code: 'bad_request' },
    });
  });

  it('can be suspended, with an event that names who did it', async () => {
    const coadmin = await tokenOf(CO_ADMIN);
    const suspended = await send('PUT', `/users/${USER}`, { status: 'inactive' }, coadmin);
    expect(suspended).toMatchObject({ status: 200, body: { id: USER, status: 'inactive' } });
    expect(await lastEvent()).toMatchObject({
      event_type: 'EDIT_USER',
      created_by: { id: ID.coAdmin },
      source: { id: USER },
    });
    await send('PUT', `/users/${USER}`, { status: 'active', name: 'Renamed' });
    expect((await get(`/users/${USER}`)).body).toMatchObject({ status: 'active', name: 'Renamed' });
  });

  it('changes its role with an event of its own type', async () => {
    await send('PUT', `/users/${USER}`, { role: 'coadmin' });
    expect(await lastEvent()).toMatchObject({ event_type: 'CHANGE_ADMIN_ROLE', source: { id: USER } });
    expect((await get(`/users/${USER}?fields=role`)).body).toMatchObject({ role: 'coadmin' });
  });

  it('is deleted with its files only with force=true, with an event', async () => {
    const refused = await send('DELETE', `/users/${USER}`);
    expect(refused).toMatchObject({ status: 409, body: { type: 'error' } });
    const [theirs] = picked.parse(await box.control('GET', `/pick?n=1&owner=${USER}`));
    const [trashed] = picked.parse(await box.control('GET', `/pick?n=1&seed=2&owner=${USER}`));
    await box.control('POST', '/actions', { type: 'collaborate', fileId: theirs!.id, user: ID.admin });
    await box.control('POST', '/actions', { type: 'delete', fileId: trashed!.id });
    expect((await get(`/files/${theirs!.id}`)).status).toBe(200);
    expect((await send('DELETE', `/users/${USER}?force=true`)).status).toBe(204);
    expect(await lastEvent()).toMatchObject({ event_type: 'DELETE_USER', source: { type: 'user', id: USER } });
    expect((await get(`/users/${USER}`)).status).toBe(404);
    for (const { id } of [theirs!, trashed!]) expect((await get(`/files/${id}`)).status).toBe(404);
    const { entries } = listOfIds.parse((await get('/folders/0/items?limit=1000')).body);
    expect(entries.map(({ id }) => id)).not.toContain(theirs!.id);
  });

  it('loses its collaborations when deleted, as a group does, and the exposure of the files is as before', async () => {
    const [file] = picked.parse(await box.control('GET', `/pick?n=1&owner=${ID.coAdmin}&seed=9`));
    const act = (action: object) => box.control('POST', '/actions', { fileId: file!.id, ...action });
    const exposure = async () => {
      const text = await (await fetch(`${simulator.url}/_sim/truth/files?owner=${ID.coAdmin}`)).text();
      const lines = text.split('\n').filter((line) => line.includes(`"fileId":"${file!.id}"`));
      return z.looseObject({ access: z.string() }).parse(JSON.parse(lines[0]!)).access;
    };
    const before = await exposure();
    await act({ type: 'collaborate', user: USER });
    await act({ type: 'collaborate', group: '555002' });
    const collaborators = async () => {
      const by = { token: admin, as: ID.coAdmin };
      const { body } = await box.call('GET', `/files/${file!.id}/collaborations`, by);
      return collaborations.parse(body).entries.map((each) => each.accessible_by.id);
    };
    expect(await collaborators()).toEqual(expect.arrayContaining([USER, '555002']));
    await send('DELETE', `/users/${USER}?force=true`);
    expect(await collaborators()).not.toContain(USER);
    await send('DELETE', '/groups/555002');
    expect(await collaborators()).not.toContain('555002');
    expect(await exposure()).toBe(before);
  });

  it("of an admin cannot be changed by a Co-Admin, and the Admin's cannot be suspended, demoted or deleted", async () => {
    const coadmin = await tokenOf(CO_ADMIN);
    for (const id of [ID.admin, ID.otherCoAdmin]) {
      expect(await send('PUT', `/users/${id}`, { name: 'x' }, coadmin)).toMatchObject(DENIED);
      expect(await send('DELETE', `/users/${id}?force=true`, undefined, coadmin)).toMatchObject(DENIED);
    }
    expect(await send('PUT', `/users/${USER}`, { role: 'coadmin' }, coadmin)).toMatchObject(DENIED);
    expect(await send('PUT', `/users/${ID.admin}`, { status: 'inactive' })).toMatchObject(DENIED);
    expect(await send('PUT', `/users/${ID.admin}`, { role: 'user' })).toMatchObject(DENIED);
    expect(await send('DELETE', `/users/${ID.admin}?force=true`)).toMatchObject(DENIED);
  });

  it('can be changed only by users who may manage users', async () => {
    const user = await tokenOf(await loginOf(USER));
    expect(await send('POST', '/users', { login: 'a@acme.example', name: 'A' }, user)).toMatchObject(DENIED);
    expect(await send('PUT', `/users/${ID.coAdmin}`, { name: 'x' }, user)).toMatchObject(DENIED);
    expect((await send('PUT', `/users/${ID.outsideUser}`, { name: 'x' })).status).toBe(404);
  });
});
