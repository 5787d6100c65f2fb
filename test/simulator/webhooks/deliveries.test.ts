import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createClock } from '../../../simulator/time/clock.js';
import { createWebhookSender } from '../../../simulator/webhooks/sender.js';
import { ID } from '../support/accounts.js';
import { startAdminSession, type AdminSession } from '../support/admin-session.js';
import { listOfIds, readJson, withId } from '../support/schemas.js';
import { isSignatureValid, startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.js';

const deliveries = z.array(z.looseObject({ webhookId: z.string(), attempt: z.number(), status: z.number() }));

let box: AdminSession;
let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await startWebhookReceiver();
  box = await startAdminSession({ users: 6, files: 300, seed: 2 });
  await box.controls.settings({ webhookRetryMs: 1 });
});
afterAll(async () => {
  await box.close();
  receiver.close();
});
beforeEach(async () => {
  const { entries } = await readJson(listOfIds, box.api('/webhooks?limit=1000'));
  for (const { id } of entries) await box.api(`/webhooks/${id}`, { method: 'DELETE' });
  receiver.received.length = 0;
  receiver.respondWith();
});

async function createWebhook(type: 'file' | 'folder', id: string, triggers: string[]) {
  const body = JSON.stringify({ target: { type, id }, address: receiver.address, triggers });
  const response = await box.api('/webhooks', { method: 'POST', body });
  expect(response.status).toBe(201);
  return readJson(withId, response);
}
const triggers = () => receiver.received.map(({ body }) => body.trigger);
let count = 0;
/** A new folder in the Admin's root, and a folder in it. */
async function nested(): Promise<{ top: string; inner: string }> {
  const create = async (folderId: string, name: string) =>
    (await box.controls.act([{ type: 'createFolder', as: ID.admin, folderId, name }]))[0]!.itemId!;
  count += 1;
  const top = await create('0', `Top ${count}`);
  return { top, inner: await create(top, 'Inner') };
}

