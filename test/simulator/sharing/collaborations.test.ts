import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startStage, type Answer, type Stage } from '../support/content.js';

let stage: Stage;
let folder: string;
let count = 0;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.simulator.close());
beforeEach(async () => {
  count += 1;
  folder = await stage.folder(3, `shared ${count}`);
});

/** The owner (user 3) invites somebody to the folder of the test. */
const invite = (whom: Record<string, string>, role = 'editor', more: Record<string, unknown> = {}): Promise<Answer> =>
  stage.as(3)('POST', '/collaborations', {
    item: { type: 'folder', id: folder },
    accessible_by: { type: 'user', ...whom },
    role,
    ...more,
  });
const colleague = () => ({ id: stage.users[4]!.id });

describe('inviting', () => {
  it('lets a colleague in at once, to all that lies below', async () => {
    const file = await stage.file(3, folder, 'inside.txt');
    const { status, body } = await invite(colleague());
    expect(status).toBe(201);
    expect(body).toMatchObject({ role: 'editor', status: 'accepted', item: { id: folder }, invite_email: null });
    expect((await stage.as(4)('GET', `/files/${file}`)).status).toBe(200);
    expect(await stage.eventsOf(folder)).toEqual(['UPLOAD', 'COLLABORATION_ACCEPT']);
    const truth = (await stage.controls.truthFiles()).find(({ fileId }) => fileId === file);
    expect(truth).toMatchObject({ access: 'internal', hasCollaborations: true });
  });

  it('leaves a stranger pending, known by the address alone', async () => {
    const { body } = await invite({ login: 'stranger@elsewhere.example' });
    expect(body).toMatchObject({
      status: 'pending',
      accessible_by: null,
      invite_email: 'stranger@elsewhere.example',
      item: null,
    });
    expect(await stage.eventsOf(folder)).toEqual(['UPLOAD', 'COLLABORATION_INVITE']);
  });

  it('shows the collaborator the folder in the root, standing there, unless it is for access only', async () => {
    const inRoot = async () =>
      (await stage.as(4)('GET', '/folders/0/items?limit=1000')).body.entries.map(({ id }) => id);
    const inner = (await stage.as(3)('POST', '/folders', { name: 'inner', parent: { id: folder } })).body.id;
    await stage.as(3)('POST', '/collaborations', {
      item: { type: 'folder', id: inner },
      accessible_by: { type: 'user', ...colleague() },
      role: 'viewer',
    });
    expect(await inRoot()).toContain(inner);
    const seen = (await stage.as(4)('GET', `/folders/${inner}`)).body;
    expect(seen).toMatchObject({ parent: { id: '0' }, path_collection: { total_count: 1 } });
    await invite({ id: stage.users[5]!.id }, 'viewer', { is_access_only: true });
    expect((await stage.as(5)('GET', '/folders/0/items?limit=1000')).body.entries.map(({ id }) => id)).not.toContain(
      folder,
    );
    expect((await stage.as(5)('GET', `/folders/${folder}`)).status).toBe(200);
  });

  it('refuses to invite somebody twice', async () => {
    await invite(colleague());
    const { status, body } = await invite(colleague(), 'viewer');
    expect([status, body.code]).toEqual([400, 'user_already_collaborator']);
  });

  it('refuses a user who is not there, and says so', async () => {
    const { status, body } = await invite({ id: '1' });
    expect([status, body.code]).toEqual([404, 'not_found']);
    expect(body['context_info']).toMatchObject({ errors: [{ name: 'accessible_by', reason: 'invalid_parameter' }] });
  });

  it('refuses people of outside where the folder is restricted to the enterprise', async () => {
    await stage.as(3)('PUT', `/folders/${folder}`, { is_collaboration_restricted_to_enterprise: true });
    const { status, body } = await invite({ login: 'stranger@elsewhere.example' });
    expect([status, body.code]).toEqual([400, 'external_collaboration_restricted']);
    expect((await invite(colleague())).status).toBe(201);
  });

  it('refuses a root folder', async () => {
    const root = { item: { type: 'folder', id: '0' }, accessible_by: { type: 'user', ...colleague() }, role: 'viewer' };
    expect((await stage.as(3)('POST', '/collaborations', root)).body.code).toBe(
      'collaborations_not_available_on_root_folder',
    );
    const list = await stage.as(3)('GET', '/folders/0/collaborations');
    expect([list.status, list.body.code]).toEqual([400, 'collaborations_not_available_on_root_folder']);
  });

  it('takes an end only where the tenant allows it', async () => {
    const end = { expires_at: '2099-01-01T00:00:00Z' };
    expect((await invite(colleague(), 'viewer', end)).body['expires_at']).toMatch(/^2098-12-31T16:00:00-08:00$/);
    await stage.controls.settings({ tenantPolicy: { collaborationExpiry: false } });
    expect((await invite({ id: stage.users[5]!.id }, 'viewer', end)).status).toBe(403);
    await stage.controls.settings({ tenantPolicy: {} });
  });
});

