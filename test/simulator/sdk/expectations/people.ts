/** What Box's own client expects of users, groups, tokens, events and webhooks. */
import { BoxCcgAuth, BoxClient, BoxDeveloperTokenAuth, CcgConfig } from 'box-node-sdk';
import { epochSecondsToDateTime } from 'box-node-sdk/internal';
import { expect } from 'vitest';
import { APP } from '../../support/api.js';
import type { Enterprise } from '../../support/enterprise.js';
import { refusal, sessionFor, signInWithSdk } from '../../support/sdk.js';
import { expectationsOf, type Expectation } from './expectation.js';

const address = (box: Enterprise) => `${box.fresh('new').replace(' ', '')}@acme.example`;
const newUser = (box: Enterprise) => box.client.users.createUser({ name: box.fresh('New'), login: address(box) });
const newGroup = (box: Enterprise) => box.client.groups.createGroup({ name: box.fresh('group'), description: 'Ours' });

const USERS = expectationsOf('users.test.ts', {
  'counts the users of the enterprise': async ({ client }) => {
    expect((await client.users.getUsers()).totalCount).toBeGreaterThan(0);
  },
  'says of oneself that one is a user': async ({ client }) => {
    expect((await client.users.getUserMe()).type).toBe('user');
  },
  'creates a user with the name and login that were asked for': async (box) => {
    const asked = { name: box.fresh('New'), login: address(box) };
    expect(await box.client.users.createUser(asked)).toMatchObject(asked);
  },
  'finds a user who was just created': async (box) => {
    const { id } = await newUser(box);
    expect((await box.client.users.getUserById(id)).id).toBe(id);
  },
  'changes the name of a user': async (box) => {
    const { id } = await newUser(box);
    const requestBody = { name: box.fresh('Renamed') };
    expect((await box.client.users.updateUserById(id, { requestBody })).name).toBe(requestBody.name);
  },
  'deletes a user': async (box) => {
    const { id } = await newUser(box);
    await box.client.users.deleteUserById(id);
    expect(await refusal(box.client.users.getUserById(id))).toBe(404);
  },
});

const GROUPS = expectationsOf('groups.test.ts', {
  'counts the groups of the enterprise': async (box) => {
    const before = (await box.client.groups.getGroups()).totalCount!;
    await newGroup(box);
    const { totalCount, entries } = await box.client.groups.getGroups({ limit: 1000 });
    expect([totalCount, entries!.length]).toEqual([before + 1, before + 1]);
  },
  'creates a group with the name that was asked for': async (box) => {
    const name = box.fresh('group');
    expect((await box.client.groups.createGroup({ name })).name).toBe(name);
  },
  'tells fields of a group that are only told when asked for': async (box) => {
    const { id } = await newGroup(box);
    const fields = ['id', 'name', 'description', 'group_type'];
    const group = await box.client.groups.getGroupById(id, { queryParams: { fields } });
    expect(group).toMatchObject({ id, description: 'Ours', groupType: 'managed_group' });
  },
  'changes the name of a group': async (box) => {
    const { id } = await newGroup(box);
    const requestBody = { name: box.fresh('renamed') };
    expect((await box.client.groups.updateGroupById(id, { requestBody })).name).toBe(requestBody.name);
  },
  'does not find a group after it was deleted': async (box) => {
    const { id } = await newGroup(box);
    await box.client.groups.deleteGroupById(id);
    expect(await refusal(box.client.groups.getGroupById(id))).toBe(404);
  },
});

/** A new user in a new group. */
async function join(box: Enterprise) {
  const [user, group] = [await newUser(box), await newGroup(box)];
  const made = await box.client.memberships.createGroupMembership({ user: { id: user.id }, group: { id: group.id } });
  return { user, group, made };
}

