import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ID } from '../support/accounts.js';
import { startAdminSession, type AdminSession } from '../support/admin-session.js';
import { listOfIds, readJson, withId } from '../support/schemas.js';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.js';

let box: AdminSession;
let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await startWebhookReceiver();
  box = await startAdminSession({ users: 6, files: 300, seed: 2 });
});
afterAll(async () => {
  await box.close();
  receiver.close();
});
beforeEach(async () => {
  const { entries } = await readJson(listOfIds, box.api('/webhooks?limit=1000'));
  for (const { id } of entries) await box.api(`/webhooks/${id}`, { method: 'DELETE' });
});

const post = (body: unknown) => box.api('/webhooks', { method: 'POST', body: JSON.stringify(body) });
async function createWebhook(type: 'file' | 'folder', id: string, triggers: string[]) {
  const response = await post({ target: { type, id }, address: receiver.address, triggers });
  expect(response.status).toBe(201);
  return readJson(withId, response);
}
let folders = 0;
/** A new folder in the Admin's root. */
async function createFolder(): Promise<string> {
  folders += 1;
  const [created] = await box.controls.act([
    { type: 'createFolder', as: ID.admin, folderId: '0', name: `Folder ${folders}` },
  ]);
  return created!.itemId!;
}

describe('a webhook', () => {
  it('can be created, read, listed, changed and deleted', async () => {
    const folderId = await createFolder();
    const webhook = await createWebhook('folder', folderId, ['FILE.UPLOADED']);
    const expected = {
      type: 'webhook',
      target: { type: 'folder', id: folderId },
      address: receiver.address,
      triggers: ['FILE.UPLOADED'],
    };
    expect(webhook).toMatchObject({ ...expected, created_by: { type: 'user', id: ID.admin } });
    const read = async () => box.api(`/webhooks/${webhook.id}`);
    expect(await (await read()).json()).toEqual(webhook);
    expect(await (await box.api('/webhooks')).json()).toMatchObject({
      entries: [{ id: webhook.id, type: 'webhook', target: expected.target }],
      next_marker: null,
    });
    const put = await box.api(`/webhooks/${webhook.id}`, {
      method: 'PUT',
      body: JSON.stringify({ triggers: ['FILE.TRASHED'] }),
    });
    expect([put.status, await put.json()]).toEqual([200, { ...webhook, triggers: ['FILE.TRASHED'] }]);
    expect((await box.api(`/webhooks/${webhook.id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await read()).status).toBe(404);
    expect((await box.api(`/webhooks/${webhook.id}`, { method: 'DELETE' })).status).toBe(404);
  });

  it('is refused for a root folder, an unknown or second target, a wrong trigger or a wrong address', async () => {
    const { address } = receiver;
    const folderId = await createFolder();
    const [file] = await box.controls.pick('file', `n=1&owner=${ID.admin}`);
    const folder = { type: 'folder', id: folderId };
    const triggers = ['FILE.UPLOADED'];
    const status = async (body: unknown) => (await post(body)).status;
    expect(await status({ target: { type: 'folder', id: '0' }, address, triggers })).toBe(400);
    expect(await status({ target: { type: 'folder', id: '200999999999' }, address, triggers })).toBe(404);
    expect(await status({ target: { type: 'file', id: file!.id }, address, triggers })).toBe(400);
    expect(await status({ target: folder, address, triggers: ['FILE.EATEN'] })).toBe(400);
    expect(await status({ target: folder, address, triggers: [] })).toBe(400);
    for (const wrong of ['no address', 'http://example.com/', 'https://example.com:8443/', 'https://api.box.com/x']) {
      expect([wrong, await status({ target: folder, address: wrong, triggers })]).toEqual([wrong, 400]);
    }
    expect(await status({ target: folder, address: 'https://example.com/hook', triggers })).toBe(201);
    expect(await status({ target: folder, address, triggers: ['FILE.TRASHED'] })).toBe(409);
    await box.controls.settings({ allowInsecureWebhooks: false });
    expect(await status({ target: { type: 'file', id: file!.id }, address, triggers: ['FILE.TRASHED'] })).toBe(400);
    await box.controls.settings({ allowInsecureWebhooks: true });
  });
});
