import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_TOKEN, freshApp } from '../fixture/app.js';
import { insertConnection } from '../fixture/connection.js';
import { insertFiles } from '../fixture/file.js';

const authorization = `Bearer ${ADMIN_TOKEN}`;
const FILE = '900000000001';

let boxward: Awaited<ReturnType<typeof freshApp>>;
beforeAll(async () => {
  boxward = await freshApp();
  await insertConnection(boxward.db, 'one');
  await insertFiles(boxward.db, [{ connection_id: 'one', file_id: FILE }]);
});
afterAll(() => boxward.stop());

describe('a change while Temporal is unavailable', () => {
  it.each([
    ['POST', '/scan/pause', undefined],
    ['POST', '/scan/promote', { fileIds: [FILE] }],
    ['POST', '/test', undefined],
    ['DELETE', '', undefined],
  ] as const)('fails with 503 and changes nothing: %s %s', async (method, path, payload) => {
    const response = await boxward.app.inject({
      method,
      url: `/v1/connections/one${path}`,
      headers: { authorization },
      ...(payload ? { payload } : {}),
    });
    expect([response.statusCode, response.json<{ code: string }>().code]).toEqual([503, 'workflows_unavailable']);
    expect(await boxward.db.selectFrom('audit_log').selectAll().execute()).toEqual([]);
    expect(await boxward.db.selectFrom('promotions').selectAll().execute()).toEqual([]);
    const [connection] = await boxward.db.selectFrom('connections').selectAll().execute();
    expect(connection?.disconnect_requested_at).toBeNull();
  });
});

describe('a request while Postgres is unavailable', () => {
  it('fails with 503 and Retry-After', async () => {
    const app = await boxward.start({ DATABASE_URL: 'postgres://nobody:x@127.0.0.1:1/nothing' });
    for (const url of ['/v1/connections', '/v1/files', '/v1/overview']) {
      const response = await app.inject({ url, headers: { authorization } });
      expect([url, response.statusCode, response.json<{ code: string }>().code]).toEqual([
        url,
        503,
        'database_unavailable',
      ]);
      expect(response.headers['retry-after']).toBe('5');
    }
    const guess = await app.inject({ url: '/v1/connections', headers: { authorization: 'Bearer guess' } });
    expect(guess.statusCode).toBe(503);
    await app.close();
  });
});