describe('a change of a collaboration', () => {
  it('that names nothing changes nothing, and is told nowhere', async () => {
    const made = (await invite(colleague(), 'viewer')).body;
    const [before, told] = [await stage.as(3)('GET', `/folders/${folder}`), await stage.eventsOf(folder)];
    for (const body of [{}, { role: 'viewer' }]) {
      const { status, body: answer } = await stage.as(3)('PUT', `/collaborations/${made.id}`, body);
      expect([status, answer]).toEqual([200, made]);
    }
    expect((await stage.as(3)('GET', `/folders/${folder}`)).body.etag).toBe(before.body.etag);
    expect(await stage.eventsOf(folder)).toEqual(told);
  });

  it('makes nobody an owner who is no user, or who has an item of that name', async () => {
    const login = 'guest@partner.example';
    await stage.controls.act([{ type: 'collaborate', folderId: folder, login }]);
    await invite(colleague());
    const { entries } = (await stage.as(3)('GET', `/folders/${folder}/collaborations`)).body;
    const own = async (index: number) => {
      const { status, body } = await stage.as(3)('PUT', `/collaborations/${entries[index]!.id}`, { role: 'owner' });
      return [status, body.code];
    };
    expect(await own(0)).toEqual([400, 'bad_request']);
    const inTheWay = await stage.folder(4, `Shared ${count}`);
    expect(await own(1)).toEqual([409, 'item_name_in_use']);
    await stage.as(4)('DELETE', `/folders/${inTheWay}`);
    expect(await own(1)).toEqual([204, undefined]);
  });
});

describe('what a role lets its holder do', () => {
  const table = [
    ['co-owner', { rename: 200, upload: 201, share: 200, delete: 204 }],
    ['editor', { rename: 200, upload: 201, share: 200, delete: 204 }],
    ['viewer uploader', { rename: 403, upload: 201, share: 200, delete: 403 }],
    ['viewer', { rename: 403, upload: 403, share: 200, delete: 403 }],
    ['previewer uploader', { rename: 403, upload: 201, share: 403, delete: 403 }],
    ['previewer', { rename: 403, upload: 403, share: 403, delete: 403 }],
    ['uploader', { rename: 403, upload: 201, share: 403, delete: 403 }],
  ] as const;

  it.each(table)('a %s: %j', async (role, expected) => {
    const file = await stage.file(3, folder, 'inside.txt');
    await invite(colleague(), role);
    const call = stage.as(4);
    const made = await call('POST', '/folders', { name: 'new', parent: { id: folder } });
    const renamed = await call('PUT', `/files/${file}`, { name: 'renamed.txt' });
    const shared = await call('PUT', `/files/${file}`, { shared_link: { access: 'company' } });
    const deleted = await call('DELETE', `/files/${file}`);
    const seen = { rename: renamed.status, upload: made.status, share: shared.status, delete: deleted.status };
    expect(seen).toEqual(expected);
  });

  it('is the sum of all that was granted on the way down', async () => {
    const file = await stage.file(3, folder, 'inside.txt');
    await invite(colleague(), 'uploader');
    const onFile = {
      item: { type: 'file', id: file },
      accessible_by: { type: 'user', ...colleague() },
      role: 'viewer',
    };
    await stage.as(3)('POST', '/collaborations', onFile);
    const { body } = await stage.as(4)('GET', `/files/${file}?fields=permissions`);
    expect(body['permissions']).toMatchObject({ can_upload: true, can_download: true, can_delete: false });
  });

  it('reaches the members of a group', async () => {
    const grown = await startStage({ users: 40 });
    const group = '555001';
    const shared = await grown.folder(3, 'for the group');
    const whom = { item: { type: 'folder', id: shared }, accessible_by: { type: 'group', id: group }, role: 'viewer' };
    const made = await grown.as(3)('POST', '/collaborations', whom);
    expect(made.body).toMatchObject({ status: 'accepted', accessible_by: { type: 'group', id: group } });
    const statuses = await Promise.all(
      grown.users.map(async (_user, index) => (await grown.as(index)('GET', `/folders/${shared}`)).status),
    );
    await grown.simulator.close();
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(1);
    expect(statuses).toContain(404);
  });

  it('leaves inviting to the owner where the folder says so', async () => {
    await invite(colleague(), 'editor');
    await stage.as(3)('PUT', `/folders/${folder}`, { can_non_owners_invite: false });
    const whom = { item: { type: 'folder', id: folder }, accessible_by: { type: 'user', id: stage.users[5]!.id } };
    expect((await stage.as(4)('POST', '/collaborations', { ...whom, role: 'viewer' })).status).toBe(403);
  });
});

