import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startStage, type Stage } from '../support/content.js';

const TEMPLATE = 'metadata/enterprise/securityClassification-6VMVochwUWo';
const KEY = 'Box__Security__Classification__Key';

let stage: Stage;
let folder: string;
beforeAll(async () => {
  stage = await startStage();
  folder = await stage.folder(3, 'work');
});
afterAll(() => stage.simulator.close());

describe('a search by metadata', () => {
  it('is refused, and does not find everything', async () => {
    for (const query of ['mdfilters=%5B%5D', 'query=file&mdfilters=%5B%5D']) {
      const { status, body } = await stage.as(3)('GET', `/search?${query}`);
      expect([status, body.code]).toEqual([400, 'invalid_parameter']);
    }
  });
});

describe('a classification', () => {
  let file: string;
  let count = 0;
  beforeEach(async () => {
    count += 1;
    file = await stage.file(3, folder, `classified ${count}.txt`);
  });
  const patch = (operations: unknown) =>
    stage.as(3)('PUT', `/files/${file}/${TEMPLATE}`, operations, { 'content-type': 'application/json-patch+json' });

  it('is one of the labels that the template names', async () => {
    const { body } = await stage.as(3)(
      'GET',
      '/metadata_templates/enterprise/securityClassification-6VMVochwUWo/schema',
    );
    const [field] = body['fields'] as { key: string; options: { key: string }[] }[];
    expect(field).toMatchObject({ key: KEY });
    const label = field!.options[0]!.key;
    const made = await stage.as(3)('POST', `/files/${file}/${TEMPLATE}`, { [KEY]: label });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ [KEY]: label, $parent: `file_${file}`, $version: 0 });
    const refused = await stage.as(3)('POST', `/folders/${folder}/${TEMPLATE}`, { [KEY]: 'No such label' });
    expect([refused.status, refused.body.code]).toEqual([400, 'schema_validation_failed']);
  });

  it('is put on once, changed by a JSON patch, and taken off', async () => {
    await stage.as(3)('POST', `/files/${file}/${TEMPLATE}`, { [KEY]: 'Internal' });
    const twice = await stage.as(3)('POST', `/files/${file}/${TEMPLATE}`, { [KEY]: 'Public' });
    expect([twice.status, twice.body.code]).toEqual([409, 'tuple_already_exists']);
    const changed = await patch([
      { op: 'test', path: `/${KEY}`, value: 'Internal' },
      { op: 'replace', path: `/${KEY}`, value: 'Confidential' },
    ]);
    expect(changed.body).toMatchObject({ [KEY]: 'Confidential', $version: 1 });
    expect((await stage.as(3)('DELETE', `/files/${file}/${TEMPLATE}`)).status).toBe(204);
    expect((await stage.eventsOf(file)).slice(1)).toEqual([
      'METADATA_INSTANCE_CREATE',
      'METADATA_INSTANCE_UPDATE',
      'METADATA_INSTANCE_DELETE',
    ]);
  });

  it('is left as it was by a patch of which one operation fails', async () => {
    await stage.as(3)('POST', `/files/${file}/${TEMPLATE}`, { [KEY]: 'Internal' });
    const replace = (value: string) => ({ op: 'replace', path: `/${KEY}`, value });
    for (const failing of [{ op: 'test', path: `/${KEY}`, value: 'Public' }, replace('No such label')]) {
      expect((await patch([replace('Confidential'), failing])).status).toBe(400);
    }
    const { body } = await stage.as(3)('GET', `/files/${file}/${TEMPLATE}`);
    expect(body).toMatchObject({ [KEY]: 'Internal', $version: 0 });
    expect((await stage.eventsOf(file)).slice(1)).toEqual(['METADATA_INSTANCE_CREATE']);
  });

  it('that is not there is not found, under the code instance_not_found', async () => {
    for (const method of ['GET', 'DELETE']) {
      const { status, body } = await stage.as(3)(method, `/files/${file}/${TEMPLATE}`);
      expect([status, body.code]).toEqual([404, 'instance_not_found']);
    }
  });

  it('takes nothing but a patch of its key', async () => {
    await stage.as(3)('POST', `/files/${file}/${TEMPLATE}`, { [KEY]: 'Internal' });
    const { status, body } = await patch({ [KEY]: 'Public' });
    expect([status, body.code]).toEqual([400, 'bad_request']);
  });

  it('comes with a listing when asked for by its full name', async () => {
    await stage.as(3)('POST', `/files/${file}/${TEMPLATE}`, { [KEY]: 'Top Secret' });
    const fields = 'classification,metadata.enterprise_1234567.securityClassification-6VMVochwUWo';
    const { body } = await stage.as(3)('GET', `/folders/${folder}/items?fields=${fields}`);
    const entry = body.entries.find(({ id }) => id === file);
    expect(entry).toMatchObject({
      classification: { name: 'Top Secret' },
      metadata: { enterprise_1234567: { 'securityClassification-6VMVochwUWo': { [KEY]: 'Top Secret' } } },
    });
  });
});