describe('a webhook delivery', () => {
  it('is sent for the subscribed triggers of everything below the folder', async () => {
    const { top, inner } = await nested();
    const webhook = await createWebhook('folder', top, [
      'FILE.UPLOADED',
      'FOLDER.CREATED',
      'FILE.TRASHED',
      'FILE.DELETED',
      'SHARED_LINK.CREATED',
      'COLLABORATION.ACCEPTED',
    ]);
    const [uploaded] = await box.controls.act([{ type: 'upload', folderId: inner, name: 'ä.txt' }]);
    const fileId = uploaded!.itemId!;
    await receiver.waitFor(1);
    const on = { folderId: inner };
    for (const [index, action] of [
      { type: 'createFolder', ...on, name: 'More' },
      { type: 'share', ...on, access: 'open' },
      { type: 'collaborate', ...on, login: 'someone@partner.example' },
      { type: 'delete', fileId },
    ].entries()) {
      await box.controls.act([{ type: 'preview', fileId }, action]);
      await receiver.waitFor(index + 2);
    }
    expect(receiver.received.map(({ body }) => body.trigger)).toEqual([
      'FILE.UPLOADED',
      'FOLDER.CREATED',
      'SHARED_LINK.CREATED',
      'COLLABORATION.ACCEPTED',
      'FILE.TRASHED',
    ]);
    expect(receiver.received[0]!.body).toMatchObject({
      type: 'webhook_event',
      webhook: { id: webhook.id, type: 'webhook' },
      source: { type: 'file', id: fileId, name: 'ä.txt' },
      created_by: { type: 'user', id: ID.admin },
    });
  });

  it('is sent when a classification is set, changed and removed', async () => {
    const { top, inner } = await nested();
    await createWebhook('folder', top, [
      'METADATA_INSTANCE.CREATED',
      'METADATA_INSTANCE.UPDATED',
      'METADATA_INSTANCE.DELETED',
    ]);
    const on = { folderId: inner };
    for (const [index, action] of [
      { type: 'classify', ...on, label: 'Public' },
      { type: 'classify', ...on, label: 'Internal' },
      { type: 'unclassify', ...on },
    ].entries()) {
      await box.controls.act([action]);
      await receiver.waitFor(index + 1);
    }
    expect(triggers()).toEqual(['METADATA_INSTANCE.CREATED', 'METADATA_INSTANCE.UPDATED', 'METADATA_INSTANCE.DELETED']);
  });

  it('distinguishes a rejected invitation from a removed collaboration', async () => {
    const { top } = await nested();
    await createWebhook('folder', top, ['COLLABORATION.REJECTED', 'COLLABORATION.REMOVED']);
    const user = (await box.controls.truthUsers()).find(({ role }) => role === 'user')!;
    const invite = async () => {
      await box.controls.act([{ type: 'collaborate', folderId: top, user: user.userId, status: 'pending' }]);
      const { entries } = await readJson(listOfIds, box.api(`/folders/${top}/collaborations`));
      return entries[0]!.id;
    };
    const headers = { 'as-user': user.userId };
    const rejection = { method: 'PUT', body: JSON.stringify({ status: 'rejected' }), headers };
    expect((await box.api(`/collaborations/${await invite()}`, rejection)).status).toBe(200);
    await receiver.waitFor(1);
    expect((await box.api(`/collaborations/${await invite()}`, { method: 'DELETE' })).status).toBe(204);
    await receiver.waitFor(2);
    expect(triggers()).toEqual(['COLLABORATION.REJECTED', 'COLLABORATION.REMOVED']);
  });

  it('is sent when an item below the folder is purged', async () => {
    const { top, inner } = await nested();
    await createWebhook('folder', top, ['FILE.DELETED']);
    const [uploaded] = await box.controls.act([{ type: 'upload', folderId: inner, name: 'purged.txt' }]);
    await box.controls.act([
      { type: 'delete', fileId: uploaded!.itemId },
      { type: 'purge', fileId: uploaded!.itemId },
    ]);
    await receiver.waitFor(1);
    expect(receiver.received[0]!.body).toMatchObject({
      trigger: 'FILE.DELETED',
      source: { type: 'file', id: uploaded!.itemId },
    });
  });

  it('is sent for a moved file to both folders, and to the new one also as an upload', async () => {
    const [from, to] = [await nested(), await nested()];
    const webhooks = [
      await createWebhook('folder', from.top, ['FILE.MOVED', 'FILE.UPLOADED']),
      await createWebhook('folder', to.top, ['FILE.MOVED', 'FILE.UPLOADED']),
    ];
    const [uploaded] = await box.controls.act([{ type: 'upload', folderId: from.inner, name: 'moved.txt' }]);
    await receiver.waitFor(1);
    receiver.received.length = 0;
    await box.controls.act([{ type: 'move', fileId: uploaded!.itemId, toFolderId: to.inner }]);
    await receiver.waitFor(3);
    const triggered = receiver.received.map(
      ({ body }) => `${webhooks.findIndex(({ id }) => id === body.webhook.id)} ${body.trigger}`,
    );
    expect(triggered.sort()).toEqual(['0 FILE.MOVED', '1 FILE.MOVED', '1 FILE.UPLOADED']);
    expect(new Set(receiver.received.map(({ body }) => body.id)).size).toBe(3);
    // A move within the watched folder is not an upload.
    receiver.received.length = 0;
    await box.controls.act([{ type: 'move', fileId: uploaded!.itemId, toFolderId: to.top }]);
    await receiver.waitFor(1);
    await box.controls.act([{ type: 'move', fileId: uploaded!.itemId, toFolderId: to.inner }]);
    await receiver.waitFor(2);
    expect(triggers()).toEqual(['FILE.MOVED', 'FILE.MOVED']);
  });

  it('is not retried after its webhook is deleted', async () => {
    let lookups = 0;
    const exists = () => (lookups += 1) < 3;
    receiver.respondWith(500, 500, 500);
    const body = JSON.stringify({
      id: '1',
      trigger: 'FILE.MOVED',
      webhook: { id: '1' },
      source: { type: 'file', id: '1' },
    });
    const keys = { primary: 'a', secondary: 'b' };
    const sender = createWebhookSender(1, createClock(), { webhookKeys: keys, webhookRetryMs: 0 }, exists);
    sender.send({ webhookId: '1', eventId: '1', trigger: 'FILE.MOVED', address: receiver.address, body });
    while (lookups < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    expect([receiver.received.length, sender.deliveries.length]).toEqual([2, 2]);
    sender.close();
  });

  it("has signatures of both keys that Box's SDK accepts", async () => {
    const [file] = await box.controls.pick('file', `n=1&owner=${ID.admin}`);
    await createWebhook('file', file!.id, ['FILE.RENAMED']);
    await box.controls.act([{ type: 'rename', fileId: file!.id, name: 'naïve 🚀.txt' }]);
    await receiver.waitFor(1);
    const delivery = receiver.received[0]!;
    expect(delivery.headers).toMatchObject({
      'user-agent': 'Box-WH-Client/0.1',
      'box-signature-version': '1',
      'box-signature-algorithm': 'HmacSHA256',
    });
    expect(await isSignatureValid(delivery, 'SamplePrimaryKey')).toBe(true);
    expect(await isSignatureValid(delivery, 'rotated away', 'SampleSecondaryKey')).toBe(true);
    expect(await isSignatureValid(delivery, 'SampleSecondaryKey')).toBe(false);
  });

  it('is retried until acknowledged, with a new delivery id and the same event id', async () => {
    const [file] = await box.controls.pick('file', `n=1&owner=${ID.admin}&seed=2`);
    const webhook = await createWebhook('file', file!.id, ['FILE.PREVIEWED']);
    receiver.respondWith(500, 302, 404);
    await box.controls.act([{ type: 'preview', fileId: file!.id }]);
    await receiver.waitFor(4);
    expect(new Set(receiver.received.map(({ body }) => body.id)).size).toBe(1);
    expect(new Set(receiver.received.map(({ headers }) => headers['box-delivery-id'])).size).toBe(4);
    const attempts = async () =>
      (await box.control(deliveries, 'GET', '/webhooks/deliveries')).filter(
        ({ webhookId }) => webhookId === webhook.id,
      );
    while ((await attempts()).length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await attempts()).map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 500],
      [2, 302],
      [3, 404],
      [4, 200],
    ]);
  });
});
