import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askForExport } from '../../portal/src/api/exports.js';

/** Answers with the status that the address names. */
const server: Server = createServer(({ method, url }, response) => {
  response.writeHead(method === 'HEAD' ? Number(url?.slice(1)) : 500).end();
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => server.close());
const ask = (status: number): Promise<void> =>
  askForExport(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${status}`);

describe('an export', () => {
  it('that would be given is let through', async () => {
    await expect(ask(200)).resolves.toBeUndefined();
  });

  it.each([
    [401, 'no longer signed in'],
    [429, 'Try again in a while'],
    [503, 'database does not answer'],
    [400, 'does not take this filter'],
    [418, 'answered 418'],
  ])('that is refused with %i says so in words', async (status, words) => {
    await expect(ask(status)).rejects.toMatchObject({ status, message: expect.stringContaining(words) as string });
  });

  it('that nobody answers says so too', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    await new Promise((resolve) => silent.close(resolve));
    await expect(askForExport(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ status: 0, code: 'network' });
  });
});