describe('a web link', () => {
  it('is made, told, listed last, renamed and trashed like the rest', async () => {
    const place = await stage.folder(3, 'with a web link');
    await stage.file(3, place, 'zz.txt');
    const made = await stage.as(3)('POST', '/web_links', {
      url: 'https://example.com/x',
      name: 'aa',
      parent: { id: place },
    });
    expect(made.body).toMatchObject({ type: 'web_link', url: 'https://example.com/x', name: 'aa' });
    const listed = await stage.as(3)('GET', `/folders/${place}/items`);
    expect(listed.body.entries.map(({ type }) => type)).toEqual(['file', 'web_link']);
    expect((await stage.as(3)('PUT', `/web_links/${made.body.id}`, { name: 'bb' })).body.name).toBe('bb');
    expect((await stage.as(3)('DELETE', `/web_links/${made.body.id}`)).status).toBe(204);
    expect((await stage.as(3)('GET', `/web_links/${made.body.id}/trash`)).body['item_status']).toBe('trashed');
  });
});

describe('search', () => {
  // Six searches a second are allowed, and sixty a minute.
  beforeEach(() => stage.advance(60_000));
  const find = async (query: string, index = 3) => (await stage.as(index)('GET', `/search?${query}`)).body;
  const names = async (query: string) => (await find(query)).entries.map(({ name }) => name);

  it('knows of nothing that is younger than its lag, and of old names until then', async () => {
    await stage.file(3, folder, 'quokka.txt');
    expect(await names('query=quokka')).toEqual([]);
    await stage.controls.settings({ searchLagMs: 0 });
    expect(await names('query=quokka')).toEqual(['quokka.txt']);
    await stage.controls.settings({ searchLagMs: 600_000 });
    const drawn = (await stage.controls.pick('file', `n=1&owner=${stage.users[3]!.id}`))[0]!;
    const before = (await stage.as(3)('GET', `/files/${drawn.id}`)).body.name;
    await stage.as(3)('PUT', `/files/${drawn.id}`, { name: 'numbat.txt' });
    expect(await names('query=numbat')).toEqual([]);
    expect(await names(`query=${encodeURIComponent(before)}`)).toContain(before);
    await stage.controls.settings({ searchLagMs: 0 });
    expect(await names('query=numbat')).toEqual(['numbat.txt']);
  });

  it('finds only what the user sees', async () => {
    await stage.file(3, folder, 'wombat.txt');
    await stage.controls.settings({ searchLagMs: 0 });
    expect((await find('query=wombat')).entries).toHaveLength(1);
    expect((await find('query=wombat', 4)).entries).toHaveLength(0);
  });

  it('narrows by type, extension, folder and trash', async () => {
    await stage.controls.settings({ searchLagMs: 0 });
    const inner = (await stage.as(3)('POST', '/folders', { name: 'dingo', parent: { id: folder } })).body.id;
    const file = await stage.file(3, inner, 'dingo.csv');
    expect(await names('query=dingo&type=folder')).toEqual(['dingo']);
    expect(await names('query=dingo&file_extensions=csv')).toEqual(['dingo.csv']);
    expect(await names(`query=dingo&ancestor_folder_ids=${inner}`)).toEqual(['dingo.csv']);
    await stage.as(3)('DELETE', `/files/${file}`);
    expect(await names('query=dingo')).toEqual(['dingo']);
    expect(await names('query=dingo&trash_content=trashed_only')).toEqual(['dingo.csv']);
  });

  it('gives thirty at a time unless asked, two hundred at most', async () => {
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
    const answer = await stage.as(3)('GET', `/search?${query}`);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});
