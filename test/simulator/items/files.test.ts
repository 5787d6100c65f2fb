import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyObject, withId } from '../support/schemas.js';
import { startWithSignedInUsers, type SignedInUsers } from '../support/signed-in-users.js';

let box: SignedInUsers;
let folder: string;
beforeAll(async () => {
  box = await startWithSignedInUsers();
  folder = await box.createFolder(3, 'work');
});
afterAll(() => box.simulator.close());

describe('a file', () => {
  it('is returned in standard form: with its creator, parent and path, without permissions', async () => {
    const file = await box.createFile(3, folder, 'standard.txt');
    const { body } = await box.as(3)('GET', `/files/${file}`);
    expect(body).toMatchObject({
      created_by: { id: box.users[3]!.id },
      parent: { id: folder },
      item_status: 'active',
    });
    expect(body['path_collection']).toMatchObject({ total_count: 2, entries: [{ id: '0' }, { id: folder }] });
    expect(body).not.toHaveProperty('permissions');
    expect(body['created_at']).toMatch(/T\d\d:\d\d:\d\d-0[78]:00$/);
  });

  it('returns 304 for its current etag', async () => {
    const file = await box.createFile(3, folder, 'cached.txt');
    const { body } = await box.as(3)('GET', `/files/${file}`);
    expect((await box.as(3)('GET', `/files/${file}`, undefined, { 'if-none-match': body.etag })).status).toBe(304);
    await box.controls.act([{ type: 'edit', fileId: file }]);
    expect((await box.as(3)('GET', `/files/${file}`, undefined, { 'if-none-match': body.etag })).status).toBe(200);
  });

  it('returns 404 to a user without access', async () => {
    const file = await box.createFile(3, folder, 'private.txt');
    expect((await box.as(4)('GET', `/files/${file}`)).status).toBe(404);
    expect((await box.as(4)('DELETE', `/files/${file}`)).status).toBe(404);
  });

  it('lists its past versions, newest first, without the current one', async () => {
    const file = await box.createFile(3, folder, 'versions.txt');
    const first = (await box.as(3)('GET', `/files/${file}`)).body['file_version'];
    await box.controls.act([
      { type: 'edit', fileId: file },
      { type: 'edit', fileId: file },
    ]);
    const { body } = await box.as(3)('GET', `/files/${file}/versions`);
    expect(body['total_count']).toBe(2);
    expect(body.entries[1]).toMatchObject(anyObject.parse(first));
    const current = withId.parse((await box.as(3)('GET', `/files/${file}`)).body['file_version']);
    expect(body.entries.map(({ id }) => id)).not.toContain(current.id);
  });
});

