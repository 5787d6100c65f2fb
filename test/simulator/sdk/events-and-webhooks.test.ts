import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSdkEnterprise, type SdkEnterprise } from '../support/sdk-enterprise.js';
import { refusal, signInWithSdk } from '../support/sdk.js';
import { isSignatureValid, startWebhookReceiver } from '../support/webhook-receiver.js';

let box: SdkEnterprise;
beforeAll(async () => {
  box = await startSdkEnterprise();
});
afterAll(() => box.close());

describe("Box's SDK, reading events", () => {
  it('reads the events after a position from stream_position=now', async () => {
    const { events } = box.client;
    const streamType = 'admin_logs_streaming';
    let streamPosition: unknown;
    // The SDK rounds positions that are numbers. By default every other position is a string.
    while (typeof streamPosition !== 'string') {
      const now = await events.getEvents({ streamType, streamPosition: 'now' });
      expect(now.entries).toEqual([]);
      streamPosition = now.nextStreamPosition;
    }
    const id = await box.createFile();
    const page = await events.getEvents({ streamType, streamPosition, limit: 500 });
    expect(page.entries!.map(({ source }) => source)).toContainEqual(expect.objectContaining({ itemId: id }));
  });

  it('reads the same event ids from admin_logs as from the live stream', async () => {
    await box.createFile();
    const read = async (streamType: 'admin_logs' | 'admin_logs_streaming') =>
      (await box.client.events.getEvents({ streamType, eventType: ['UPLOAD'], limit: 500 })).entries!.map(
        ({ eventId }) => eventId,
      );
    const [log, streaming] = [new Set(await read('admin_logs')), await read('admin_logs_streaming')];
    expect(streaming.length).toBeGreaterThan(0);
    expect(streaming.filter((eventId) => !log.has(eventId))).toEqual([]);
  });

  it('is refused the enterprise’s streams for a user without admin rights', async () => {
    const { client } = await signInWithSdk(box.url, box.user.login);
    expect(await refusal(client.events.getEvents({ streamType: 'admin_logs' }))).toBe(403);
  });
});

describe("Box's SDK, with a webhook", () => {
  it('accepts the signature of a delivery, and refuses it for a changed body', async () => {
    const [primary, secondary] = ['primary-key', 'secondary-key'];
    await box.controls.settings({ webhookKeys: { primary, secondary } });
    const receiver = await startWebhookReceiver();
    const id = await box.createFolder();
    await box.client.webhooks.createWebhook({
      target: { id, type: 'folder' },
      address: receiver.address,
      triggers: ['FILE.UPLOADED'],
    });
    await box.controls.act([{ type: 'upload', folderId: id, name: 'Ünïcode 😀.txt' }]);
    await receiver.waitFor(1);
    const delivery = receiver.received[0]!;
    expect(await isSignatureValid(delivery, primary)).toBe(true);
    expect(await isSignatureValid(delivery, 'rotated', secondary)).toBe(true);
    expect(await isSignatureValid(delivery, 'wrong', 'wrong')).toBe(false);
    const changed = delivery.text.replace('FILE.UPLOADED', 'FILE.TRASHED');
    expect(await isSignatureValid(delivery, primary, secondary, changed)).toBe(false);
    receiver.close();
  });
});
