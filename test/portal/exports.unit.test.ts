import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkExport } from '../../portal/src/api/exports.js';

/** Responds with the status that the address names. */
const server: Server = createServer(({ method, url }, response) => {
  response.writeHead(method === 'HEAD' ? Number(url?.slice(1)) : 500).end();
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => server.close());
const check = (status: number): Promise<void> =>
  checkExport(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${status}`);

describe('the check of an export', () => {
  it('passes if the API would serve the export', async () => {
    await expect(check(200)).resolves.toBeUndefined();
  });

  it.each([
    [401, 'no longer signed in'],
    [429, 'Try again in a while'],
    [503, 'database is unavailable'],
    [400, 'rejected this filter'],
    [418, 'status 418'],
  ])('says why the API refuses with status %i', async (status, words) => {
    await expect(check(status)).rejects.toMatchObject({ status, message: expect.stringContaining(words) as string });
  });

  it('says that the API is unreachable', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    await new Promise((resolve) => silent.close(resolve));
    await expect(checkExport(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ status: 0, code: 'network' });
  });
});
