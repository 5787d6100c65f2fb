import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startWithSignedInUsers, type CallResult, type SignedInUsers } from '../support/signed-in-users.js';

let box: SignedInUsers;
let folder: string;
let count = 0;
beforeAll(async () => {
  box = await startWithSignedInUsers();
});
afterAll(() => box.simulator.close());
beforeEach(async () => {
  count += 1;
  folder = await box.createFolder(3, `shared ${count}`);
});

/** The owner, user 3, invites a user to the folder of the test. */
const invite = (
  user: Record<string, string>,
  role = 'editor',
  more: Record<string, unknown> = {},
): Promise<CallResult> =>
  box.as(3)('POST', '/collaborations', {
    item: { type: 'folder', id: folder },
    accessible_by: { type: 'user', ...user },
    role,
    ...more,
  });
const colleague = () => ({ id: box.users[4]!.id });

describe('inviting a collaborator', () => {
  it('gives a colleague access at once, to everything below the folder', async () => {
    const file = await box.createFile(3, folder, 'inside.txt');
    const { status, body } = await invite(colleague());
    expect(status).toBe(201);
    expect(body).toMatchObject({ role: 'editor', status: 'accepted', item: { id: folder }, invite_email: null });
    expect((await box.as(4)('GET', `/files/${file}`)).status).toBe(200);
    expect(await box.eventsOf(folder)).toEqual(['UPLOAD', 'COLLABORATION_ACCEPT']);
    const truth = (await box.controls.truthFiles()).find(({ fileId }) => fileId === file);
    expect(truth).toMatchObject({ access: 'internal', hasCollaborations: true });
  });

  it('leaves an invitation of an unknown address pending, with only that address', async () => {
    const { body } = await invite({ login: 'guest@elsewhere.example' });
    expect(body).toMatchObject({
      status: 'pending',
      accessible_by: null,
      invite_email: 'guest@elsewhere.example',
      item: null,
    });
    expect(await box.eventsOf(folder)).toEqual(['UPLOAD', 'COLLABORATION_INVITE']);
  });

  it('lists the folder in the collaborator’s root, unless the collaboration is access-only', async () => {
    const inRoot = async () => (await box.as(4)('GET', '/folders/0/items?limit=1000')).body.entries.map(({ id }) => id);
    const inner = (await box.as(3)('POST', '/folders', { name: 'inner', parent: { id: folder } })).body.id;
    await box.as(3)('POST', '/collaborations', {
      item: { type: 'folder', id: inner },
      accessible_by: { type: 'user', ...colleague() },
      role: 'viewer',
    });
    expect(await inRoot()).toContain(inner);
    const seen = (await box.as(4)('GET', `/folders/${inner}`)).body;
    expect(seen).toMatchObject({ parent: { id: '0' }, path_collection: { total_count: 1 } });
    await invite({ id: box.users[5]!.id }, 'viewer', { is_access_only: true });
    expect((await box.as(5)('GET', '/folders/0/items?limit=1000')).body.entries.map(({ id }) => id)).not.toContain(
      folder,
    );
    expect((await box.as(5)('GET', `/folders/${folder}`)).status).toBe(200);
  });

  it('refuses to invite a user twice', async () => {
    await invite(colleague());
    const { status, body } = await invite(colleague(), 'viewer');
    expect([status, body.code]).toEqual([400, 'user_already_collaborator']);
  });

  it('returns 404 for an unknown user and names the field', async () => {
    const { status, body } = await invite({ id: '1' });
    expect([status, body.code]).toEqual([404, 'not_found']);
    expect(body['context_info']).toMatchObject({ errors: [{ name: 'accessible_by', reason: 'invalid_parameter' }] });
  });

  it('refuses external users when the folder is restricted to the enterprise', async () => {
    await box.as(3)('PUT', `/folders/${folder}`, { is_collaboration_restricted_to_enterprise: true });
    const { status, body } = await invite({ login: 'guest@elsewhere.example' });
    expect([status, body.code]).toEqual([400, 'external_collaboration_restricted']);
    expect((await invite(colleague())).status).toBe(201);
  });

  it('refuses a root folder', async () => {
    const root = { item: { type: 'folder', id: '0' }, accessible_by: { type: 'user', ...colleague() }, role: 'viewer' };
    expect((await box.as(3)('POST', '/collaborations', root)).body.code).toBe(
      'collaborations_not_available_on_root_folder',
    );
    const list = await box.as(3)('GET', '/folders/0/collaborations');
    expect([list.status, list.body.code]).toEqual([400, 'collaborations_not_available_on_root_folder']);
  });

  it('accepts an expiry only if the enterprise allows it', async () => {
    const expiry = { expires_at: '2099-01-01T00:00:00Z' };
    expect((await invite(colleague(), 'viewer', expiry)).body['expires_at']).toMatch(/^2098-12-31T16:00:00-08:00$/);
    await box.controls.settings({ tenantPolicy: { collaborationExpiry: false } });
    expect((await invite({ id: box.users[5]!.id }, 'viewer', expiry)).status).toBe(403);
    await box.controls.settings({ tenantPolicy: {} });
  });
});

