import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebhooksManager } from 'box-node-sdk/managers/webhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createClock } from '../../../simulator/time/clock.js';
import { createCourier } from '../../../simulator/webhooks/sender.js';
import { createWebhooks } from '../../../simulator/webhooks/registry.js';
import { sign } from '../../../simulator/webhooks/signature.js';
import { startSignedIn, type SignedIn } from '../support/signed-in.js';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: { id: string; trigger: string; webhook: { id: string }; source: { type: string; id: string } };
}
interface Hook {
  readonly id: string;
  readonly [field: string]: unknown;
}

let box: SignedIn;
let listener: Server;
let address: string;
const received: Received[] = [];
/** Answers of the address to come, 200 when there are none left. */
let answers: number[] = [];
let ownerId: string;
let count = 0;

beforeAll(async () => {
  box = await startSignedIn({ users: 6, files: 300, seed: 2, rateLimitPerMinute: 100_000 });
  await box.controls.settings({ webhookRetryMs: 1 });
  ownerId = (await box.controls.truthUsers())[0]!.userId;
  listener = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    request.on('end', () => {
      received.push({ headers: request.headers, text, body: JSON.parse(text) as Received['body'] });
      response.writeHead(answers.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/hook`;
});
afterAll(async () => {
  await box.close();
  listener.closeAllConnections();
  listener.close();
});
beforeEach(async () => {
  const { entries } = (await (await box.api('/webhooks?limit=1000')).json()) as { entries: Hook[] };
  for (const { id } of entries) await box.api(`/webhooks/${id}`, { method: 'DELETE' });
  received.length = 0;
  answers = [];
});

const post = (body: unknown) => box.api('/webhooks', { method: 'POST', body: JSON.stringify(body) });
async function hookOn(type: 'file' | 'folder', id: string, triggers: string[]): Promise<Hook> {
  const response = await post({ target: { type, id }, address, triggers });
  expect(response.status).toBe(201);
  return (await response.json()) as Hook;
}
async function until(count: number): Promise<void> {
  while (received.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
}
const triggers = () => received.map(({ body }) => body.trigger);
/** A folder of the admin's that lies in another one, and that one; made for the test. */
async function nested(): Promise<{ top: string; inner: string }> {
  const make = async (folderId: string, name: string) =>
    (await box.controls.act([{ type: 'createFolder', as: ownerId, folderId, name }]))[0]!.itemId!;
  count += 1;
  const top = await make('0', `Top ${count}`);
  return { top, inner: await make(top, 'Inner') };
}

describe('a webhook', () => {
  it('is made, read, listed, changed and deleted', async () => {
    const { top } = await nested();
    const hook = await hookOn('folder', top, ['FILE.UPLOADED']);
    const expected = { type: 'webhook', target: { type: 'folder', id: top }, address, triggers: ['FILE.UPLOADED'] };
    expect(hook).toMatchObject({ ...expected, created_by: { type: 'user', id: ownerId } });
    const read = async () => box.api(`/webhooks/${hook.id}`);
    expect(await (await read()).json()).toEqual(hook);
    expect(await (await box.api('/webhooks')).json()).toMatchObject({
      entries: [{ id: hook.id, type: 'webhook', target: expected.target }],
      next_marker: null,
    });
    const put = await box.api(`/webhooks/${hook.id}`, {
      method: 'PUT',
      body: JSON.stringify({ triggers: ['FILE.TRASHED'] }),
    });
    expect([put.status, await put.json()]).toEqual([200, { ...hook, triggers: ['FILE.TRASHED'] }]);
    expect((await box.api(`/webhooks/${hook.id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await read()).status).toBe(404);
    expect((await box.api(`/webhooks/${hook.id}`, { method: 'DELETE' })).status).toBe(404);
  });

  it('is refused where Box refuses it', async () => {
    const { top } = await nested();
    const [file] = await box.controls.pick('file', `n=1&owner=${ownerId}`);
    const folder = { type: 'folder', id: top };
    const triggers = ['FILE.UPLOADED'];
    const status = async (body: unknown) => (await post(body)).status;
    expect(await status({ target: { type: 'folder', id: '0' }, address, triggers })).toBe(400);
    expect(await status({ target: { type: 'folder', id: '200999999999' }, address, triggers })).toBe(404);
    expect(await status({ target: { type: 'file', id: file!.id }, address, triggers })).toBe(400);
    expect(await status({ target: folder, address, triggers: ['FILE.EATEN'] })).toBe(400);
    expect(await status({ target: folder, address, triggers: [] })).toBe(400);
    for (const bad of ['no address', 'http://example.com/', 'https://example.com:8443/', 'https://api.box.com/x']) {
      expect([bad, await status({ target: folder, address: bad, triggers })]).toEqual([bad, 400]);
    }
    expect(await status({ target: folder, address: 'https://example.com/hook', triggers })).toBe(201);
    expect(await status({ target: folder, address, triggers: ['FILE.TRASHED'] })).toBe(409);
    await box.controls.settings({ allowInsecureWebhooks: false });
    expect(await status({ target: { type: 'file', id: file!.id }, address, triggers: ['FILE.TRASHED'] })).toBe(400);
    await box.controls.settings({ allowInsecureWebhooks: true });
  });
});

