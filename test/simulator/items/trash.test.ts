import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStage, type Stage } from '../support/content.js';

const DAY_MS = 24 * 3_600_000;
let stage: Stage;
let folder: string;
beforeAll(async () => {
  stage = await startStage();
  folder = await stage.folder(3, 'work');
});
afterAll(() => stage.simulator.close());

describe('a file in the trash', () => {
  it('is told as trashed, standing in the trash, without its link', async () => {
    const file = await stage.file(3, folder, 'trashed.txt');
    await stage.as(3)('PUT', `/files/${file}`, { shared_link: { access: 'open' } });
    expect((await stage.as(3)('DELETE', `/files/${file}`)).status).toBe(204);
    const { status, body } = await stage.as(3)('GET', `/files/${file}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ item_status: 'trashed', shared_link: null });
    expect(body['path_collection']).toMatchObject({ total_count: 1, entries: [{ id: '1', name: 'Trash' }] });
    expect(body['trashed_at']).toEqual(expect.any(String));
  });

  it('takes no change, under the code trashed', async () => {
    const file = await stage.file(3, folder, 'unchangeable.txt');
    await stage.as(3)('DELETE', `/files/${file}`);
    const { status, body } = await stage.as(3)('PUT', `/files/${file}`, { name: 'new.txt' });
    expect([status, body.code]).toEqual([404, 'trashed']);
  });

  it('comes back where it lay, with 201; its link is in force again, but not told at once', async () => {
    const file = await stage.file(3, folder, 'back.txt');
    await stage.as(3)('PUT', `/files/${file}`, { shared_link: { access: 'open' } });
    await stage.as(3)('DELETE', `/files/${file}`);
    const { status, body } = await stage.as(3)('POST', `/files/${file}`, { name: 'back again.txt' });
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: 'back again.txt', parent: { id: folder }, shared_link: null });
    expect((await stage.as(3)('GET', `/files/${file}`)).body['shared_link']).toMatchObject({ access: 'open' });
    expect((await stage.eventsOf(file)).slice(-2)).toEqual(['DELETE', 'UNDELETE']);
  });

  it('does not come back under a name that was taken meanwhile', async () => {
    const file = await stage.file(3, folder, 'contested.txt');
    await stage.as(3)('DELETE', `/files/${file}`);
    await stage.file(3, folder, 'contested.txt');
    const { status, body } = await stage.as(3)('POST', `/files/${file}`);
    expect([status, body.code]).toEqual([409, 'item_name_in_use']);
  });

  it('is gone once purged', async () => {
    const file = await stage.file(3, folder, 'purged.txt');
    await stage.as(3)('DELETE', `/files/${file}`);
    expect((await stage.as(3)('DELETE', `/files/${file}/trash`)).status).toBe(204);
    expect((await stage.as(3)('GET', `/files/${file}`)).status).toBe(404);
    expect((await stage.as(3)('GET', `/files/${file}/trash`)).status).toBe(404);
  });

  it('is not found there while it is not', async () => {
    const file = await stage.file(3, folder, 'active.txt');
    for (const method of ['GET', 'DELETE']) {
      const { status, body } = await stage.as(3)(method, `/files/${file}/trash`);
      expect([status, body.code]).toEqual([404, 'not_trashed']);
    }
    expect((await stage.as(3)('POST', `/files/${file}`)).status).toBe(404);
  });
});

describe('what has lain in the trash for 30 days', () => {
  it('is gone for good, which is told, and what was restored in time is not', async () => {
    const own = await startStage();
    const [lost, kept] = [await own.file(3, '0', 'lost.txt'), await own.file(3, '0', 'kept.txt')];
    for (const id of [lost, kept]) await own.as(3)('DELETE', `/files/${id}`);
    await own.advance(29 * DAY_MS);
    expect((await own.as(3)('POST', `/files/${kept}`)).status).toBe(401);
    await own.signIn();
    expect((await own.as(3)('POST', `/files/${kept}`)).status).toBe(201);
    expect((await own.as(3)('GET', `/files/${lost}/trash`)).status).toBe(200);
    await own.advance(DAY_MS);
    await own.signIn();
    expect((await own.as(3)('GET', `/files/${lost}/trash`)).status).toBe(404);
    expect((await own.as(3)('GET', `/files/${kept}`)).body['item_status']).toBe('active');
    expect((await own.eventsOf(lost)).slice(-2)).toEqual(['DELETE', 'DELETE']);
    await own.simulator.close();
  });
});

describe('a folder in the trash', () => {
  it('is inspected itself; what went with it is not', async () => {
    const trashed = await stage.folder(3, 'trashed with content');
    const inside = await stage.file(3, trashed, 'inside.txt');
    await stage.as(3)('DELETE', `/folders/${trashed}?recursive=true`);
    expect((await stage.as(3)('GET', `/folders/${trashed}/trash`)).body['item_status']).toBe('trashed');
    expect((await stage.as(3)('GET', `/files/${inside}/trash`)).status).toBe(404);
    expect((await stage.as(3)('POST', `/folders/${trashed}`)).status).toBe(201);
    expect((await stage.as(3)('GET', `/files/${inside}`)).body['item_status']).toBe('active');
  });

  it('leaves behind, when purged, what had been put into the trash before it', async () => {
    const purged = await stage.folder(3, 'purged');
    const [first, other] = [await stage.file(3, purged, 'first.txt'), await stage.file(3, purged, 'other.txt')];
    await stage.as(3)('DELETE', `/files/${first}`);
    await stage.as(3)('DELETE', `/folders/${purged}?recursive=true`);
    await stage.as(3)('DELETE', `/folders/${purged}/trash`);
    expect((await stage.as(3)('GET', `/files/${other}`)).status).toBe(404);
    // Where it lay is gone: it comes back only into a folder that is named.
    expect((await stage.as(3)('POST', `/files/${first}`)).status).toBe(403);
    const { status, body } = await stage.as(3)('POST', `/files/${first}`, { parent: { id: folder } });
    expect([status, body['parent']]).toEqual([201, expect.objectContaining({ id: folder })]);
  });
});

describe("a user's trash", () => {
  it('lists what the user trashed, and not what went with a folder', async () => {
    const trashed = await stage.folder(4, 'alone');
    await stage.file(4, trashed, 'with it.txt');
    await stage.as(4)('DELETE', `/folders/${trashed}?recursive=true`);
    const { body } = await stage.as(4)('GET', '/folders/trash/items');
    expect(body).toMatchObject({ total_count: 1, entries: [{ id: trashed }], order: [{ by: 'type' }, { by: 'name' }] });
    const byMarker = await stage.as(4)('GET', '/folders/trash/items?usemarker=true');
    expect(byMarker.body).toMatchObject({ entries: [{ id: trashed }], next_marker: null });
  });

  it.each(['usemarker=true&sort=name', 'usemarker=true&direction=ASC', 'usemarker=true&offset=0', 'marker=abc'])(
    'refuses %s',
    async (query) => {
      const { status, body } = await stage.as(4)('GET', `/folders/trash/items?${query}`);
      expect([status, body.code]).toEqual([400, 'invalid_parameter']);
    },
  );
});