describe('changing a collaboration', () => {
  it('records no event and changes nothing when no field differs', async () => {
    const created = (await invite(colleague(), 'viewer')).body;
    const [before, events] = [await box.as(3)('GET', `/folders/${folder}`), await box.eventsOf(folder)];
    for (const body of [{}, { role: 'viewer' }]) {
      const { status, body: answer } = await box.as(3)('PUT', `/collaborations/${created.id}`, body);
      expect([status, answer]).toEqual([200, created]);
    }
    expect((await box.as(3)('GET', `/folders/${folder}`)).body.etag).toBe(before.body.etag);
    expect(await box.eventsOf(folder)).toEqual(events);
  });

  it('refuses ownership for a guest without an account, and for a user with an item of that name', async () => {
    const login = 'guest@partner.example';
    await box.controls.act([{ type: 'collaborate', folderId: folder, login }]);
    await invite(colleague());
    const { entries } = (await box.as(3)('GET', `/folders/${folder}/collaborations`)).body;
    const makeOwner = async (index: number) => {
      const { status, body } = await box.as(3)('PUT', `/collaborations/${entries[index]!.id}`, { role: 'owner' });
      return [status, body.code];
    };
    expect(await makeOwner(0)).toEqual([400, 'bad_request']);
    const sameName = await box.createFolder(4, `Shared ${count}`);
    expect(await makeOwner(1)).toEqual([409, 'item_name_in_use']);
    await box.as(4)('DELETE', `/folders/${sameName}`);
    expect(await makeOwner(1)).toEqual([204, undefined]);
  });
});

describe('a role', () => {
  const table = [
    ['co-owner', { rename: 200, upload: 201, share: 200, delete: 204 }],
    ['editor', { rename: 200, upload: 201, share: 200, delete: 204 }],
    ['viewer uploader', { rename: 403, upload: 201, share: 200, delete: 403 }],
    ['viewer', { rename: 403, upload: 403, share: 200, delete: 403 }],
    ['previewer uploader', { rename: 403, upload: 201, share: 403, delete: 403 }],
    ['previewer', { rename: 403, upload: 403, share: 403, delete: 403 }],
    ['uploader', { rename: 403, upload: 201, share: 403, delete: 403 }],
  ] as const;

  it.each(table)('of %s allows: %j', async (role, expected) => {
    const file = await box.createFile(3, folder, 'inside.txt');
    await invite(colleague(), role);
    const call = box.as(4);
    const uploaded = await call('POST', '/folders', { name: 'new', parent: { id: folder } });
    const renamed = await call('PUT', `/files/${file}`, { name: 'renamed.txt' });
    const shared = await call('PUT', `/files/${file}`, { shared_link: { access: 'company' } });
    const deleted = await call('DELETE', `/files/${file}`);
    const statuses = { rename: renamed.status, upload: uploaded.status, share: shared.status, delete: deleted.status };
    expect(statuses).toEqual(expected);
  });

  it('adds to the roles on the folders above', async () => {
    const file = await box.createFile(3, folder, 'inside.txt');
    await invite(colleague(), 'uploader');
    const onFile = {
      item: { type: 'file', id: file },
      accessible_by: { type: 'user', ...colleague() },
      role: 'viewer',
    };
    await box.as(3)('POST', '/collaborations', onFile);
    const { body } = await box.as(4)('GET', `/files/${file}?fields=permissions`);
    expect(body['permissions']).toMatchObject({ can_upload: true, can_download: true, can_delete: false });
  });

  it('of a group holds for its members', async () => {
    const larger = await startWithSignedInUsers({ users: 40 });
    const group = '555001';
    const shared = await larger.createFolder(3, 'for the group');
    const invitation = {
      item: { type: 'folder', id: shared },
      accessible_by: { type: 'group', id: group },
      role: 'viewer',
    };
    const created = await larger.as(3)('POST', '/collaborations', invitation);
    expect(created.body).toMatchObject({ status: 'accepted', accessible_by: { type: 'group', id: group } });
    const statuses = await Promise.all(
      larger.users.map(async (_user, position) => (await larger.as(position)('GET', `/folders/${shared}`)).status),
    );
    await larger.simulator.close();
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(1);
    expect(statuses).toContain(404);
  });

  it('does not allow inviting others if the folder leaves that to its owner', async () => {
    await invite(colleague(), 'editor');
    await box.as(3)('PUT', `/folders/${folder}`, { can_non_owners_invite: false });
    const invitation = { item: { type: 'folder', id: folder }, accessible_by: { type: 'user', id: box.users[5]!.id } };
    expect((await box.as(4)('POST', '/collaborations', { ...invitation, role: 'viewer' })).status).toBe(403);
  });
});

