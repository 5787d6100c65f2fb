import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startWithSignedInUsers, type SignedInUsers } from '../support/signed-in-users.js';

const TEMPLATE = 'metadata/enterprise/securityClassification-6VMVochwUWo';
const KEY = 'Box__Security__Classification__Key';
const fields = z.array(z.looseObject({ key: z.string(), options: z.array(z.looseObject({ key: z.string() })) }));

let box: SignedInUsers;
let folder: string;
beforeAll(async () => {
  box = await startWithSignedInUsers();
  folder = await box.createFolder(3, 'work');
});
afterAll(() => box.simulator.close());

describe('a classification', () => {
  let file: string;
  let count = 0;
  beforeEach(async () => {
    count += 1;
    file = await box.createFile(3, folder, `classified ${count}.txt`);
  });
  const patch = (operations: unknown) =>
    box.as(3)('PUT', `/files/${file}/${TEMPLATE}`, operations, { 'content-type': 'application/json-patch+json' });

  it('is a label of the template; any other is refused', async () => {
    const { body } = await box.as(3)('GET', '/metadata_templates/enterprise/securityClassification-6VMVochwUWo/schema');
    const [field] = fields.parse(body['fields']);
    expect(field).toMatchObject({ key: KEY });
    const label = field!.options[0]!.key;
    const created = await box.as(3)('POST', `/files/${file}/${TEMPLATE}`, { [KEY]: label });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ [KEY]: label, $parent: `file_${file}`, $version: 0 });
    const refused = await box.as(3)('POST', `/folders/${folder}/${TEMPLATE}`, { [KEY]: 'No such label' });
    expect([refused.status, refused.body.code]).toEqual([400, 'schema_validation_failed']);
  });

  it('is set once, changed with a JSON patch and removed', async () => {
    await box.as(3)('POST', `/files/${file}/${TEMPLATE}`, { [KEY]: 'Internal' });
    const twice = await box.as(3)('POST', `/files/${file}/${TEMPLATE}`, { [KEY]: 'Public' });
    expect([twice.status, twice.body.code]).toEqual([409, 'tuple_already_exists']);
    const changed = await patch([
      { op: 'test', path: `/${KEY}`, value: 'Internal' },
      { op: 'replace', path: `/${KEY}`, value: 'Confidential' },
    ]);
    expect(changed.body).toMatchObject({ [KEY]: 'Confidential', $version: 1 });
    expect((await box.as(3)('DELETE', `/files/${file}/${TEMPLATE}`)).status).toBe(204);
    expect((await box.eventsOf(file)).slice(1)).toEqual([
      'METADATA_INSTANCE_CREATE',
      'METADATA_INSTANCE_UPDATE',
      'METADATA_INSTANCE_DELETE',
    ]);
  });

  it('is unchanged by a patch with a failing operation', async () => {
    await box.as(3)('POST', `/files/${file}/${TEMPLATE}`, { [KEY]: 'Internal' });
    const replace = (value: string) => ({ op: 'replace', path: `/${KEY}`, value });
    for (const failing of [{ op: 'test', path: `/${KEY}`, value: 'Public' }, replace('No such label')]) {
      expect((await patch([replace('Confidential'), failing])).status).toBe(400);
    }
    const { body } = await box.as(3)('GET', `/files/${file}/${TEMPLATE}`);
    expect(body).toMatchObject({ [KEY]: 'Internal', $version: 0 });
    expect((await box.eventsOf(file)).slice(1)).toEqual(['METADATA_INSTANCE_CREATE']);
  });

  it('returns 404 instance_not_found when not set', async () => {
    for (const method of ['GET', 'DELETE']) {
      const { status, body } = await box.as(3)(method, `/files/${file}/${TEMPLATE}`);
      expect([status, body.code]).toEqual([404, 'instance_not_found']);
    }
  });

  it('can be changed only with a JSON patch', async () => {
    await box.as(3)('POST', `/files/${file}/${TEMPLATE}`, { [KEY]: 'Internal' });
    const { status, body } = await patch({ [KEY]: 'Public' });
    expect([status, body.code]).toEqual([400, 'bad_request']);
  });

  it('is returned in a listing when requested by its full name', async () => {
    await box.as(3)('POST', `/files/${file}/${TEMPLATE}`, { [KEY]: 'Top Secret' });
    const fields = 'classification,metadata.enterprise_1234567.securityClassification-6VMVochwUWo';
    const { body } = await box.as(3)('GET', `/folders/${folder}/items?fields=${fields}`);
    const entry = body.entries.find(({ id }) => id === file);
    expect(entry).toMatchObject({
      classification: { name: 'Top Secret' },
      metadata: { enterprise_1234567: { 'securityClassification-6VMVochwUWo': { [KEY]: 'Top Secret' } } },
    });
  });
});
