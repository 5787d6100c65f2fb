/** What Box's SDK expects of users, groups, tokens, events and webhooks. */
import { BoxCcgAuth, BoxClient, BoxDeveloperTokenAuth, CcgConfig } from 'box-node-sdk';
import { epochSecondsToDateTime } from 'box-node-sdk/internal';
import { expect } from 'vitest';
import { APP } from '../../support/api.js';
import type { SdkEnterprise } from '../../support/sdk-enterprise.js';
import { refusal, sessionFor, signInWithSdk } from '../../support/sdk.js';
import { expectationsOf, type Expectation } from './expectation.js';

const newLogin = (box: SdkEnterprise) => `${box.uniqueName('new').replace(' ', '')}@acme.example`;
const newUser = (box: SdkEnterprise) =>
  box.client.users.createUser({ name: box.uniqueName('New'), login: newLogin(box) });
const newGroup = (box: SdkEnterprise) =>
  box.client.groups.createGroup({ name: box.uniqueName('group'), description: 'Ours' });

const USERS = expectationsOf('users.test.ts', {
  'counts the users of the enterprise': async ({ client }) => {
    expect((await client.users.getUsers()).totalCount).toBeGreaterThan(0);
  },
  'returns the caller as a user': async ({ client }) => {
    expect((await client.users.getUserMe()).type).toBe('user');
  },
  'creates a user with the requested name and login': async (box) => {
    const requested = { name: box.uniqueName('New'), login: newLogin(box) };
    expect(await box.client.users.createUser(requested)).toMatchObject(requested);
  },
  'returns a new user by their id': async (box) => {
    const { id } = await newUser(box);
    expect((await box.client.users.getUserById(id)).id).toBe(id);
  },
  'changes the name of a user': async (box) => {
    const { id } = await newUser(box);
    const requestBody = { name: box.uniqueName('Renamed') };
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
  'creates a group with the requested name': async (box) => {
    const name = box.uniqueName('group');
    expect((await box.client.groups.createGroup({ name })).name).toBe(name);
  },
  'returns the requested fields of a group that are not in its standard form': async (box) => {
    const { id } = await newGroup(box);
    const fields = ['id', 'name', 'description', 'group_type'];
    const group = await box.client.groups.getGroupById(id, { queryParams: { fields } });
    expect(group).toMatchObject({ id, description: 'Ours', groupType: 'managed_group' });
  },
  'changes the name of a group': async (box) => {
    const { id } = await newGroup(box);
    const requestBody = { name: box.uniqueName('renamed') };
    expect((await box.client.groups.updateGroupById(id, { requestBody })).name).toBe(requestBody.name);
  },
  'returns 404 for a deleted group': async (box) => {
    const { id } = await newGroup(box);
    await box.client.groups.deleteGroupById(id);
    expect(await refusal(box.client.groups.getGroupById(id))).toBe(404);
  },
});

/** Creates a user, a group and the membership of the user in it. */
async function createMembership(box: SdkEnterprise) {
  const [user, group] = [await newUser(box), await newGroup(box)];
  const membership = await box.client.memberships.createGroupMembership({
    user: { id: user.id },
    group: { id: group.id },
  });
  return { user, group, membership };
}

const MEMBERSHIPS = expectationsOf('memberships.test.ts', {
  'returns no memberships for a new user': async (box) => {
    const { totalCount } = await box.client.memberships.getUserMemberships((await newUser(box)).id);
    expect(totalCount).toBe(0);
  },
  'returns no members for a new group': async (box) => {
    const { totalCount } = await box.client.memberships.getGroupMemberships((await newGroup(box)).id);
    expect(totalCount).toBe(0);
  },
  'makes a user a member of a group': async (box) => {
    const { user, group, membership } = await createMembership(box);
    expect(membership).toMatchObject({ role: 'member', user: { id: user.id }, group: { id: group.id } });
  },
  'returns a membership by its id': async (box) => {
    const { membership } = await createMembership(box);
    expect((await box.client.memberships.getGroupMembershipById(membership.id!)).id).toBe(membership.id);
  },
  'changes the role of a membership': async (box) => {
    const { membership } = await createMembership(box);
    const requestBody = { role: 'admin' as const };
    expect((await box.client.memberships.updateGroupMembershipById(membership.id!, { requestBody })).role).toBe(
      'admin',
    );
  },
  'returns 404 for a deleted membership': async (box) => {
    const { membership } = await createMembership(box);
    await box.client.memberships.deleteGroupMembershipById(membership.id!);
    expect(await refusal(box.client.memberships.getGroupMembershipById(membership.id!))).toBe(404);
  },
});

/** Authentication of a server with its client credentials. */
async function serverAuth(box: SdkEnterprise) {
  const { enterprise } = await box.client.users.getUserMe({ fields: ['enterprise'] });
  const config = { clientId: APP.clientId, clientSecret: APP.clientSecret, enterpriseId: enterprise!.id! };
  return { enterpriseId: enterprise!.id!, auth: new BoxCcgAuth({ config: new CcgConfig(config) }) };
}

const AUTH = expectationsOf('auth.test.ts', {
  'lets a server act as a user with its client credentials': async (box) => {
    const auth = (await serverAuth(box)).auth.withUserSubject(box.user.id);
    const client = new BoxClient({ auth, networkSession: sessionFor(box.url) });
    expect((await client.users.getUserMe()).id).toBe(box.user.id);
  },
  'lets a server act for the enterprise with its client credentials': async (box) => {
    const { auth, enterpriseId } = await serverAuth(box);
    const client = new BoxClient({ auth, networkSession: sessionFor(box.url) });
    const me = await client.users.getUserMe({ fields: ['enterprise'] });
    expect(me.enterprise?.id).toBe(enterpriseId);
  },
  'issues a new token to a server that revoked its token': async (box) => {
    const { auth } = await serverAuth(box);
    const session = sessionFor(box.url);
    const before = await auth.retrieveToken(session);
    await auth.revokeToken(session);
    expect((await auth.retrieveToken(session)).accessToken).not.toBe(before.accessToken);
  },
  'accepts an access token for the user that it was issued for': async (box) => {
    const { auth } = await signInWithSdk(box.url, box.user.login);
    const { accessToken } = await auth.retrieveToken();
    const developer = new BoxDeveloperTokenAuth({ token: accessToken! });
    const client = new BoxClient({ auth: developer, networkSession: sessionFor(box.url) });
    expect((await client.users.getUserMe()).id).toBe(box.user.id);
  },
  'refuses revoked tokens': async (box) => {
    const { client, auth, session } = await signInWithSdk(box.url);
    await client.users.getUserMe();
    await auth.revokeToken(session);
    await expect(client.users.getUserMe()).rejects.toThrow();
  },
});

const EVENTS = expectationsOf('events.test.ts', {
  'returns events of the caller': async (box) => {
    await box.createFile();
    const { entries } = await box.client.events.getEvents();
    expect(entries!.length).toBeGreaterThan(0);
    expect(entries![0]?.eventType).toBeTruthy();
  },
  'returns the user who caused an event': async ({ client }) => {
    const { entries } = await client.events.getEvents({ streamType: 'admin_logs' });
    expect(entries![0]?.createdBy?.type).toBe('user');
  },
  'returns only events of the requested types': async ({ client }) => {
    const { entries } = await client.events.getEvents({ streamType: 'admin_logs', eventType: ['UPLOAD'] });
    expect(new Set(entries!.map(({ eventType }) => eventType))).toEqual(new Set(['UPLOAD']));
  },
  'returns the type, id and name of the item of an upload event': async ({ client }) => {
    const { entries } = await client.events.getEvents({ streamType: 'admin_logs', eventType: ['UPLOAD'] });
    expect(entries![0]?.source).toMatchObject({
      itemType: expect.stringMatching(/^(file|folder)$/) as string,
      itemId: expect.stringMatching(/./) as string,
      itemName: expect.stringMatching(/./) as string,
    });
  },
  'returns the service id of an upload event': async ({ client }) => {
    const { entries } = await client.events.getEvents({ streamType: 'admin_logs', eventType: ['UPLOAD'] });
    expect(entries![0]?.additionalDetails?.['service_id']).toMatch(/./);
  },
  'returns the deleted user of a DELETE_USER event': async (box) => {
    await box.controls.act([{ type: 'addUser', login: newLogin(box), name: 'Leaver' }]);
    const leaver = (await box.client.users.getUsers({ limit: 1000 })).entries!.at(-1)!;
    await box.controls.act([{ type: 'removeUser', user: leaver.id }]);
    const { entries } = await box.client.events.getEvents({ streamType: 'admin_logs', eventType: ['DELETE_USER'] });
    expect(entries!.map(({ source }) => source)).toContainEqual(expect.objectContaining({ type: 'user', id: leaver.id }));
  },
  'returns changes of files and folders in the stream changes': async (box) => {
    await box.createFile();
    expect((await box.client.events.getEvents({ streamType: 'changes' })).entries!.length).toBeGreaterThan(0);
  },
  'returns a server for long polling': async ({ client }) => {
    const [server] = (await client.events.getEventsWithLongPolling()).entries!;
    expect(server).toMatchObject({ type: 'realtime_server', url: expect.stringMatching(/^https?:/) as string });
  },
  'returns no more events of a time range than the limit': async ({ client }) => {
    const now = Math.floor(Date.now() / 1000);
    const [createdAfter, createdBefore] = [epochSecondsToDateTime(now - 7 * 86_400), epochSecondsToDateTime(now)];
    const { entries } = await client.events.getEvents({ streamType: 'admin_logs', limit: 1, createdAfter, createdBefore });
    expect(entries).toHaveLength(1);
  },
}); // prettier-ignore

/** Creates a webhook on a new folder. */
async function createWebhook(box: SdkEnterprise) {
  const target = { id: await box.createFolder(), type: 'folder' as const };
  const requested = { target, address: 'https://example.com/first', triggers: ['FILE.UPLOADED' as const] };
  return { requested, webhook: await box.client.webhooks.createWebhook(requested) };
}

const WEBHOOKS = expectationsOf('webhooks.test.ts', {
  'creates a webhook with the requested target, address and triggers': async (box) => {
    const { requested, webhook } = await createWebhook(box);
    expect(webhook).toMatchObject(requested);
  },
  'lists webhooks': async (box) => {
    const { webhook } = await createWebhook(box);
    expect((await box.client.webhooks.getWebhooks()).entries!.map(({ id }) => id)).toContain(webhook.id);
  },
  'returns a webhook by its id': async (box) => {
    const { requested, webhook } = await createWebhook(box);
    const found = await box.client.webhooks.getWebhookById(webhook.id!);
    expect(found).toMatchObject({ id: webhook.id, address: requested.address, target: requested.target });
  },
  'changes the address of a webhook': async (box) => {
    const { webhook } = await createWebhook(box);
    const requestBody = { address: 'https://example.com/second' };
    const changed = await box.client.webhooks.updateWebhookById(webhook.id!, { requestBody });
    expect(changed).toMatchObject({ id: webhook.id, ...requestBody });
  },
  'refuses to delete a webhook twice': async (box) => {
    const { webhook } = await createWebhook(box);
    await box.client.webhooks.deleteWebhookById(webhook.id!);
    expect(await refusal(box.client.webhooks.deleteWebhookById(webhook.id!))).toBe(404);
  },
});

/** All expectations of this file. */
export const PEOPLE: readonly Expectation[] = [...USERS, ...GROUPS, ...MEMBERSHIPS, ...AUTH, ...EVENTS, ...WEBHOOKS];
