import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebhooksManager } from 'box-node-sdk/managers/webhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEnterprise, type Enterprise } from '../support/enterprise.js';
import { refusal, signInWithSdk } from '../support/sdk.js';

let box: Enterprise;
beforeAll(async () => {
  box = await startEnterprise();
});
afterAll(() => box.close());

describe("Box's own client, reading events", () => {
  it('reads what happens after it has asked for now', async () => {
    const { events } = box.client;
    const streamType = 'admin_logs_streaming';
    let streamPosition: unknown;
    // The client rounds a position that comes as a number, so that it is of no use; it comes as a text every other time.
    while (typeof streamPosition !== 'string') {
      const now = await events.getEvents({ streamType, streamPosition: 'now' });
      expect(now.entries).toEqual([]);
      streamPosition = now.nextStreamPosition;
    }
    const id = await box.file();
    const page = await events.getEvents({ streamType, streamPosition, limit: 500 });
    expect(page.entries!.map(({ source }) => source)).toContainEqual(expect.objectContaining({ itemId: id }));
  });

  it('reads the same events, by the same ids, from the long-term log', async () => {
    await box.file();
    const read = async (streamType: 'admin_logs' | 'admin_logs_streaming') =>
      (await box.client.events.getEvents({ streamType, eventType: ['UPLOAD'], limit: 500 })).entries!.map(
        ({ eventId }) => eventId,
      );
    const [log, streaming] = [new Set(await read('admin_logs')), await read('admin_logs_streaming')];
    expect(streaming.length).toBeGreaterThan(0);
    expect(streaming.filter((eventId) => !log.has(eventId))).toEqual([]);
  });

  it('refuses the enterprise’s streams to who is no admin', async () => {
    const { client } = await signInWithSdk(box.url, box.user.login);
    expect(await refusal(client.events.getEvents({ streamType: 'admin_logs' }))).toBe(403);
  });
});

describe("Box's own client, with a webhook", () => {
  it('accepts the signature of what is delivered, and none that was tampered with', async () => {
    const [primary, secondary] = ['primary-key', 'secondary-key'];
    await box.controls.settings({ webhookKeys: { primary, secondary } });
    const receiver = await receive();
    const id = await box.folder();
    await box.client.webhooks.createWebhook({
      target: { id, type: 'folder' },
      address: receiver.address,
      triggers: ['FILE.UPLOADED'],
    });
    await box.controls.act([{ type: 'upload', folderId: id, name: 'Ünïcode 😀.txt' }]);
    const { headers, body } = await receiver.next;
    const signed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    const isValid = (text: string, key: string, other?: string) =>
      WebhooksManager.validateMessage(text, signed, key, other === undefined ? {} : { secondaryKey: other });
    expect(await isValid(body, primary)).toBe(true);
    expect(await isValid(body, 'rotated', secondary)).toBe(true);
    expect(await isValid(body, 'wrong', 'wrong')).toBe(false);
    expect(await isValid(body.replace('FILE.UPLOADED', 'FILE.TRASHED'), primary, secondary)).toBe(false);
    receiver.close();
  });
});

/** A server that takes one delivery. */
async function receive() {
  let arrive: (delivery: { headers: IncomingHttpHeaders; body: string }) => void = () => undefined;
  const next = new Promise<Parameters<typeof arrive>[0]>((resolve) => (arrive = resolve));
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      response.end();
      arrive({ headers: request.headers, body: Buffer.concat(pieces).toString() });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}/`, next, close: () => server.close() };
}
