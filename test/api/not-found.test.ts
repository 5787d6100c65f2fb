import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_TOKEN, freshApp } from '../fixture/app.js';
import { insertConnection } from '../fixture/connection.js';

let boxward: Awaited<ReturnType<typeof freshApp>>;
beforeAll(async () => {
  boxward = await freshApp();
});
afterAll(() => boxward.stop());

const MISSING = '00000000-0000-4000-8000-000000000000';

async function problemOf(method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  const response = await boxward.app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
  expect(response.headers['content-type']).toContain('application/problem+json');
  const { status, code, detail } = response.json<{ status: number; code: string; detail: string }>();
  expect([status, detail.length > 0]).toEqual([response.statusCode, true]);
  return { status, code, detail };
}

describe('an unknown connection', () => {
  it.each([
    ['GET', '', undefined],
    ['DELETE', '', undefined],
    ['POST', '/consent-link', undefined],
    ['POST', '/test', undefined],
    ['GET', '/progress', undefined],
    ['GET', '/problems', undefined],
    ['GET', '/scan', undefined],
    ['GET', '/scan/queue', undefined],
    ['POST', '/scan/pause', undefined],
    ['POST', '/scan/resume', undefined],
    ['POST', '/scan/restart', undefined],
    ['POST', '/scan/promote', { fileIds: ['1'] }],
  ] as const)('is not found: %s /v1/connections/{id}%s', async (method, path, payload) => {
    const problem = await problemOf(method, `/v1/connections/${MISSING}${path}`, payload);
    expect(problem).toMatchObject({ status: 404, code: 'connection_not_found' });
  });
});

describe('an unknown file', () => {
  it('is not found', async () => {
    expect(await problemOf('GET', `/v1/files/${MISSING}/1`)).toMatchObject({ status: 404, code: 'file_not_found' });
  });
});

describe('a new connection', () => {
  it('cannot have the name of an existing one, in any case', async () => {
    await insertConnection(boxward.db, 'one', { name: 'One' });
    const problem = await problemOf('POST', '/v1/connections', { name: 'one', provider: 'box' });
    expect(problem).toMatchObject({ status: 409, code: 'name_in_use' });
    expect(problem.detail).toContain('"one"');
    expect((await boxward.db.selectFrom('connections').select('name').execute()).length).toBe(1);
  });
});
