import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWithSignedInUsers, type SignedInUsers } from '../support/signed-in-users.js';

let box: SignedInUsers;
beforeAll(async () => {
  box = await startWithSignedInUsers();
});
afterAll(() => box.simulator.close());

describe('a web link', () => {
  it('can be created, listed after the files, renamed and trashed', async () => {
    const folder = await box.createFolder(3, 'with a web link');
    await box.createFile(3, folder, 'zz.txt');
    const created = await box.as(3)('POST', '/web_links', {
      url: 'https://example.com/x',
      name: 'aa',
      parent: { id: folder },
    });
    expect(created.body).toMatchObject({ type: 'web_link', url: 'https://example.com/x', name: 'aa' });
    const listed = await box.as(3)('GET', `/folders/${folder}/items`);
    expect(listed.body.entries.map(({ type }) => type)).toEqual(['file', 'web_link']);
    expect((await box.as(3)('PUT', `/web_links/${created.body.id}`, { name: 'bb' })).body.name).toBe('bb');
    expect((await box.as(3)('DELETE', `/web_links/${created.body.id}`)).status).toBe(204);
    expect((await box.as(3)('GET', `/web_links/${created.body.id}/trash`)).body['item_status']).toBe('trashed');
  });
});
