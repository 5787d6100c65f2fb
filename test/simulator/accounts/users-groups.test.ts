import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../../simulator/index.js';
import { clientAt, type Client } from '../support/client.js';

const DENIED = { status: 403, body: { code: 'access_denied_insufficient_permissions' } };
/** By their order in the seed: the first user is the Admin, the next two are Co-Admins. */
const ID = { admin: '10000000', coadmin: '10000001', coadmin2: '10000002', user: '10000005', other: '19000001' };

const START = Date.parse('2026-03-01T08:00:00Z');
let simulator: Simulator;
let box: Client;
let admin: string;
beforeEach(async () => {
  simulator = await startSimulator({ users: 25, files: 400, seed: 3, now: START });
  box = clientAt(simulator.url);
  admin = await tokenOf('admin@acme.example');
});
afterEach(() => simulator.close());

const tokenOf = async (login: string) => (await box.signIn(login)).access_token;
const get = (path: string, token = admin) => box.call('GET', path, { token });
const send = (method: string, path: string, body?: unknown, token = admin) => box.call(method, path, { token, body });
interface Page {
  readonly total_count?: number;
  readonly limit: number;
  readonly next_marker?: string | null;
  readonly entries: readonly { readonly id: string; readonly login: string; readonly name: string }[];
}
const page = async (path: string): Promise<Page> => (await get(path)).body as Page;
/** What the enterprise's log tells last; its drawn history ends earlier. */
const event = async (): Promise<unknown> => {
  const after = encodeURIComponent(new Date(START - 30_000).toISOString());
  const { body } = await get(`/events?stream_type=admin_logs&limit=500&created_after=${after}`);
  const { entries } = body as { entries: unknown[] };
  return entries.at(-1);
};
const loginOf = async (id: string) => ((await get(`/users/${id}`)).body as { login: string }).login;

