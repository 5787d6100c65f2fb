import { once } from 'node:events';
import { connect as openSocket, type AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { createSendExport } from '../../../src/api/http/exports.js';

describe('the client of an export', () => {
  it('is disconnected if it stops reading', async () => {
    let hasEnded = false;
    const line = `${'x'.repeat(100_000)}\n`;
    await using app = await startServer(
      async function* () {
        for (;;) yield line;
      },
      { onEnd: () => (hasEnded = true) },
    );
    await openStalledClient(app.port);
    await expect.poll(() => hasEnded).toBe(true);
  });

  it('is disconnected at the deadline, even if it keeps reading', async () => {
    let hasEnded = false;
    const line = `${'x'.repeat(1_000)}\n`;
    await using app = await startServer(
      async function* () {
        for (;;) {
          yield line;
          await delay(10);
        }
      },
      { onEnd: () => (hasEnded = true), deadlineMs: 500 },
    );
    await expect(fetch(app.url).then((response) => response.text())).rejects.toThrow('terminated');
    await expect.poll(() => hasEnded).toBe(true);
  });

  it('gets the headers with HEAD, without starting an export', async () => {
    let hasBegun = false;
    await using app = await startServer(async function* () {
      hasBegun = true;
      yield 'line';
    });
    const response = await fetch(app.url, { method: 'HEAD' });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain']);
    expect(response.headers.get('content-length')).toBeNull();
    expect(hasBegun).toBe(false);
  });

  it('is not disconnected while it waits for the database', async () => {
    await using app = await startServer(async function* () {
      yield 'first\n';
      await delay(1_500);
      yield 'last\n';
    });
    expect(await (await fetch(app.url)).text()).toBe('first\nlast\n');
  });
});

/** Serves an export of these lines. A client that stops reading is disconnected after 300 ms. */
async function startServer(
  lines: () => AsyncIterable<string>,
  { onEnd = () => undefined, deadlineMs }: { onEnd?: () => unknown; deadlineMs?: number } = {},
) {
  const app = Fastify();
  const sendExport = createSendExport({ stalledMs: 300, ...(deadlineMs === undefined ? {} : { deadlineMs }) });
  app.get('/', (request, reply) =>
    sendExport<string>(request, reply, {
      headers: { 'content-type': 'text/plain' },
      rows: (read) => read(lines()).finally(onEnd),
      write: (rows) => [Readable.from(rows)],
    }),
  );
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  return { port, url: `http://127.0.0.1:${port}/`, [Symbol.asyncDispose]: () => app.close() };
}

/** Opens a client that reads the start of a response and then nothing more. */
async function openStalledClient(port: number): Promise<void> {
  const socket = openSocket(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\nhost: boxward\r\n\r\n');
  await once(socket, 'data');
  socket.pause();
}
