import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator } from '../../../simulator/index.js';
import { simulatorAt } from '../../e2e/support/simulator.js';
import { startStage, type Stage } from '../support/content.js';

let stage: Stage;
let folder: string;
beforeAll(async () => {
  stage = await startStage();
  folder = await stage.folder(3, 'work');
});
afterAll(() => stage.simulator.close());

describe('a file by itself', () => {
  it('is told in its standard form: who made it, where it stands, no permissions', async () => {
    const file = await stage.file(3, folder, 'standard.txt');
    const { body } = await stage.as(3)('GET', `/files/${file}`);
    expect(body).toMatchObject({
      created_by: { id: stage.users[3]!.id },
      parent: { id: folder },
      item_status: 'active',
    });
    expect(body['path_collection']).toMatchObject({ total_count: 2, entries: [{ id: '0' }, { id: folder }] });
    expect(body).not.toHaveProperty('permissions');
    expect(body['created_at']).toMatch(/T\d\d:\d\d:\d\d-0[78]:00$/);
  });

  it('answers 304 to the etag that is known', async () => {
    const file = await stage.file(3, folder, 'known.txt');
    const { body } = await stage.as(3)('GET', `/files/${file}`);
    expect((await stage.as(3)('GET', `/files/${file}`, undefined, { 'if-none-match': body.etag })).status).toBe(304);
    await stage.controls.act([{ type: 'edit', fileId: file }]);
    expect((await stage.as(3)('GET', `/files/${file}`, undefined, { 'if-none-match': body.etag })).status).toBe(200);
  });

  it('is not there for somebody who was not let in', async () => {
    const file = await stage.file(3, folder, 'private.txt');
    expect((await stage.as(4)('GET', `/files/${file}`)).status).toBe(404);
    expect((await stage.as(4)('DELETE', `/files/${file}`)).status).toBe(404);
  });

  it('tells its past versions, newest first, the present one not among them', async () => {
    const file = await stage.file(3, folder, 'versions.txt');
    const first = (await stage.as(3)('GET', `/files/${file}`)).body['file_version'];
    await stage.controls.act([
      { type: 'edit', fileId: file },
      { type: 'edit', fileId: file },
    ]);
    const { body } = await stage.as(3)('GET', `/files/${file}/versions`);
    expect(body['total_count']).toBe(2);
    expect(body.entries[1]).toMatchObject(first as object);
    const present = (await stage.as(3)('GET', `/files/${file}`)).body['file_version'] as { id: string };
    expect(body.entries.map(({ id }) => id)).not.toContain(present.id);
  });
});

describe('changing a file', () => {
  it('raises its etag, and is told under the name of who did it', async () => {
    const file = await stage.file(3, folder, 'old.txt');
    const before = (await stage.as(3)('GET', `/files/${file}`)).body;
    const { status, body } = await stage.as(3)('PUT', `/files/${file}`, { name: 'renamed.txt' });
    expect([status, body.name]).toEqual([200, 'renamed.txt']);
    expect(Number(body.etag)).toBeGreaterThan(Number(before.etag));
    expect(await stage.eventsOf(file)).toEqual(['UPLOAD', 'RENAME']);
    const found = (await stage.controls.truthFiles()).find(({ fileId }) => fileId === file);
    expect(found).toMatchObject({ name: 'renamed.txt', path: '/work/renamed.txt' });
  });

  // Box's table of If-Match: what is gone answers 412 to its last etag, 404 to another.
  it.each([
    ['there', 'its own', 200],
    ['there', 'another', 412],
    ['gone', 'its own', 412],
    ['gone', 'another', 404],
  ])('answers, for a file that is %s and %s etag, %i', async (where, which, status) => {
    const file = await stage.file(3, folder, `${where} ${which}.txt`);
    if (where === 'gone') await stage.as(3)('DELETE', `/files/${file}`);
    const { etag } = (await stage.as(3)('GET', `/files/${file}`)).body;
    const headers = { 'if-match': which === 'its own' ? etag : '99' };
    const answer = await stage.as(3)('PUT', `/files/${file}`, { description: 'new' }, headers);
    expect(answer.status).toBe(status);
  });

  it('refuses a move to where the user may not put anything', async () => {
    const file = await stage.file(3, folder, 'staying.txt');
    const foreign = await stage.folder(4, 'foreign');
    const { status, body } = await stage.as(3)('PUT', `/files/${file}`, { parent: { id: foreign } });
    expect([status, body.code]).toEqual([403, 'access_denied_insufficient_permissions']);
  });

  it('refuses a name that is taken where it is moved to', async () => {
    const target = await stage.folder(3, 'occupied');
    await stage.file(3, target, 'same.txt');
    const file = await stage.file(3, folder, 'same.txt');
    const { status, body } = await stage.as(3)('PUT', `/files/${file}`, { parent: { id: target } });
    expect([status, body.code]).toEqual([409, 'item_name_in_use']);
  });

  it("lets an admin move it into another user's root, which makes it that user's", async () => {
    const own = await stage.folder(0, "the admin's");
    const file = await stage.file(0, own, 'handed over.txt');
    const parent = { id: '0', user_id: stage.users[4]!.id };
    const { status, body } = await stage.as(0)('PUT', `/files/${file}`, { parent });
    expect(status).toBe(200);
    expect(body).toMatchObject({ owned_by: { id: stage.users[4]!.id } });
    expect((await stage.as(4)('GET', `/files/${file}`)).status).toBe(200);
  });

  it('copies it under another name, as a new file', async () => {
    const file = await stage.file(3, folder, 'source.txt');
    const copyBody = { name: 'co/py.txt', parent: { id: folder } };
    const { status, body } = await stage.as(3)('POST', `/files/${file}/copy`, copyBody);
    expect([status, body.name]).toEqual([201, 'copy.txt']);
    expect(await stage.eventsOf(body.id)).toEqual(['COPY']);
    const again = await stage.as(3)('POST', `/files/${file}/copy`, { parent: { id: folder } });
    expect([again.status, again.body.code]).toEqual([409, 'item_name_in_use']);
  });
});

