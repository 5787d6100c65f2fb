import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sorted } from '../../../simulator/box/items/listing.js';
import type { SimItem } from '../../../simulator/enterprise/model.js';
import { startStage, type Stage } from '../support/content.js';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.simulator.close());

describe("a folder's listing", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await stage.folder(3, 'listed');
    for (const name of ['beta.txt', 'Alpha.txt', 'gamma.txt']) await stage.file(3, folder, name);
    await stage.as(3)('POST', '/folders', { name: 'zeta', parent: { id: folder } });
  });

  it('comes folders first, then by name in whatever case', async () => {
    const { body } = await stage.as(3)('GET', `/folders/${folder}/items`);
    expect(body.entries.map(({ name }) => name)).toEqual(['zeta', 'Alpha.txt', 'beta.txt', 'gamma.txt']);
    expect(body).toMatchObject({ total_count: 4, offset: 0, limit: 100 });
    expect(body['order']).toEqual([
      { by: 'type', direction: 'ASC' },
      { by: 'name', direction: 'ASC' },
    ]);
  });

  it('is turned round within each type by direction=DESC', async () => {
    const { body } = await stage.as(3)('GET', `/folders/${folder}/items?sort=name&direction=DESC`);
    expect(body.entries.map(({ name }) => name)).toEqual(['zeta', 'gamma.txt', 'beta.txt', 'Alpha.txt']);
  });

  it.each(['sort=colour', 'direction=UP'])('refuses %s', async (query) => {
    const { status, body } = await stage.as(3)('GET', `/folders/${folder}/items?${query}`);
    expect([status, body.code]).toEqual([400, 'invalid_parameter']);
  });

  it('by marker ends with null, and by marker and by offset holds the same', async () => {
    const seen: string[] = [];
    let marker: string | null = '';
    do {
      const query: string = `usemarker=true&limit=3${marker === '' ? '' : `&marker=${marker}`}`;
      const { body } = await stage.as(3)('GET', `/folders/${folder}/items?${query}`);
      seen.push(...body.entries.map(({ id }) => id));
      marker = body.next_marker;
    } while (marker !== null);
    const { body } = await stage.as(3)('GET', `/folders/${folder}/items`);
    expect([...seen].sort()).toEqual(body.entries.map(({ id }) => id).sort());
  });

  it('refuses a marker that it did not give', async () => {
    const { status, body } = await stage.as(3)('GET', `/folders/${folder}/items?usemarker=true&marker=made-up`);
    expect([status, body.code]).toEqual([400, 'invalid_parameter']);
  });

  it('clamps a limit past a thousand', async () => {
    const { body } = await stage.as(3)('GET', `/folders/${folder}/items?limit=5000`);
    expect(body['limit']).toBe(1000);
  });

  it('takes an offset of 9999 and refuses 10000', async () => {
    expect((await stage.as(3)('GET', `/folders/${folder}/items?offset=9999`)).status).toBe(200);
    const { status, body } = await stage.as(3)('GET', `/folders/${folder}/items?offset=10000`);
    expect([status, body.code]).toEqual([400, 'invalid_offset']);
  });

  it('refuses to sort a root by marker', async () => {
    const { status, body } = await stage.as(3)('GET', '/folders/0/items?usemarker=true&sort=name');
    expect([status, body.code]).toEqual([400, 'invalid_parameter']);
  });

  it('tells the fields asked for besides type, id and etag, and passes unknown ones over', async () => {
    const { body } = await stage.as(3)('GET', `/folders/${folder}/items?fields=name,size,nonsense`);
    for (const entry of body.entries) expect(Object.keys(entry).sort()).toEqual(['etag', 'id', 'name', 'size', 'type']);
  });

  it('tells nothing of the permissions unless asked', async () => {
    const plain = await stage.as(3)('GET', `/folders/${folder}/items`);
    const asked = await stage.as(3)('GET', `/folders/${folder}/items?fields=permissions`);
    expect(plain.body.entries[0]).not.toHaveProperty('permissions');
    expect(asked.body.entries[1]).toMatchObject({ permissions: { can_delete: true, can_download: true } });
  });

  it('keeps, in whatever order, each item once and the types together', () => {
    const item = fc.record({
      type: fc.constantFrom('file' as const, 'folder' as const, 'web_link' as const),
      id: fc.nat().map(String),
      name: fc.string(),
      modifiedAt: fc.nat(),
      size: fc.nat(),
    });
    const by = fc.constantFrom('id' as const, 'name' as const, 'date' as const, 'size' as const);
    const direction = fc.constantFrom('ASC' as const, 'DESC' as const);
    fc.assert(
      fc.property(fc.array(item), by, direction, (drawn, key, way) => {
        const items = drawn as unknown as SimItem[];
        const ordered = sorted(items, { by: key, direction: way });
        expect(new Set(ordered)).toEqual(new Set(items));
        const types = ordered.map(({ type }) => ['folder', 'file', 'web_link'].indexOf(type));
        expect(types).toEqual([...types].sort());
      }),
    );
  });
});