describe('changing and ending a collaboration', () => {
  it('changes the role, and tells of it', async () => {
    const { id } = (await invite(colleague())).body;
    const { status, body } = await stage.as(3)('PUT', `/collaborations/${id}`, { role: 'viewer' });
    expect([status, body['role']]).toEqual([200, 'viewer']);
    expect((await stage.eventsOf(folder)).at(-1)).toBe('COLLABORATION_ROLE_CHANGE');
  });

  it('hands over ownership with 204; who owned it stays as co-owner', async () => {
    const { id } = (await invite(colleague())).body;
    expect((await stage.as(3)('PUT', `/collaborations/${id}`, { role: 'owner' })).status).toBe(204);
    expect((await stage.as(4)('GET', `/folders/${folder}`)).body['owned_by']).toMatchObject({ id: stage.users[4]!.id });
    const { body } = await stage.as(4)('GET', `/folders/${folder}/collaborations`);
    expect(body.entries).toMatchObject([{ role: 'co-owner', accessible_by: { id: stage.users[3]!.id } }]);
    expect((await stage.as(3)('GET', `/collaborations/${id}`)).status).toBe(404);
  });

  it('lets only the owner hand over', async () => {
    const { id } = (await invite(colleague(), 'co-owner')).body;
    expect((await stage.as(4)('PUT', `/collaborations/${id}`, { role: 'owner' })).status).toBe(403);
  });

  it('ends access with the collaboration, which anybody may leave', async () => {
    const { id } = (await invite(colleague(), 'viewer')).body;
    expect((await stage.as(5)('DELETE', `/collaborations/${id}`)).status).toBe(404);
    expect((await stage.as(4)('DELETE', `/collaborations/${id}`)).status).toBe(204);
    expect((await stage.as(4)('GET', `/folders/${folder}`)).status).toBe(404);
    expect((await stage.eventsOf(folder)).at(-1)).toBe('COLLABORATION_REMOVE');
  });
});

describe('invitations that wait for an answer', () => {
  const pend = (role = 'viewer') =>
    stage.controls.act([{ type: 'collaborate', folderId: folder, user: stage.users[4]!.id, role, status: 'pending' }]);
  const waiting = async (index: number) => (await stage.as(index)('GET', '/collaborations?status=pending')).body;

  it('are listed to the one who was invited, and to nobody else', async () => {
    const ids = (await waiting(4)).entries.length;
    await pend();
    expect((await waiting(4)).entries).toHaveLength(ids + 1);
    expect((await waiting(3)).entries.map(({ id }) => id)).not.toContain((await waiting(4)).entries.at(-1)!.id);
  });

  it('are all that is listed: the status must be asked for', async () => {
    expect((await stage.as(4)('GET', '/collaborations')).status).toBe(400);
  });

  it('let in once accepted, by the invited alone, and only once', async () => {
    await pend();
    const { id } = (await waiting(4)).entries.at(-1)!;
    expect((await stage.as(4)('GET', `/folders/${folder}`)).status).toBe(404);
    expect((await stage.as(3)('PUT', `/collaborations/${id}`, { status: 'accepted' })).status).toBe(403);
    expect((await stage.as(4)('PUT', `/collaborations/${id}`, { status: 'accepted' })).body['status']).toBe('accepted');
    expect((await stage.as(4)('GET', `/folders/${folder}`)).status).toBe(200);
    const again = await stage.as(4)('PUT', `/collaborations/${id}`, { status: 'accepted' });
    expect([again.status, again.body.code]).toEqual([400, 'invalid_status']);
  });

  it('are gone once turned down', async () => {
    await pend();
    const { id } = (await waiting(4)).entries.at(-1)!;
    expect((await stage.as(4)('PUT', `/collaborations/${id}`, { status: 'rejected' })).body['status']).toBe('rejected');
    expect((await stage.as(3)('GET', `/folders/${folder}/collaborations`)).body.entries).toEqual([]);
  });
});

describe("a file's collaborations", () => {
  it('repeat those of the folders above only by the setting; each names where it was made', async () => {
    const file = await stage.file(3, folder, 'inside.txt');
    await invite(colleague());
    const list = async () => (await stage.as(3)('GET', `/files/${file}/collaborations`)).body;
    expect(await list()).toMatchObject({ entries: [], next_marker: null });
    await stage.controls.settings({ repeatsInheritedCollaborations: true });
    expect((await list()).entries).toMatchObject([{ item: { type: 'folder', id: folder } }]);
    await stage.controls.settings({ repeatsInheritedCollaborations: false });
  });
});
