import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWithSignedInUsers, type SignedInUsers } from '../support/signed-in-users.js';

const DAY_MS = 24 * 3_600_000;
let box: SignedInUsers;
let folder: string;
beforeAll(async () => {
  box = await startWithSignedInUsers();
  folder = await box.createFolder(3, 'work');
});
afterAll(() => box.simulator.close());

describe('a file in the trash', () => {
  it('has the status trashed, the trash as its path and no shared link', async () => {
    const file = await box.createFile(3, folder, 'trashed.txt');
    await box.as(3)('PUT', `/files/${file}`, { shared_link: { access: 'open' } });
    expect((await box.as(3)('DELETE', `/files/${file}`)).status).toBe(204);
    const { status, body } = await box.as(3)('GET', `/files/${file}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ item_status: 'trashed', shared_link: null });
    expect(body['path_collection']).toMatchObject({ total_count: 1, entries: [{ id: '1', name: 'Trash' }] });
    expect(body['trashed_at']).toEqual(expect.any(String));
  });

  it('cannot be changed; the error code is trashed', async () => {
    const file = await box.createFile(3, folder, 'unchangeable.txt');
    await box.as(3)('DELETE', `/files/${file}`);
    const { status, body } = await box.as(3)('PUT', `/files/${file}`, { name: 'new.txt' });
    expect([status, body.code]).toEqual([404, 'trashed']);
  });

  it('is restored to its folder with 201; its shared link works again, but is missing in that response', async () => {
    const file = await box.createFile(3, folder, 'back.txt');
    await box.as(3)('PUT', `/files/${file}`, { shared_link: { access: 'open' } });
    await box.as(3)('DELETE', `/files/${file}`);
    const { status, body } = await box.as(3)('POST', `/files/${file}`, { name: 'back again.txt' });
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: 'back again.txt', parent: { id: folder }, shared_link: null });
    expect((await box.as(3)('GET', `/files/${file}`)).body['shared_link']).toMatchObject({ access: 'open' });
    expect((await box.eventsOf(file)).slice(-2)).toEqual(['DELETE', 'UNDELETE']);
  });

  it('cannot be restored under a name that is in use by then', async () => {
    const file = await box.createFile(3, folder, 'in-use.txt');
    await box.as(3)('DELETE', `/files/${file}`);
    await box.createFile(3, folder, 'in-use.txt');
    const { status, body } = await box.as(3)('POST', `/files/${file}`);
    expect([status, body.code]).toEqual([409, 'item_name_in_use']);
  });

  it('returns 404 after it is purged', async () => {
    const file = await box.createFile(3, folder, 'purged.txt');
    await box.as(3)('DELETE', `/files/${file}`);
    expect((await box.as(3)('DELETE', `/files/${file}/trash`)).status).toBe(204);
    expect((await box.as(3)('GET', `/files/${file}`)).status).toBe(404);
    expect((await box.as(3)('GET', `/files/${file}/trash`)).status).toBe(404);
  });

  it('is not found in the trash while it is active', async () => {
    const file = await box.createFile(3, folder, 'active.txt');
    for (const method of ['GET', 'DELETE']) {
      const { status, body } = await box.as(3)(method, `/files/${file}/trash`);
      expect([status, body.code]).toEqual([404, 'not_trashed']);
    }
    expect((await box.as(3)('POST', `/files/${file}`)).status).toBe(404);
  });
});

describe('an item after 30 days in the trash', () => {
  it('is purged with an event, unless it was restored before', async () => {
    const own = await startWithSignedInUsers();
    const [lost, kept] = [await own.createFile(3, '0', 'lost.txt'), await own.createFile(3, '0', 'kept.txt')];
    for (const id of [lost, kept]) await own.as(3)('DELETE', `/files/${id}`);
    await own.advance(29 * DAY_MS);
    expect((await own.as(3)('POST', `/files/${kept}`)).status).toBe(401);
    await own.signInAgain();
    expect((await own.as(3)('POST', `/files/${kept}`)).status).toBe(201);
    expect((await own.as(3)('GET', `/files/${lost}/trash`)).status).toBe(200);
    await own.advance(DAY_MS);
    await own.signInAgain();
    expect((await own.as(3)('GET', `/files/${lost}/trash`)).status).toBe(404);
    expect((await own.as(3)('GET', `/files/${kept}`)).body['item_status']).toBe('active');
    expect((await own.eventsOf(lost)).slice(-2)).toEqual(['DELETE', 'DELETE']);
    await own.simulator.close();
  });
});

describe('a folder in the trash', () => {
  it('is found in the trash; the files that it contains are not', async () => {
    const trashed = await box.createFolder(3, 'trashed with content');
    const inside = await box.createFile(3, trashed, 'inside.txt');
    await box.as(3)('DELETE', `/folders/${trashed}?recursive=true`);
    expect((await box.as(3)('GET', `/folders/${trashed}/trash`)).body['item_status']).toBe('trashed');
    expect((await box.as(3)('GET', `/files/${inside}/trash`)).status).toBe(404);
    expect((await box.as(3)('POST', `/folders/${trashed}`)).status).toBe(201);
    expect((await box.as(3)('GET', `/files/${inside}`)).body['item_status']).toBe('active');
  });

  it('keeps, when purged, the files that were trashed before it', async () => {
    const purged = await box.createFolder(3, 'purged');
    const [first, other] = [await box.createFile(3, purged, 'first.txt'), await box.createFile(3, purged, 'other.txt')];
    await box.as(3)('DELETE', `/files/${first}`);
    await box.as(3)('DELETE', `/folders/${purged}?recursive=true`);
    await box.as(3)('DELETE', `/folders/${purged}/trash`);
    expect((await box.as(3)('GET', `/files/${other}`)).status).toBe(404);
    // Its folder is purged, so it can be restored only into a folder that the request names.
    expect((await box.as(3)('POST', `/files/${first}`)).status).toBe(403);
    const { status, body } = await box.as(3)('POST', `/files/${first}`, { parent: { id: folder } });
    expect([status, body['parent']]).toEqual([201, expect.objectContaining({ id: folder })]);
  });
});

describe("a user's trash", () => {
  it('lists the items that the user trashed, without the content of trashed folders', async () => {
    const trashed = await box.createFolder(4, 'alone');
    await box.createFile(4, trashed, 'with it.txt');
    await box.as(4)('DELETE', `/folders/${trashed}?recursive=true`);
    const { body } = await box.as(4)('GET', '/folders/trash/items');
    expect(body).toMatchObject({ total_count: 1, entries: [{ id: trashed }], order: [{ by: 'type' }, { by: 'name' }] });
    const byMarker = await box.as(4)('GET', '/folders/trash/items?usemarker=true');
    expect(byMarker.body).toMatchObject({ entries: [{ id: trashed }], next_marker: null });
  });

  it.each(['usemarker=true&sort=name', 'usemarker=true&direction=ASC', 'usemarker=true&offset=0', 'marker=abc'])(
    'refuses %s',
    async (query) => {
      const { status, body } = await box.as(4)('GET', `/folders/trash/items?${query}`);
      expect([status, body.code]).toEqual([400, 'invalid_parameter']);
    },
  );
});