describe('a folder by itself', () => {
  it('holds its first items, sorted and paged as asked', async () => {
    const folder = await stage.folder(3, 'with items');
    for (const name of ['b.txt', 'a.txt']) await stage.file(3, folder, name);
    const { body } = await stage.as(3)('GET', `/folders/${folder}?limit=1&direction=DESC`);
    expect(body['item_collection']).toMatchObject({ total_count: 2, limit: 1, entries: [{ name: 'b.txt' }] });
  });

  it('is full of nulls where it is the root', async () => {
    const { body } = await stage.as(3)('GET', '/folders/0');
    expect(body).toMatchObject({ id: '0', name: 'All Files', etag: null, parent: null, created_at: null });
    const named = await stage.as(3)('GET', '/folders/0?fields=has_collaborations,tags');
    expect(named.body).toEqual({ type: 'folder', id: '0', etag: null, has_collaborations: false, tags: [] });
  });

  it('answers 304 while it is unchanged, 405 to an id that is none, 404 to one that is not there', async () => {
    const folder = await stage.folder(3, 'unchanged');
    const { body } = await stage.as(3)('GET', `/folders/${folder}`);
    const again = await stage.as(3)('GET', `/folders/${folder}`, undefined, { 'if-none-match': body.etag });
    expect(again.status).toBe(304);
    expect((await stage.as(3)('GET', '/folders/abc')).status).toBe(405);
    expect((await stage.as(3)('GET', '/folders/299999999999')).status).toBe(404);
  });
});

describe('making and changing a folder', () => {
  it('answers 201 with the new folder, and is told as an upload by who made it', async () => {
    const { status, body } = await stage.as(3)('POST', '/folders', { name: 'made', parent: { id: '0' } });
    expect([status, body.name]).toEqual([201, 'made']);
    expect(body).toMatchObject({ created_by: { id: stage.users[3]!.id }, item_collection: { total_count: 0 } });
    expect(await stage.eventsOf(body.id)).toEqual(['UPLOAD']);
  });

  it.each([
    ['a/b', 'item_name_invalid'],
    ['..', 'item_name_invalid'],
    ['trailing ', 'item_name_invalid'],
    ['n'.repeat(256), 'item_name_too_long'],
  ])('refuses the name %j', async (name, code) => {
    const { status, body } = await stage.as(3)('POST', '/folders', { name, parent: { id: '0' } });
    expect([status, body.code]).toEqual([400, code]);
  });

  it('refuses a name that is taken, in whatever case, and names the holder', async () => {
    const folder = await stage.folder(3, 'Taken');
    const { status, body } = await stage.as(3)('POST', '/folders', { name: 'taken', parent: { id: '0' } });
    expect([status, body.code]).toEqual([409, 'item_name_in_use']);
    expect(body['context_info']).toMatchObject({ conflicts: [{ type: 'folder', id: folder }] });
  });

  it('refuses a body without a parent, and names what is missing', async () => {
    const { status, body } = await stage.as(3)('POST', '/folders', { name: 'nowhere' });
    expect([status, body.code]).toEqual([400, 'bad_request']);
    expect(body['context_info']).toMatchObject({ errors: [{ name: 'parent' }] });
  });

  it('renames, describes and moves in one call, each told by an event of its own', async () => {
    const [target, folder] = [await stage.folder(3, 'target'), await stage.folder(3, 'before')];
    const change = { name: 'after', description: 'what it is', parent: { id: target } };
    const { status, body } = await stage.as(3)('PUT', `/folders/${folder}`, change);
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'after', description: 'what it is', parent: { id: target } });
    expect(await stage.eventsOf(folder)).toEqual(['UPLOAD', 'MOVE', 'RENAME', 'RENAME']);
  });

  it('refuses to move a folder below itself', async () => {
    const outer = await stage.folder(3, 'outer');
    const inner = (await stage.as(3)('POST', '/folders', { name: 'inner', parent: { id: outer } })).body.id;
    const { status, body } = await stage.as(3)('PUT', `/folders/${outer}`, { parent: { id: inner } });
    expect([status, body.code]).toEqual([400, 'cyclical_folder_structure']);
  });

  it('changes nothing when one part of a change is refused', async () => {
    const folder = await stage.folder(3, 'whole');
    const { status } = await stage.as(3)('PUT', `/folders/${folder}`, { name: 'half', parent: { id: '299999999999' } });
    expect(status).toBe(404);
    expect((await stage.as(3)('GET', `/folders/${folder}`)).body.name).toBe('whole');
  });

  it('refuses a change under a stale etag', async () => {
    const folder = await stage.folder(3, 'stale');
    const { status, body } = await stage.as(3)('PUT', `/folders/${folder}`, { name: 'new' }, { 'if-match': '77' });
    expect([status, body.code]).toEqual([412, 'precondition_failed']);
  });

  it('copies all that lies in it, without its link', async () => {
    const folder = await stage.folder(3, 'original');
    await stage.file(3, folder, 'inside.txt');
    await stage.as(3)('PUT', `/folders/${folder}`, { shared_link: { access: 'open' } });
    const { status, body } = await stage.as(3)('POST', `/folders/${folder}/copy`, {
      name: 'copy',
      parent: { id: '0' },
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: 'copy', shared_link: null });
    const items = await stage.as(3)('GET', `/folders/${body.id}/items`);
    expect(items.body.entries.map(({ name }) => name)).toEqual(['inside.txt']);
  });

  it('puts it into the trash only with recursive=true while something lies in it', async () => {
    const folder = await stage.folder(3, 'full');
    const inside = await stage.file(3, folder, 'inside.txt');
    const refused = await stage.as(3)('DELETE', `/folders/${folder}`);
    expect([refused.status, refused.body.code]).toEqual([400, 'folder_not_empty']);
    expect((await stage.as(3)('DELETE', `/folders/${folder}?recursive=true`)).status).toBe(204);
    expect((await stage.as(3)('GET', `/folders/${folder}`)).body.code).toBe('trashed');
    expect((await stage.controls.truthFiles()).map(({ fileId }) => fileId)).not.toContain(inside);
  });

  it('leaves the root alone', async () => {
    expect((await stage.as(3)('PUT', '/folders/0', { name: 'mine' })).status).toBe(403);
    expect((await stage.as(3)('DELETE', '/folders/0')).status).toBe(403);
  });
});