describe('a file that was drawn and never touched', () => {
  it('answers every change with what it has become', async () => {
    const [drawn] = await stage.controls.pick('file', `n=1&owner=${stage.users[3]!.id}`);
    const path = `/files/${drawn!.id}`;
    const call = stage.as(3);
    const key = 'Box__Security__Classification__Key';
    const label = await call('POST', `${path}/metadata/enterprise/securityClassification-6VMVochwUWo`, {
      [key]: 'Public',
    });
    expect([label.status, label.body[key]]).toEqual([201, 'Public']);
    const [other] = await stage.controls.pick('file', `n=1&owner=${stage.users[4]!.id}`);
    expect((await stage.as(4)('PUT', `/files/${other!.id}`, { name: 'changed.txt' })).body.name).toBe('changed.txt');
  });
});

describe('a locked file', () => {
  let file: string;
  beforeAll(async () => {
    file = await stage.file(3, folder, 'locked.txt');
    const invitation = { item: { type: 'file', id: file }, accessible_by: { type: 'user', id: stage.users[4]!.id } };
    await stage.as(3)('POST', '/collaborations', { ...invitation, role: 'editor' });
    await stage.as(3)('PUT', `/files/${file}`, { lock: { access: 'lock', is_download_prevented: true } });
  });

  it('tells its lock when asked', async () => {
    const { body } = await stage.as(4)('GET', `/files/${file}?fields=lock,permissions`);
    expect(body['lock']).toMatchObject({
      type: 'lock',
      created_by: { id: stage.users[3]!.id },
      is_download_prevented: true,
    });
    expect(body['permissions']).toMatchObject({ can_rename: false, can_delete: false, can_download: false });
  });

  it.each([
    ['PUT', { name: 'mine.txt' }],
    ['PUT', { lock: { access: 'lock' } }],
    ['DELETE', undefined],
  ])('refuses others a %s of %j', async (method, body) => {
    const answer = await stage.as(4)(method, `/files/${file}`, body);
    expect([answer.status, answer.body.code]).toEqual([403, 'access_denied_item_locked']);
  });

  it('is free again once its lock is taken off', async () => {
    await stage.as(3)('PUT', `/files/${file}`, { lock: null });
    expect((await stage.as(4)('PUT', `/files/${file}`, { name: 'unlocked.txt' })).status).toBe(200);
    expect((await stage.eventsOf(file)).slice(-3)).toEqual(['LOCK', 'UNLOCK', 'RENAME']);
  });
});

describe('what was done through the API', () => {
  it('is there after a start from the state file, to the byte of the truth and the events', async () => {
    const kept = await mkdtemp(path.join(tmpdir(), 'boxward-simulator-'));
    const options = { users: 6, files: 300, seed: 7, stateFile: path.join(kept, 'state.jsonl') };
    const first = await startStage(options);
    const call = first.as(3);
    const place = await first.folder(3, 'kept');
    const [changed, trashed] = [await first.file(3, place, 'changed.txt'), await first.file(3, place, 'trashed.txt')];
    await call('PUT', `/files/${changed}`, { name: 'new.txt', description: 'told', lock: { access: 'lock' } });
    await call('PUT', `/files/${changed}`, { shared_link: { access: 'open', password: 'Long-enough-1' } });
    const whom = { item: { type: 'folder', id: place }, accessible_by: { type: 'user', id: first.users[4]!.id } };
    const invited = await call('POST', '/collaborations', { ...whom, role: 'editor' });
    await call('PUT', `/collaborations/${invited.body.id}`, { role: 'viewer' });
    await call('POST', `/folders/${place}/copy`, { name: 'copied', parent: { id: '0' } });
    await call('DELETE', `/files/${trashed}`);
    await call('POST', `/files/${trashed}`, { name: 'back.txt' });
    const span = ['2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z'] as const;
    const before = { files: await first.controls.truthFiles(), events: await first.controls.truthEvents(...span) };
    await first.simulator.close();

    const again = await startSimulator(options);
    const controls = simulatorAt(again.url);
    const after = { files: await controls.truthFiles(), events: await controls.truthEvents(...span) };
    await again.close();
    await rm(kept, { recursive: true });
    expect(before.events.at(-1)).toMatchObject({ type: 'UNDELETE', itemId: trashed });
    expect(after).toEqual(before);
  });
});
