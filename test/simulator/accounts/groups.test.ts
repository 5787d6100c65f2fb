import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startSimulator, type Simulator } from '../../../simulator/index.js';
import { ADMIN, DENIED, ID } from '../support/accounts.js';
import { clientAt, type Client } from '../support/client.js';
import { listOfIds, listOfObjects, withId } from '../support/schemas.js';

const user = z.looseObject({ id: z.string(), login: z.string() });
const memberships = z.looseObject({ entries: z.array(z.looseObject({ user })) });

const START = Date.parse('2026-03-01T08:00:00Z');
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
const page = async (path: string) => listOfIds.parse((await get(path)).body);
/** The last enterprise event. The generated history ends before the start. */
const lastEvent = async (): Promise<unknown> => {
  const after = encodeURIComponent(new Date(START - 30_000).toISOString().replace(/\.\d+/, ''));
  const { body } = await get(`/events?stream_type=admin_logs&limit=500&created_after=${after}`);
  return listOfObjects.parse(body).entries.at(-1);
};

describe('a group', () => {
  it('is generated with members, and found by its name', async () => {
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

  it('can be created, renamed and deleted, each with an event', async () => {
    const { body } = await send('POST', '/groups', { name: 'Auditors', description: 'From outside' });
    const { id } = withId.parse(body);
    expect(body).toMatchObject({ type: 'group', name: 'Auditors' });
    expect(await lastEvent()).toMatchObject({ event_type: 'GROUP_CREATION', additional_details: { group_id: id } });
    expect(await send('POST', '/groups', { name: 'auditors' })).toMatchObject({
      status: 409,
      body: { code: 'invalid_parameter' },
    });
    const renamed = await send('PUT', `/groups/${id}?fields=name,description`, { name: 'Revision' });
    expect(renamed.body).toEqual({ type: 'group', id, name: 'Revision', description: 'From outside' });
    expect(await lastEvent()).toMatchObject({ event_type: 'GROUP_EDITED' });
    expect((await send('DELETE', `/groups/${id}`)).status).toBe(204);
    expect(await lastEvent()).toMatchObject({ event_type: 'GROUP_DELETION' });
    expect((await get(`/groups/${id}`)).status).toBe(404);
  });

  it('gains and loses members, each with an event', async () => {
    const { id: group } = withId.parse((await send('POST', '/groups', { name: 'Auditors' })).body);
    const body = { user: { id: ID.user }, group: { id: group }, role: 'admin' };
    const joined = await send('POST', '/group_memberships', body);
    expect(joined).toMatchObject({ status: 201, body: { role: 'admin', user: { id: ID.user }, group: { id: group } } });
    expect(await lastEvent()).toMatchObject({ event_type: 'GROUP_ADD_USER', source: { id: ID.user } });
    expect((await send('POST', '/group_memberships', body)).status).toBe(409);
    const { id } = withId.parse(joined.body);
    expect((await get(`/group_memberships/${id}`)).body).toEqual(joined.body);
    expect((await page(`/users/${ID.user}/memberships`)).entries.map((each) => each.id)).toContain(id);
    expect((await send('DELETE', `/group_memberships/${id}`)).status).toBe(204);
    expect(await lastEvent()).toMatchObject({ event_type: 'GROUP_REMOVE_USER', source: { id: ID.user } });
    expect((await page(`/groups/${group}/memberships`)).entries).toEqual([]);
  });

  it('keeps a member’s role when a change does not name one', async () => {
    const { id: group } = withId.parse((await send('POST', '/groups', { name: 'Auditors' })).body);
    const body = { user: { id: ID.user }, group: { id: group }, role: 'admin' };
    const { id } = withId.parse((await send('POST', '/group_memberships', body)).body);
    const before = await lastEvent();
    expect(await send('PUT', `/group_memberships/${id}`, {})).toMatchObject({ status: 200, body: { role: 'admin' } });
    expect(await lastEvent()).toEqual(before);
  });

  it('loses a member whose account is deleted', async () => {
    const { entries } = memberships.parse((await get('/groups/555001/memberships')).body);
    const deleted = entries.map(({ user }) => user.id).find((id) => id > ID.otherCoAdmin)!;
    await send('DELETE', `/users/${deleted}?force=true`);
    expect((await page('/groups/555001/memberships')).total_count).toBe(entries.length - 1);
  });

  it('can be managed only by users who may manage groups; its members can list its members', async () => {
    const { entries } = memberships.parse((await get('/groups/555001/memberships')).body);
    const member = entries.find(({ user }) => user.id > ID.otherCoAdmin)!.user;
    const token = await tokenOf(member.login);
    expect((await get('/groups/555001/memberships', token)).status).toBe(200);
    expect((await get(`/users/${member.id}/memberships`, token)).status).toBe(200);
    expect(await get('/groups/555004/memberships', token)).toMatchObject(DENIED);
    expect(await get('/groups', token)).toMatchObject(DENIED);
    expect(await send('POST', '/groups', { name: 'x' }, token)).toMatchObject(DENIED);
  });
});
