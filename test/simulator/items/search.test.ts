import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startWithSignedInUsers, type SignedInUsers } from '../support/signed-in-users.js';

let box: SignedInUsers;
let folder: string;
beforeAll(async () => {
  box = await startWithSignedInUsers();
  folder = await box.createFolder(3, 'work');
});
afterAll(() => box.simulator.close());

describe('search', () => {
  // A user may search six times a second and sixty times a minute.
  beforeEach(() => box.advance(60_000));
  const find = async (query: string, position = 3) => (await box.as(position)('GET', `/search?${query}`)).body;
  const names = async (query: string) => (await find(query)).entries.map(({ name }) => name);

  it('finds an item by its new name only after the search lag, and by its old name until then', async () => {
    await box.createFile(3, folder, 'quokka.txt');
    expect(await names('query=quokka')).toEqual([]);
    await box.controls.settings({ searchLagMs: 0 });
    expect(await names('query=quokka')).toEqual(['quokka.txt']);
    await box.controls.settings({ searchLagMs: 600_000 });
    const generated = (await box.controls.pick('file', `n=1&owner=${box.users[3]!.id}`))[0]!;
    const before = (await box.as(3)('GET', `/files/${generated.id}`)).body.name;
    await box.as(3)('PUT', `/files/${generated.id}`, { name: 'numbat.txt' });
    expect(await names('query=numbat')).toEqual([]);
    expect(await names(`query=${encodeURIComponent(before)}`)).toContain(before);
    await box.controls.settings({ searchLagMs: 0 });
    expect(await names('query=numbat')).toEqual(['numbat.txt']);
  });

  it('finds only items that the user can see', async () => {
    await box.createFile(3, folder, 'wombat.txt');
    await box.controls.settings({ searchLagMs: 0 });
    expect((await find('query=wombat')).entries).toHaveLength(1);
    expect((await find('query=wombat', 4)).entries).toHaveLength(0);
  });

  it('filters by type, extension, folder and trash', async () => {
    await box.controls.settings({ searchLagMs: 0 });
    const inner = (await box.as(3)('POST', '/folders', { name: 'dingo', parent: { id: folder } })).body.id;
    const file = await box.createFile(3, inner, 'dingo.csv');
    expect(await names('query=dingo&type=folder')).toEqual(['dingo']);
    expect(await names('query=dingo&file_extensions=csv')).toEqual(['dingo.csv']);
    expect(await names(`query=dingo&ancestor_folder_ids=${inner}`)).toEqual(['dingo.csv']);
    await box.as(3)('DELETE', `/files/${file}`);
    expect(await names('query=dingo')).toEqual(['dingo']);
    expect(await names('query=dingo&trash_content=trashed_only')).toEqual(['dingo.csv']);
  });

  it('returns 30 results by default and 200 at most', async () => {
    expect(await find('query=a')).toMatchObject({ limit: 30, offset: 0, type: 'search_results_items' });
    expect((await find('query=a&limit=500'))['limit']).toBe(200);
    const wrapped = await find('query=a&include_recent_shared_links=true');
    expect(wrapped).toMatchObject({ type: 'search_results_with_shared_links' });
    expect(wrapped.entries[0]).toMatchObject({ type: 'search_result', item: { id: expect.any(String) as string } });
  });

  it.each([
    ['limit=5', 400, 'missing_parameter'],
    ['query=a&offset=10001', 400, 'invalid_offset'],
    ['query=a&size_range=big,', 400, 'invalid_parameter'],
    ['query=a&scope=enterprise_content', 403, 'access_denied_insufficient_permissions'],
    ['query=a&ancestor_folder_ids=299999999999', 404, 'not_found'],
  ])('refuses %s', async (query, status, code) => {
    const answer = await box.as(3)('GET', `/search?${query}`);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});

describe('a search with metadata filters', () => {
  it('is refused', async () => {
    for (const query of ['mdfilters=%5B%5D', 'query=file&mdfilters=%5B%5D']) {
      const { status, body } = await box.as(3)('GET', `/search?${query}`);
      expect([status, body.code]).toEqual([400, 'invalid_parameter']);
    }
  });
});