describe('changing or ending an accepted collaboration', () => {
  it('changes the role and records an event', async () => {
    const { id } = (await invite(colleague())).body;
    const { status, body } = await box.as(3)('PUT', `/collaborations/${id}`, { role: 'viewer' });
    expect([status, body['role']]).toEqual([200, 'viewer']);
    expect((await box.eventsOf(folder)).at(-1)).toBe('COLLABORATION_ROLE_CHANGE');
  });

  it('transfers ownership with 204; the former owner becomes a co-owner', async () => {
    const { id } = (await invite(colleague())).body;
    expect((await box.as(3)('PUT', `/collaborations/${id}`, { role: 'owner' })).status).toBe(204);
    expect((await box.as(4)('GET', `/folders/${folder}`)).body['owned_by']).toMatchObject({ id: box.users[4]!.id });
    const { body } = await box.as(4)('GET', `/folders/${folder}/collaborations`);
    expect(body.entries).toMatchObject([{ role: 'co-owner', accessible_by: { id: box.users[3]!.id } }]);
    expect((await box.as(3)('GET', `/collaborations/${id}`)).status).toBe(404);
  });

  it('lets only the owner transfer ownership', async () => {
    const { id } = (await invite(colleague(), 'co-owner')).body;
    expect((await box.as(4)('PUT', `/collaborations/${id}`, { role: 'owner' })).status).toBe(403);
  });

  it('ends access when the collaborator leaves', async () => {
    const { id } = (await invite(colleague(), 'viewer')).body;
    expect((await box.as(5)('DELETE', `/collaborations/${id}`)).status).toBe(404);
    expect((await box.as(4)('DELETE', `/collaborations/${id}`)).status).toBe(204);
    expect((await box.as(4)('GET', `/folders/${folder}`)).status).toBe(404);
    expect((await box.eventsOf(folder)).at(-1)).toBe('COLLABORATION_REMOVE');
  });
});

describe('a pending invitation', () => {
  const invitePending = (role = 'viewer') =>
    box.controls.act([{ type: 'collaborate', folderId: folder, user: box.users[4]!.id, role, status: 'pending' }]);
  const pendingOf = async (position: number) => (await box.as(position)('GET', '/collaborations?status=pending')).body;

  it('is listed for the invited user only', async () => {
    const count = (await pendingOf(4)).entries.length;
    await invitePending();
    expect((await pendingOf(4)).entries).toHaveLength(count + 1);
    expect((await pendingOf(3)).entries.map(({ id }) => id)).not.toContain((await pendingOf(4)).entries.at(-1)!.id);
  });

  it('is listed only by a request for status=pending', async () => {
    expect((await box.as(4)('GET', '/collaborations')).status).toBe(400);
  });

  it('gives access once the invited user accepts it, and can be accepted once', async () => {
    await invitePending();
    const { id } = (await pendingOf(4)).entries.at(-1)!;
    expect((await box.as(4)('GET', `/folders/${folder}`)).status).toBe(404);
    expect((await box.as(3)('PUT', `/collaborations/${id}`, { status: 'accepted' })).status).toBe(403);
    expect((await box.as(4)('PUT', `/collaborations/${id}`, { status: 'accepted' })).body['status']).toBe('accepted');
    expect((await box.as(4)('GET', `/folders/${folder}`)).status).toBe(200);
    const again = await box.as(4)('PUT', `/collaborations/${id}`, { status: 'accepted' });
    expect([again.status, again.body.code]).toEqual([400, 'invalid_status']);
  });

  it('is gone after it is rejected', async () => {
    await invitePending();
    const { id } = (await pendingOf(4)).entries.at(-1)!;
    expect((await box.as(4)('PUT', `/collaborations/${id}`, { status: 'rejected' })).body['status']).toBe('rejected');
    expect((await box.as(3)('GET', `/folders/${folder}/collaborations`)).body.entries).toEqual([]);
  });
});

describe('the collaborations of a file', () => {
  it('include those of the folders above only with repeatsInheritedCollaborations, each with its own item', async () => {
    const file = await box.createFile(3, folder, 'inside.txt');
    await invite(colleague());
    const list = async () => (await box.as(3)('GET', `/files/${file}/collaborations`)).body;
    expect(await list()).toMatchObject({ entries: [], next_marker: null });
    await box.controls.settings({ repeatsInheritedCollaborations: true });
    expect((await list()).entries).toMatchObject([{ item: { type: 'folder', id: folder } }]);
    await box.controls.settings({ repeatsInheritedCollaborations: false });
  });
});