describe('changing a file', () => {
  it('increments its etag and records an event', async () => {
    const file = await box.createFile(3, folder, 'old.txt');
    const before = (await box.as(3)('GET', `/files/${file}`)).body;
    const { status, body } = await box.as(3)('PUT', `/files/${file}`, { name: 'renamed.txt' });
    expect([status, body.name]).toEqual([200, 'renamed.txt']);
    expect(Number(body.etag)).toBeGreaterThan(Number(before.etag));
    expect(await box.eventsOf(file)).toEqual(['UPLOAD', 'RENAME']);
    const found = (await box.controls.truthFiles()).find(({ fileId }) => fileId === file);
    expect(found).toMatchObject({ name: 'renamed.txt', path: '/work/renamed.txt' });
  });

  // Box's table of If-Match: a deleted item returns 412 for its last etag, and 404 for any other.
  it.each([
    ['active', 'its last', 200],
    ['active', 'another', 412],
    ['deleted', 'its last', 412],
    ['deleted', 'another', 404],
  ])('that is %s, with %s etag in If-Match, returns %i', async (state, which, status) => {
    const file = await box.createFile(3, folder, `${state} ${which}.txt`);
    if (state === 'deleted') await box.as(3)('DELETE', `/files/${file}`);
    const { etag } = (await box.as(3)('GET', `/files/${file}`)).body;
    const headers = { 'if-match': which === 'its last' ? etag : '99' };
    const answer = await box.as(3)('PUT', `/files/${file}`, { description: 'new' }, headers);
    expect(answer.status).toBe(status);
  });

  it('refuses to move it into a folder that the user may not change', async () => {
    const file = await box.createFile(3, folder, 'staying.txt');
    const foreign = await box.createFolder(4, 'foreign');
    const { status, body } = await box.as(3)('PUT', `/files/${file}`, { parent: { id: foreign } });
    expect([status, body.code]).toEqual([403, 'access_denied_insufficient_permissions']);
  });

  it('refuses to move it into a folder that has an item of its name', async () => {
    const target = await box.createFolder(3, 'occupied');
    await box.createFile(3, target, 'same.txt');
    const file = await box.createFile(3, folder, 'same.txt');
    const { status, body } = await box.as(3)('PUT', `/files/${file}`, { parent: { id: target } });
    expect([status, body.code]).toEqual([409, 'item_name_in_use']);
  });

  it("moves it into another user's root for an admin, and gives that user ownership", async () => {
    const own = await box.createFolder(0, "the admin's");
    const file = await box.createFile(0, own, 'handed over.txt');
    const parent = { id: '0', user_id: box.users[4]!.id };
    const { status, body } = await box.as(0)('PUT', `/files/${file}`, { parent });
    expect(status).toBe(200);
    expect(body).toMatchObject({ owned_by: { id: box.users[4]!.id } });
    expect((await box.as(4)('GET', `/files/${file}`)).status).toBe(200);
  });

  it('copies it as a new file under another name', async () => {
    const file = await box.createFile(3, folder, 'source.txt');
    const copyBody = { name: 'co/py.txt', parent: { id: folder } };
    const { status, body } = await box.as(3)('POST', `/files/${file}/copy`, copyBody);
    expect([status, body.name]).toEqual([201, 'copy.txt']);
    expect(await box.eventsOf(body.id)).toEqual(['COPY']);
    const again = await box.as(3)('POST', `/files/${file}/copy`, { parent: { id: folder } });
    expect([again.status, again.body.code]).toEqual([409, 'item_name_in_use']);
  });
});

describe('a generated file that was never changed', () => {
  it('is returned with the change by each changing call', async () => {
    const [generated] = await box.controls.pick('file', `n=1&owner=${box.users[3]!.id}`);
    const path = `/files/${generated!.id}`;
    const call = box.as(3);
    const key = 'Box__Security__Classification__Key';
    const label = await call('POST', `${path}/metadata/enterprise/securityClassification-6VMVochwUWo`, {
      [key]: 'Public',
    });
    expect([label.status, label.body[key]]).toEqual([201, 'Public']);
    const [other] = await box.controls.pick('file', `n=1&owner=${box.users[4]!.id}`);
    expect((await box.as(4)('PUT', `/files/${other!.id}`, { name: 'changed.txt' })).body.name).toBe('changed.txt');
  });
});

describe('a locked file', () => {
  let file: string;
  beforeAll(async () => {
    file = await box.createFile(3, folder, 'locked.txt');
    const invitation = { item: { type: 'file', id: file }, accessible_by: { type: 'user', id: box.users[4]!.id } };
    await box.as(3)('POST', '/collaborations', { ...invitation, role: 'editor' });
    await box.as(3)('PUT', `/files/${file}`, { lock: { access: 'lock', is_download_prevented: true } });
  });

  it('returns its lock when requested', async () => {
    const { body } = await box.as(4)('GET', `/files/${file}?fields=lock,permissions`);
    expect(body['lock']).toMatchObject({
      type: 'lock',
      created_by: { id: box.users[3]!.id },
      is_download_prevented: true,
    });
    expect(body['permissions']).toMatchObject({ can_rename: false, can_delete: false, can_download: false });
  });

  it.each([
    ['PUT', { name: 'mine.txt' }],
    ['PUT', { lock: { access: 'lock' } }],
    ['DELETE', undefined],
  ])('refuses other users %s %j', async (method, body) => {
    const answer = await box.as(4)(method, `/files/${file}`, body);
    expect([answer.status, answer.body.code]).toEqual([403, 'access_denied_item_locked']);
  });

  it('can be changed again after it is unlocked', async () => {
    await box.as(3)('PUT', `/files/${file}`, { lock: null });
    expect((await box.as(4)('PUT', `/files/${file}`, { name: 'unlocked.txt' })).status).toBe(200);
    expect((await box.eventsOf(file)).slice(-3)).toEqual(['LOCK', 'UNLOCK', 'RENAME']);
  });
});
