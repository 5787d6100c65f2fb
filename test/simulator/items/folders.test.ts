import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWithSignedInUsers, type SignedInUsers } from '../support/signed-in-users.js';

let box: SignedInUsers;
beforeAll(async () => {
  box = await startWithSignedInUsers();
});
afterAll(() => box.simulator.close());

describe('listing the items of a folder', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await box.createFolder(3, 'listed');
    for (const name of ['beta.txt', 'Alpha.txt', 'gamma.txt']) await box.createFile(3, folder, name);
    await box.as(3)('POST', '/folders', { name: 'zeta', parent: { id: folder } });
  });

  it('sorts by type, folders first, then by name regardless of case', async () => {
    const { body } = await box.as(3)('GET', `/folders/${folder}/items`);
    expect(body.entries.map(({ name }) => name)).toEqual(['zeta', 'Alpha.txt', 'beta.txt', 'gamma.txt']);
    expect(body).toMatchObject({ total_count: 4, offset: 0, limit: 100 });
    expect(body['order']).toEqual([
      { by: 'type', direction: 'ASC' },
      { by: 'name', direction: 'ASC' },
    ]);
  });

  it('reverses the order within each type with direction=DESC', async () => {
    const { body } = await box.as(3)('GET', `/folders/${folder}/items?sort=name&direction=DESC`);
    expect(body.entries.map(({ name }) => name)).toEqual(['zeta', 'gamma.txt', 'beta.txt', 'Alpha.txt']);
  });

  it.each(['sort=colour', 'direction=UP'])('refuses %s', async (query) => {
    const { status, body } = await box.as(3)('GET', `/folders/${folder}/items?${query}`);
    expect([status, body.code]).toEqual([400, 'invalid_parameter']);
  });

  it('returns the same items by marker and by offset, and a null marker with the last page', async () => {
    const seen: string[] = [];
    let marker: string | null = '';
    do {
      const query: string = `usemarker=true&limit=3${marker === '' ? '' : `&marker=${marker}`}`;
      const { body } = await box.as(3)('GET', `/folders/${folder}/items?${query}`);
      seen.push(...body.entries.map(({ id }) => id));
      marker = body.next_marker;
    } while (marker !== null);
    const { body } = await box.as(3)('GET', `/folders/${folder}/items`);
    expect([...seen].sort()).toEqual(body.entries.map(({ id }) => id).sort());
  });

  it('refuses an unknown marker', async () => {
    const { status, body } = await box.as(3)('GET', `/folders/${folder}/items?usemarker=true&marker=made-up`);
    expect([status, body.code]).toEqual([400, 'invalid_parameter']);
  });

  it('returns at most 1,000 items a page', async () => {
    const { body } = await box.as(3)('GET', `/folders/${folder}/items?limit=5000`);
    expect(body['limit']).toBe(1000);
  });

  it('accepts an offset of 9999 and refuses 10000', async () => {
    expect((await box.as(3)('GET', `/folders/${folder}/items?offset=9999`)).status).toBe(200);
    const { status, body } = await box.as(3)('GET', `/folders/${folder}/items?offset=10000`);
    expect([status, body.code]).toEqual([400, 'invalid_offset']);
  });

  it('refuses to sort a root folder that is paged by marker', async () => {
    const { status, body } = await box.as(3)('GET', '/folders/0/items?usemarker=true&sort=name');
    expect([status, body.code]).toEqual([400, 'invalid_parameter']);
  });

  it('returns the requested fields besides type, id and etag, and ignores unknown ones', async () => {
    const { body } = await box.as(3)('GET', `/folders/${folder}/items?fields=name,size,nonsense`);
    for (const entry of body.entries) expect(Object.keys(entry).sort()).toEqual(['etag', 'id', 'name', 'size', 'type']);
  });

  it('returns permissions only when requested', async () => {
    const standard = await box.as(3)('GET', `/folders/${folder}/items`);
    const requested = await box.as(3)('GET', `/folders/${folder}/items?fields=permissions`);
    expect(standard.body.entries[0]).not.toHaveProperty('permissions');
    expect(requested.body.entries[1]).toMatchObject({ permissions: { can_delete: true, can_download: true } });
  });
});

describe('a folder', () => {
  it('contains its first items, sorted and paged as requested', async () => {
    const folder = await box.createFolder(3, 'with items');
    for (const name of ['b.txt', 'a.txt']) await box.createFile(3, folder, name);
    const { body } = await box.as(3)('GET', `/folders/${folder}?limit=1&direction=DESC`);
    expect(body['item_collection']).toMatchObject({ total_count: 2, limit: 1, entries: [{ name: 'b.txt' }] });
  });

  it('has null in most fields when it is the root', async () => {
    const { body } = await box.as(3)('GET', '/folders/0');
    expect(body).toMatchObject({ id: '0', name: 'All Files', etag: null, parent: null, created_at: null });
    const named = await box.as(3)('GET', '/folders/0?fields=has_collaborations,tags');
    expect(named.body).toEqual({ type: 'folder', id: '0', etag: null, has_collaborations: false, tags: [] });
  });

  it('returns 304 for its current etag, 405 for a malformed id and 404 for an unknown id', async () => {
    const folder = await box.createFolder(3, 'unchanged');
    const { body } = await box.as(3)('GET', `/folders/${folder}`);
    const again = await box.as(3)('GET', `/folders/${folder}`, undefined, { 'if-none-match': body.etag });
    expect(again.status).toBe(304);
    expect((await box.as(3)('GET', '/folders/abc')).status).toBe(405);
    expect((await box.as(3)('GET', '/folders/299999999999')).status).toBe(404);
  });
});

