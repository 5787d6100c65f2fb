import { once } from 'node:events';
import { connect as openSocket, type AddressInfo } from 'node:net';
import Fastify, { type FastifyReply } from 'fastify';
import { describe, expect, it } from 'vitest';
import { createLiveUpdates } from '../../../src/api/http/live-updates.js';

/** More than the kernel buffers for a client. */
const LARGE = 'x'.repeat(30_000_000);

/** Serves live updates with this body. Stalled clients are disconnected after 300 ms. */
async function startServer(body: string) {
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

async function subscribe(port: number) {
  const socket = openSocket(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\nhost: boxward\r\nconnection: close\r\n\r\n');
  await once(socket, 'data');
  return socket;
}

describe('live updates', () => {
  it('disconnect a stalled client, even if data is waiting for it', async () => {
    await using app = await startServer(LARGE);
    const socket = await subscribe(app.port);
    socket.pause();
    await expect.poll(app.isClosed).toBe(true);
    expect(app.replies[0]!.raw.destroyed).toBe(true);
    socket.destroy();
  });

  it('end in order for a client that keeps up, when the process stops', async () => {
    let text = '';
    let ended: Promise<unknown>;
    {
      await using app = await startServer('small');
      const socket = await subscribe(app.port);
      socket.on('data', (piece) => (text += piece.toString()));
      ended = once(socket, 'end');
    }
    await ended;
    expect(text.endsWith('0\r\n\r\n')).toBe(true);
  });
});