describe('a user', () => {
  it('has a thousand webhooks at most', () => {
    const webhooks = createWebhooks();
    const add = (index: number, creatorId: string) =>
      webhooks.add({
        target: { type: 'file', id: String(index) },
        creatorId,
        createdAt: 0,
        address: 'https://example.com/',
        triggers: ['FILE.MOVED'],
      });
    for (let i = 0; i < 1_000; i += 1) add(i, '1');
    expect(() => add(1_000, '1')).toThrow('1000 webhooks at most');
    expect(add(1_000, '2').creatorId).toBe('2');
  });
});

describe('a delivery', () => {
  it('comes for what happens below a folder, and for no trigger that was not asked for', async () => {
    const { top, inner } = await nested();
    const hook = await hookOn('folder', top, [
      'FILE.UPLOADED',
      'FOLDER.CREATED',
      'FILE.TRASHED',
      'FILE.DELETED',
      'SHARED_LINK.CREATED',
      'COLLABORATION.ACCEPTED',
    ]);
    const [uploaded] = await box.controls.act([{ type: 'upload', folderId: inner, name: 'ä.txt' }]);
    const fileId = uploaded!.itemId!;
    await until(1);
    const on = { folderId: inner };
    for (const [index, action] of [
      { type: 'createFolder', ...on, name: 'More' },
      { type: 'share', ...on, access: 'open' },
      { type: 'collaborate', ...on, login: 'someone@partner.example' },
      { type: 'delete', fileId },
    ].entries()) {
      await box.controls.act([{ type: 'preview', fileId }, action]);
      await until(index + 2);
    }
    expect(received.map(({ body }) => body.trigger)).toEqual([
      'FILE.UPLOADED',
      'FOLDER.CREATED',
      'SHARED_LINK.CREATED',
      'COLLABORATION.ACCEPTED',
      'FILE.TRASHED',
    ]);
    expect(received[0]!.body).toMatchObject({
      type: 'webhook_event',
      webhook: { id: hook.id, type: 'webhook' },
      source: { type: 'file', id: fileId, name: 'ä.txt' },
      created_by: { type: 'user', id: ownerId },
    });
  });

  it('comes for a label that is put on, changed and taken off', async () => {
    const { top, inner } = await nested();
    await hookOn('folder', top, [
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
      await until(index + 1);
    }
    expect(triggers()).toEqual(['METADATA_INSTANCE.CREATED', 'METADATA_INSTANCE.UPDATED', 'METADATA_INSTANCE.DELETED']);
  });

  it('tells an invitation that is turned down from a collaboration that is ended', async () => {
    const { top } = await nested();
    await hookOn('folder', top, ['COLLABORATION.REJECTED', 'COLLABORATION.REMOVED']);
    const user = (await box.controls.truthUsers()).find(({ role }) => role === 'user')!;
    const invite = async () => {
      await box.controls.act([{ type: 'collaborate', folderId: top, user: user.userId, status: 'pending' }]);
      const { entries } = (await (await box.api(`/folders/${top}/collaborations`)).json()) as { entries: Hook[] };
      return entries[0]!.id;
    };
    const headers = { 'as-user': user.userId };
    const rejection = { method: 'PUT', body: JSON.stringify({ status: 'rejected' }), headers };
    expect((await box.api(`/collaborations/${await invite()}`, rejection)).status).toBe(200);
    await until(1);
    expect((await box.api(`/collaborations/${await invite()}`, { method: 'DELETE' })).status).toBe(204);
    await until(2);
    expect(triggers()).toEqual(['COLLABORATION.REJECTED', 'COLLABORATION.REMOVED']);
  });

  it('comes for what is purged below a folder', async () => {
    const { top, inner } = await nested();
    await hookOn('folder', top, ['FILE.DELETED']);
    const [uploaded] = await box.controls.act([{ type: 'upload', folderId: inner, name: 'purged.txt' }]);
    await box.controls.act([
      { type: 'delete', fileId: uploaded!.itemId },
      { type: 'purge', fileId: uploaded!.itemId },
    ]);
    await until(1);
    expect(received[0]!.body).toMatchObject({
      trigger: 'FILE.DELETED',
      source: { type: 'file', id: uploaded!.itemId },
    });
  });

  it('comes for a file that is moved, to the folder that it leaves and, as of an upload, to the one it comes into', async () => {
    const [from, to] = [await nested(), await nested()];
    const hooks = [
      await hookOn('folder', from.top, ['FILE.MOVED', 'FILE.UPLOADED']),
      await hookOn('folder', to.top, ['FILE.MOVED', 'FILE.UPLOADED']),
    ];
    const [uploaded] = await box.controls.act([{ type: 'upload', folderId: from.inner, name: 'moved.txt' }]);
    await until(1);
    received.length = 0;
    await box.controls.act([{ type: 'move', fileId: uploaded!.itemId, toFolderId: to.inner }]);
    await until(3);
    const told = received.map(({ body }) => `${hooks.findIndex(({ id }) => id === body.webhook.id)} ${body.trigger}`);
    expect(told.sort()).toEqual(['0 FILE.MOVED', '1 FILE.MOVED', '1 FILE.UPLOADED']);
    expect(new Set(received.map(({ body }) => body.id)).size).toBe(3);
    // From one subfolder to another of the same folder it comes into nothing.
    received.length = 0;
    await box.controls.act([{ type: 'move', fileId: uploaded!.itemId, toFolderId: to.top }]);
    await until(1);
    await box.controls.act([{ type: 'move', fileId: uploaded!.itemId, toFolderId: to.inner }]);
    await until(2);
    expect(triggers()).toEqual(['FILE.MOVED', 'FILE.MOVED']);
  });

  it('is not tried again for a webhook that is deleted', async () => {
    let asked = 0;
    const isOne = () => (asked += 1) < 3;
    answers = [500, 500, 500];
    const keys = { primary: 'a', secondary: 'b' };
    const courier = createCourier(1, createClock(), { webhookKeys: keys, webhookRetryMs: 0 }, isOne);
    courier.send({ webhookId: '1', eventId: '1', trigger: 'FILE.MOVED', address, body: '{}' });
    while (asked < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    expect([received.length, courier.deliveries.length]).toEqual([2, 2]);
    courier.close();
  });

  it("is signed with both keys, as Box's own SDK checks it", async () => {
    const [file] = await box.controls.pick('file', `n=1&owner=${ownerId}`);
    await hookOn('file', file!.id, ['FILE.RENAMED']);
    await box.controls.act([{ type: 'rename', fileId: file!.id, name: 'naïve 🚀.txt' }]);
    await until(1);
    const { headers, text } = received[0]!;
    expect(headers).toMatchObject({
      'user-agent': 'Box-WH-Client/0.1',
      'box-signature-version': '1',
      'box-signature-algorithm': 'HmacSHA256',
    });
    const plain = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    const valid = (primary: string, secondary?: string) =>
      WebhooksManager.validateMessage(text, plain, primary, secondary === undefined ? {} : { secondaryKey: secondary });
    expect(await valid('SamplePrimaryKey')).toBe(true);
    expect(await valid('rotated away', 'SampleSecondaryKey')).toBe(true);
    expect(await valid('SampleSecondaryKey')).toBe(false);
  });

  it('is tried again until it is acknowledged, under a new delivery id and the same event', async () => {
    const [file] = await box.controls.pick('file', `n=1&owner=${ownerId}&seed=2`);
    const hook = await hookOn('file', file!.id, ['FILE.PREVIEWED']);
    answers = [500, 302, 404];
    await box.controls.act([{ type: 'preview', fileId: file!.id }]);
    await until(4);
    expect(new Set(received.map(({ body }) => body.id)).size).toBe(1);
    expect(new Set(received.map(({ headers }) => headers['box-delivery-id'])).size).toBe(4);
    const mine = async () =>
      (await box.sim<{ webhookId: string; attempt: number; status: number }[]>('GET', '/webhooks/deliveries')).filter(
        ({ webhookId }) => webhookId === hook.id,
      );
    while ((await mine()).length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await mine()).map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 500],
      [2, 302],
      [3, 404],
      [4, 200],
    ]);
  });
});

describe('a signature', () => {
  it("is the one of Box's own example", () => {
    const body =
      '{"type":"webhook_event","webhook":{"id":"1234567890"},"trigger":"FILE.UPLOADED","source":{"id":"1234567890","type":"file","name":"Test.txt"}}';
    const at = '2020-01-01T00:00:00-07:00';
    expect(sign('SamplePrimaryKey', body, at)).toBe('6TfeAW3A1PASkgboxxA5yqHNKOwFyMWuEXny/FPD5hI=');
    expect(sign('SampleSecondaryKey', body, at)).toBe('v+1CD1Jdo3muIcbpv5lxxgPglOqMfsNHPV899xWYydo=');
  });
});