describe('creating and changing a folder', () => {
  it('returns the new folder with 201 and records an UPLOAD event', async () => {
    const { status, body } = await box.as(3)('POST', '/folders', { name: 'made', parent: { id: '0' } });
    expect([status, body.name]).toEqual([201, 'made']);
    expect(body).toMatchObject({ created_by: { id: box.users[3]!.id }, item_collection: { total_count: 0 } });
    expect(await box.eventsOf(body.id)).toEqual(['UPLOAD']);
  });

  it.each([
    ['a/b', 'item_name_invalid'],
    ['..', 'item_name_invalid'],
    ['trailing ', 'item_name_invalid'],
    ['n'.repeat(256), 'item_name_too_long'],
  ])('refuses the name %j', async (name, code) => {
    const { status, body } = await box.as(3)('POST', '/folders', { name, parent: { id: '0' } });
    expect([status, body.code]).toEqual([400, code]);
  });

  it('refuses a name in use, regardless of case, and returns the item that has it', async () => {
    const folder = await box.createFolder(3, 'Taken');
    const { status, body } = await box.as(3)('POST', '/folders', { name: 'taken', parent: { id: '0' } });
    expect([status, body.code]).toEqual([409, 'item_name_in_use']);
    expect(body['context_info']).toMatchObject({ conflicts: [{ type: 'folder', id: folder }] });
  });

  it('refuses a body without a parent and names the missing field', async () => {
    const { status, body } = await box.as(3)('POST', '/folders', { name: 'nowhere' });
    expect([status, body.code]).toEqual([400, 'bad_request']);
    expect(body['context_info']).toMatchObject({ errors: [{ name: 'parent' }] });
  });

  it('renames, describes and moves it in one call, with an event for each', async () => {
    const [target, folder] = [await box.createFolder(3, 'target'), await box.createFolder(3, 'before')];
    const change = { name: 'after', description: 'what it is', parent: { id: target } };
    const { status, body } = await box.as(3)('PUT', `/folders/${folder}`, change);
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'after', description: 'what it is', parent: { id: target } });
    expect(await box.eventsOf(folder)).toEqual(['UPLOAD', 'MOVE', 'RENAME', 'RENAME']);
  });

  it('refuses to move it into a folder below itself', async () => {
    const outer = await box.createFolder(3, 'outer');
    const inner = (await box.as(3)('POST', '/folders', { name: 'inner', parent: { id: outer } })).body.id;
    const { status, body } = await box.as(3)('PUT', `/folders/${outer}`, { parent: { id: inner } });
    expect([status, body.code]).toEqual([400, 'cyclical_folder_structure']);
  });

  it('changes nothing when a part of the change is refused', async () => {
    const folder = await box.createFolder(3, 'whole');
    const { status } = await box.as(3)('PUT', `/folders/${folder}`, { name: 'half', parent: { id: '299999999999' } });
    expect(status).toBe(404);
    expect((await box.as(3)('GET', `/folders/${folder}`)).body.name).toBe('whole');
  });

  it('refuses an outdated etag in If-Match', async () => {
    const folder = await box.createFolder(3, 'stale');
    const { status, body } = await box.as(3)('PUT', `/folders/${folder}`, { name: 'new' }, { 'if-match': '77' });
    expect([status, body.code]).toEqual([412, 'precondition_failed']);
  });

  it('copies it with its content and without its shared link', async () => {
    const folder = await box.createFolder(3, 'original');
    await box.createFile(3, folder, 'inside.txt');
    await box.as(3)('PUT', `/folders/${folder}`, { shared_link: { access: 'open' } });
    const { status, body } = await box.as(3)('POST', `/folders/${folder}/copy`, {
      name: 'copy',
      parent: { id: '0' },
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: 'copy', shared_link: null });
    const items = await box.as(3)('GET', `/folders/${body.id}/items`);
    expect(items.body.entries.map(({ name }) => name)).toEqual(['inside.txt']);
  });

  it('moves it to the trash only with recursive=true unless it is empty', async () => {
    const folder = await box.createFolder(3, 'full');
    const inside = await box.createFile(3, folder, 'inside.txt');
    const refused = await box.as(3)('DELETE', `/folders/${folder}`);
    expect([refused.status, refused.body.code]).toEqual([400, 'folder_not_empty']);
    expect((await box.as(3)('DELETE', `/folders/${folder}?recursive=true`)).status).toBe(204);
    expect((await box.as(3)('GET', `/folders/${folder}`)).body.code).toBe('trashed');
    expect((await box.controls.truthFiles()).map(({ fileId }) => fileId)).not.toContain(inside);
  });

  it('refuses to rename or delete the root folder', async () => {
    expect((await box.as(3)('PUT', '/folders/0', { name: 'mine' })).status).toBe(403);
    expect((await box.as(3)('DELETE', '/folders/0')).status).toBe(403);
  });
});
