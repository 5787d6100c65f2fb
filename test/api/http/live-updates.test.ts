import { once } from 'node:events';
import { connect as openSocket, type AddressInfo } from 'node:net';
import Fastify, { type FastifyReply } from 'fastify';
import { describe, expect, it } from 'vitest';
import { createLiveUpdates } from '../../../src/api/http/live-updates.js';

/** More than the kernel holds for a reader. */
const LARGE = 'x'.repeat(30_000_000);

/** A stream of this body alone; readers that take nothing get 300 ms. */
async function serve(body: string) {
  const app = Fastify();
  const liveUpdates = createLiveUpdates({ isStillAuthorized: () => Promise.resolve(true), stalledMs: 300 });
  app.addHook('preClose', () => liveUpdates.close());
  const replies: FastifyReply[] = [];
  let isClosed = false;
  app.get('/', async (request, reply) => {
    replies.push(reply);
    reply.raw.once('close', () => (isClosed = true));
    await liveUpdates.send(request, reply, { key: 'body', event: 'body', read: () => Promise.resolve({ body }) });
    return reply;
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  return { port, isClosed: () => isClosed, replies, [Symbol.asyncDispose]: () => app.close() };
}

async function openStream(port: number) {
  const socket = openSocket(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\nhost: boxward\r\nconnection: close\r\n\r\n');
  await once(socket, 'data');
  return socket;
}

describe('a stream of events', () => {
  it('is cut off from a reader that takes nothing, though more is waiting for it', async () => {
    await using app = await serve(LARGE);
    const socket = await openStream(app.port);
    socket.pause();
    await expect.poll(app.isClosed, { timeout: 10_000 }).toBe(true);
    expect(app.replies[0]!.raw.destroyed).toBe(true);
    socket.destroy();
  });

  it('ends orderly for a reader that keeps up, when the process ends', async () => {
    let text = '';
    let ended: Promise<unknown>;
    {
      await using app = await serve('small');
      const socket = await openStream(app.port);
      socket.on('data', (piece) => (text += piece.toString()));
      ended = once(socket, 'end');
    }
    await ended;
    expect(text.endsWith('0\r\n\r\n')).toBe(true);
  });
});