const MEMBERSHIPS = expectationsOf('memberships.test.ts', {
  'knows no memberships of a new user': async (box) => {
    const { totalCount } = await box.client.memberships.getUserMemberships((await newUser(box)).id);
    expect(totalCount).toBe(0);
  },
  'knows no members of a new group': async (box) => {
    const { totalCount } = await box.client.memberships.getGroupMemberships((await newGroup(box)).id);
    expect(totalCount).toBe(0);
  },
  'makes a user a member of a group': async (box) => {
    const { user, group, made } = await join(box);
    expect(made).toMatchObject({ role: 'member', user: { id: user.id }, group: { id: group.id } });
  },
  'finds a membership by its id': async (box) => {
    const { made } = await join(box);
    expect((await box.client.memberships.getGroupMembershipById(made.id!)).id).toBe(made.id);
  },
  'changes the role in a membership': async (box) => {
    const { made } = await join(box);
    const requestBody = { role: 'admin' as const };
    expect((await box.client.memberships.updateGroupMembershipById(made.id!, { requestBody })).role).toBe('admin');
  },
  'does not find a membership after it was deleted': async (box) => {
    const { made } = await join(box);
    await box.client.memberships.deleteGroupMembershipById(made.id!);
    expect(await refusal(box.client.memberships.getGroupMembershipById(made.id!))).toBe(404);
  },
});

/** The enterprise's own token, as a server asks for it. */
async function serverAuth(box: Enterprise) {
  const { enterprise } = await box.client.users.getUserMe({ fields: ['enterprise'] });
  const config = { clientId: APP.clientId, clientSecret: APP.clientSecret, enterpriseId: enterprise!.id! };
  return { enterpriseId: enterprise!.id!, auth: new BoxCcgAuth({ config: new CcgConfig(config) }) };
}

const AUTH = expectationsOf('auth.test.ts', {
  'lets a server act as a user by its client credentials': async (box) => {
    const auth = (await serverAuth(box)).auth.withUserSubject(box.user.id);
    const client = new BoxClient({ auth, networkSession: sessionFor(box.url) });
    expect((await client.users.getUserMe()).id).toBe(box.user.id);
  },
  'lets a server act as the enterprise by its client credentials': async (box) => {
    const { auth, enterpriseId } = await serverAuth(box);
    const client = new BoxClient({ auth, networkSession: sessionFor(box.url) });
    const me = await client.users.getUserMe({ fields: ['enterprise'] });
    expect(me.enterprise?.id).toBe(enterpriseId);
  },
  'gives a server another token after it has revoked the first': async (box) => {
    const { auth } = await serverAuth(box);
    const session = sessionFor(box.url);
    const before = await auth.retrieveToken(session);
    await auth.revokeToken(session);
    expect((await auth.retrieveToken(session)).accessToken).not.toBe(before.accessToken);
  },
  'takes an access token for whoever it was given to': async (box) => {
    const { auth } = await signInWithSdk(box.url, box.user.login);
    const { accessToken } = await auth.retrieveToken();
    const developer = new BoxDeveloperTokenAuth({ token: accessToken! });
    const client = new BoxClient({ auth: developer, networkSession: sessionFor(box.url) });
    expect((await client.users.getUserMe()).id).toBe(box.user.id);
  },
  'refuses a client that has revoked its tokens': async (box) => {
    const { client, auth, session } = await signInWithSdk(box.url);
    await client.users.getUserMe();
    await auth.revokeToken(session);
    await expect(client.users.getUserMe()).rejects.toThrow();
  },
});