describe('the list of users', () => {
  it('is the same by markers and by offsets', async () => {
    const [byMarker, byOffset]: string[][] = [[], []];
    for (let marker: string | null | undefined = ''; marker !== null && marker !== undefined;) {
      const one: Page = await page(`/users?usemarker=true&limit=10&marker=${marker}`);
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

  it('clamps a limit past the most, and refuses an offset past the most', async () => {
    expect((await page('/users?limit=5000')).limit).toBe(1_000);
    expect((await page('/users')).limit).toBe(100);
    expect((await get('/users?offset=10000')).status).toBe(200);
    for (const offset of ['10001', '-1', 'x']) expect((await get(`/users?offset=${offset}`)).status).toBe(400);
  });

  it('finds by the beginning of names and logins', async () => {
    const all = (await page('/users?limit=1000')).entries;
    const { name } = all[7]!;
    const term = name.slice(0, 4);
    const fits = ({ name: each, login }: { name: string; login: string }) =>
      [each, login].some((text) => text.toLowerCase().startsWith(term.toLowerCase()));
    const found = (await page(`/users?filter_term=${encodeURIComponent(term.toUpperCase())}`)).entries;
    expect(found).toEqual(all.filter(fits));
    expect(found.length).toBeLessThan(25);
  });

  it('finds somebody of another enterprise by the whole login only, and only when let in', async () => {
    const login = 'someone@other-enterprise.example';
    const search = async (query: string) => (await page(`/users?${query}`)).entries.map(({ id }) => id);
    expect(await search(`user_type=external&filter_term=${login}`)).toEqual([]);
    expect((await get(`/users/${ID.other}`)).status).toBe(404);
    const [file] = (await box.control('GET', '/pick?n=1')) as { id: string }[];
    await box.control('POST', '/actions', { type: 'collaborate', fileId: file!.id, login });
    expect(await search(`user_type=external&filter_term=${login}`)).toEqual([ID.other]);
    expect(await search(`filter_term=${login}`)).toEqual([ID.other]);
    expect(await search(`user_type=managed&filter_term=${login}`)).toEqual([]);
    expect(await search('user_type=external&filter_term=someone')).toEqual([]);
    expect(await search('user_type=external')).toEqual([]);
    expect((await get(`/users/${ID.other}?fields=login,role,space_used`)).body).toEqual({
      type: 'user',
      id: ID.other,
      login,
      role: null,
      space_used: null,
    });
  });

  it('takes no notice of external_app_user_id', async () => {
    expect((await page('/users?external_app_user_id=x')).total_count).toBe(25);
  });

  it('is for those who manage users', async () => {
    expect(await get('/users', await tokenOf(await loginOf(ID.user)))).toMatchObject(DENIED);
    const coadmin = await tokenOf('coadmin@acme.example');
    expect((await get('/users', coadmin)).status).toBe(200);
    await box.settings({ coAdminPrivileges: { 'coadmin@acme.example': ['Manage Groups'] } });
    expect(await get('/users', coadmin)).toMatchObject(DENIED);
  });
});

describe('an account', () => {
  it('is made, and told of', async () => {
    const made = await send('POST', '/users', { login: 'new@acme.example', name: 'New One', role: 'coadmin' });
    expect(made).toMatchObject({ status: 201, body: { type: 'user', login: 'new@acme.example', status: 'active' } });
    const { id } = made.body as { id: string };
    expect((await get(`/users/${id}?fields=role`)).body).toEqual({ type: 'user', id, role: 'coadmin' });
    expect(await event()).toMatchObject({
      event_type: 'NEW_USER',
      created_by: { id: ID.admin },
      source: { type: 'user', id, login: 'new@acme.example' },
    });
  });

  it('is not made twice, nor without a login', async () => {
    const again = await send('POST', '/users', { login: 'coadmin@acme.example', name: 'Again' });
    expect(again).toMatchObject({ status: 409, body: { code: 'user_login_already_used' } });
    expect(await send('POST', '/users', { name: 'No login' })).toMatchObject({
      status: 400,
      body: { type: 'error', code: 'bad_request' },
    });
  });

  it('is suspended, and told of in the name of the user on whose behalf it was', async () => {
    const coadmin = await tokenOf('coadmin@acme.example');
    const suspended = await send('PUT', `/users/${ID.user}`, { status: 'inactive' }, coadmin);
    expect(suspended).toMatchObject({ status: 200, body: { id: ID.user, status: 'inactive' } });
    expect(await event()).toMatchObject({
      event_type: 'EDIT_USER',
      created_by: { id: ID.coadmin },
      source: { id: ID.user },
    });
    await send('PUT', `/users/${ID.user}`, { status: 'active', name: 'Renamed' });
    expect((await get(`/users/${ID.user}`)).body).toMatchObject({ status: 'active', name: 'Renamed' });
  });

  it('changes its role, and that is an event of its own', async () => {
    await send('PUT', `/users/${ID.user}`, { role: 'coadmin' });
    expect(await event()).toMatchObject({ event_type: 'CHANGE_ADMIN_ROLE', source: { id: ID.user } });
    expect((await get(`/users/${ID.user}?fields=role`)).body).toMatchObject({ role: 'coadmin' });
  });

  it('is removed with its files when that is said, and told of', async () => {
    const kept = await send('DELETE', `/users/${ID.user}`);
    expect(kept).toMatchObject({ status: 409, body: { type: 'error' } });
    const [theirs] = (await box.control('GET', `/pick?n=1&owner=${ID.user}`)) as { id: string }[];
    const [trashed] = (await box.control('GET', `/pick?n=1&seed=2&owner=${ID.user}`)) as { id: string }[];
    await box.control('POST', '/actions', { type: 'collaborate', fileId: theirs!.id, user: ID.admin });
    await box.control('POST', '/actions', { type: 'delete', fileId: trashed!.id });
    expect((await get(`/files/${theirs!.id}`)).status).toBe(200);
    expect((await send('DELETE', `/users/${ID.user}?force=true`)).status).toBe(204);
    expect(await event()).toMatchObject({ event_type: 'DELETE_USER', source: { type: 'user', id: ID.user } });
    expect((await get(`/users/${ID.user}`)).status).toBe(404);
    for (const { id } of [theirs!, trashed!]) expect((await get(`/files/${id}`)).status).toBe(404);
    const { entries } = (await get('/folders/0/items?limit=1000')).body as { entries: { id: string }[] };
    expect(entries.map(({ id }) => id)).not.toContain(theirs!.id);
  });

  it('that is removed is let out of what others shared with it, and nobody takes it for a stranger', async () => {
    const [file] = (await box.control('GET', `/pick?n=1&owner=${ID.coadmin}&seed=9`)) as { id: string }[];
    const act = (action: object) => box.control('POST', '/actions', { fileId: file!.id, ...action });
    const access = async () => {
      const text = await (await fetch(`${simulator.url}/_sim/truth/files?owner=${ID.coadmin}`)).text();
      const lines = text.split('\n').filter((line) => line.includes(`"fileId":"${file!.id}"`));
      return (JSON.parse(lines[0]!) as { access: string }).access;
    };
    const before = await access();
    await act({ type: 'collaborate', user: ID.user });
    await act({ type: 'collaborate', group: '555002' });
    const parties = async () => {
      const as = { token: admin, as: ID.coadmin };
      const { body } = await box.call('GET', `/files/${file!.id}/collaborations`, as);
      return (body as { entries: { accessible_by: { id: string } }[] }).entries.map((each) => each.accessible_by.id);
    };
    expect(await parties()).toEqual(expect.arrayContaining([ID.user, '555002']));
    await send('DELETE', `/users/${ID.user}?force=true`);
    expect(await parties()).not.toContain(ID.user);
    await send('DELETE', '/groups/555002');
    expect(await parties()).not.toContain('555002');
    expect(await access()).toBe(before);
  });

  it("of an admin is out of a Co-Admin's reach, and the Admin's out of everybody's", async () => {
    const coadmin = await tokenOf('coadmin@acme.example');
    for (const id of [ID.admin, ID.coadmin2]) {
      expect(await send('PUT', `/users/${id}`, { name: 'x' }, coadmin)).toMatchObject(DENIED);
      expect(await send('DELETE', `/users/${id}?force=true`, undefined, coadmin)).toMatchObject(DENIED);
    }
    expect(await send('PUT', `/users/${ID.user}`, { role: 'coadmin' }, coadmin)).toMatchObject(DENIED);
    expect(await send('PUT', `/users/${ID.admin}`, { status: 'inactive' })).toMatchObject(DENIED);
    expect(await send('PUT', `/users/${ID.admin}`, { role: 'user' })).toMatchObject(DENIED);
    expect(await send('DELETE', `/users/${ID.admin}?force=true`)).toMatchObject(DENIED);
  });

  it('is for those who manage users', async () => {
    const user = await tokenOf(await loginOf(ID.user));
    expect(await send('POST', '/users', { login: 'a@acme.example', name: 'A' }, user)).toMatchObject(DENIED);
    expect(await send('PUT', `/users/${ID.coadmin}`, { name: 'x' }, user)).toMatchObject(DENIED);
    expect((await send('PUT', `/users/${ID.other}`, { name: 'x' })).status).toBe(404);
  });
});

describe('groups', () => {
  it('are drawn with their members, and items are shared with one of them', async () => {
    const { entries, total_count: count } = await page('/groups');
    expect(count).toBeGreaterThan(1);
    const finance = entries.find(({ name }) => name === 'Everybody in Finance')!;
    expect(finance).toMatchObject({ type: 'group', id: '555001', group_type: 'managed_group' });
    const members = await page(`/groups/${finance.id}/memberships`);
    expect(members.total_count).toBeGreaterThan(0);
    expect(members.entries[0]).toMatchObject({ type: 'group_membership', group: { id: '555001' }, role: 'member' });
    expect((await page('/groups?filter_term=everybody&limit=1')).entries).toHaveLength(1);
    expect((await get('/groups?offset=10001')).status).toBe(400);
  });

  it('are made, renamed and removed, and told of', async () => {
    const { body } = await send('POST', '/groups', { name: 'Auditors', description: 'From outside' });
    const { id } = body as { id: string };
    expect(body).toMatchObject({ type: 'group', name: 'Auditors' });
    expect(await event()).toMatchObject({ event_type: 'GROUP_CREATION', additional_details: { group_id: id } });
    expect(await send('POST', '/groups', { name: 'auditors' })).toMatchObject({
      status: 409,
      body: { code: 'invalid_parameter' },
    });
    const renamed = await send('PUT', `/groups/${id}?fields=name,description`, { name: 'Revision' });
    expect(renamed.body).toEqual({ type: 'group', id, name: 'Revision', description: 'From outside' });
    expect(await event()).toMatchObject({ event_type: 'GROUP_EDITED' });
    expect((await send('DELETE', `/groups/${id}`)).status).toBe(204);
    expect(await event()).toMatchObject({ event_type: 'GROUP_DELETION' });
    expect((await get(`/groups/${id}`)).status).toBe(404);
  });

  it('take members in and let them go, and that is told', async () => {
    const { id: group } = (await send('POST', '/groups', { name: 'Auditors' })).body as { id: string };
    const body = { user: { id: ID.user }, group: { id: group }, role: 'admin' };
    const joined = await send('POST', '/group_memberships', body);
    expect(joined).toMatchObject({ status: 201, body: { role: 'admin', user: { id: ID.user }, group: { id: group } } });
    expect(await event()).toMatchObject({ event_type: 'GROUP_ADD_USER', source: { id: ID.user } });
    expect((await send('POST', '/group_memberships', body)).status).toBe(409);
    const { id } = joined.body as { id: string };
    expect((await get(`/group_memberships/${id}`)).body).toEqual(joined.body);
    expect((await page(`/users/${ID.user}/memberships`)).entries.map((each) => each.id)).toContain(id);
    expect((await send('DELETE', `/group_memberships/${id}`)).status).toBe(204);
    expect(await event()).toMatchObject({ event_type: 'GROUP_REMOVE_USER', source: { id: ID.user } });
    expect((await page(`/groups/${group}/memberships`)).entries).toEqual([]);
  });

  it('keep a member’s role when a change names none', async () => {
    const { id: group } = (await send('POST', '/groups', { name: 'Auditors' })).body as { id: string };
    const body = { user: { id: ID.user }, group: { id: group }, role: 'admin' };
    const { id } = (await send('POST', '/group_memberships', body)).body as { id: string };
    const before = await event();
    expect(await send('PUT', `/group_memberships/${id}`, {})).toMatchObject({ status: 200, body: { role: 'admin' } });
    expect(await event()).toEqual(before);
  });

  it('lose those whose account is removed', async () => {
    const { entries } = (await get('/groups/555001/memberships')).body as { entries: { user: { id: string } }[] };
    const gone = entries.map(({ user }) => user.id).find((id) => id > ID.coadmin2)!;
    await send('DELETE', `/users/${gone}?force=true`);
    expect((await page('/groups/555001/memberships')).total_count).toBe(entries.length - 1);
  });

  it('are for those who manage groups, but members see their fellows', async () => {
    const { entries } = (await get('/groups/555001/memberships')).body as {
      entries: { user: { id: string; login: string } }[];
    };
    const member = entries.find(({ user }) => user.id > ID.coadmin2)!.user;
    const token = await tokenOf(member.login);
    expect((await get('/groups/555001/memberships', token)).status).toBe(200);
    expect((await get(`/users/${member.id}/memberships`, token)).status).toBe(200);
    expect(await get('/groups/555004/memberships', token)).toMatchObject(DENIED);
    expect(await get('/groups', token)).toMatchObject(DENIED);
    expect(await send('POST', '/groups', { name: 'x' }, token)).toMatchObject(DENIED);
  });
});