const EVENTS = expectationsOf('events.test.ts', {
  'has events of oneself to tell': async (box) => {
    await box.file();
    const { entries } = await box.client.events.getEvents();
    expect(entries!.length).toBeGreaterThan(0);
    expect(entries![0]?.eventType).toBeTruthy();
  },
  'says of an event who did it': async ({ client }) => {
    const { entries } = await client.events.getEvents({ streamType: 'admin_logs' });
    expect(entries![0]?.createdBy?.type).toBe('user');
  },
  'tells only events of the types that were asked for': async ({ client }) => {
    const { entries } = await client.events.getEvents({ streamType: 'admin_logs', eventType: ['UPLOAD'] });
    expect(new Set(entries!.map(({ eventType }) => eventType))).toEqual(new Set(['UPLOAD']));
  },
  'names the item of an upload by kind, id and name': async ({ client }) => {
    const { entries } = await client.events.getEvents({ streamType: 'admin_logs', eventType: ['UPLOAD'] });
    expect(entries![0]?.source).toMatchObject({
      itemType: expect.stringMatching(/^(file|folder)$/) as string,
      itemId: expect.stringMatching(/./) as string,
      itemName: expect.stringMatching(/./) as string,
    });
  },
  'names the service by which something was uploaded': async ({ client }) => {
    const { entries } = await client.events.getEvents({ streamType: 'admin_logs', eventType: ['UPLOAD'] });
    expect(entries![0]?.additionalDetails?.['service_id']).toMatch(/./);
  },
  'names the user who was deleted': async (box) => {
    await box.controls.act([{ type: 'addUser', login: address(box), name: 'Leaver' }]);
    const leaver = (await box.client.users.getUsers({ limit: 1000 })).entries!.at(-1)!;
    await box.controls.act([{ type: 'removeUser', user: leaver.id }]);
    const { entries } = await box.client.events.getEvents({ streamType: 'admin_logs', eventType: ['DELETE_USER'] });
    expect(entries!.map(({ source }) => source)).toContainEqual(expect.objectContaining({ type: 'user', id: leaver.id }));
  },
  'tells of changes to files and folders in a stream of their own': async (box) => {
    await box.file();
    expect((await box.client.events.getEvents({ streamType: 'changes' })).entries!.length).toBeGreaterThan(0);
  },
  'names a server to wait at for the next event': async ({ client }) => {
    const [server] = (await client.events.getEventsWithLongPolling()).entries!;
    expect(server).toMatchObject({ type: 'realtime_server', url: expect.stringMatching(/^https?:/) as string });
  },
  'tells no more events of a span of time than were asked for': async ({ client }) => {
    const now = Math.floor(Date.now() / 1000);
    const [createdAfter, createdBefore] = [epochSecondsToDateTime(now - 7 * 86_400), epochSecondsToDateTime(now)];
    const { entries } = await client.events.getEvents({ streamType: 'admin_logs', limit: 1, createdAfter, createdBefore });
    expect(entries).toHaveLength(1);
  },
}); // prettier-ignore

/** A webhook on a new folder. */
async function watch(box: Enterprise) {
  const target = { id: await box.folder(), type: 'folder' as const };
  const asked = { target, address: 'https://example.com/first', triggers: ['FILE.UPLOADED' as const] };
  return { asked, made: await box.client.webhooks.createWebhook(asked) };
}

const WEBHOOKS = expectationsOf('webhooks.test.ts', {
  'creates a webhook with the target, address and triggers that were asked for': async (box) => {
    const { asked, made } = await watch(box);
    expect(made).toMatchObject(asked);
  },
  'lists webhooks': async (box) => {
    const { made } = await watch(box);
    expect((await box.client.webhooks.getWebhooks()).entries!.map(({ id }) => id)).toContain(made.id);
  },
  'finds a webhook by its id': async (box) => {
    const { asked, made } = await watch(box);
    const found = await box.client.webhooks.getWebhookById(made.id!);
    expect(found).toMatchObject({ id: made.id, address: asked.address, target: asked.target });
  },
  'changes the address of a webhook': async (box) => {
    const { made } = await watch(box);
    const requestBody = { address: 'https://example.com/second' };
    const changed = await box.client.webhooks.updateWebhookById(made.id!, { requestBody });
    expect(changed).toMatchObject({ id: made.id, ...requestBody });
  },
  'refuses to delete a webhook twice': async (box) => {
    const { made } = await watch(box);
    await box.client.webhooks.deleteWebhookById(made.id!);
    expect(await refusal(box.client.webhooks.deleteWebhookById(made.id!))).toBe(404);
  },
});

/** All of them. */
export const PEOPLE: readonly Expectation[] = [...USERS, ...GROUPS, ...MEMBERSHIPS, ...AUTH, ...EVENTS, ...WEBHOOKS];
