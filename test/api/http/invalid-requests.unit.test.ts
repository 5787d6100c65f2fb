import type { AddressInfo } from 'node:net';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_TOKEN, offlineApp } from '../../fixture/offline-app.js';

let app: FastifyInstance;
beforeAll(async () => {
  app = await offlineApp();
});
afterAll(() => app.close());

const authorization = `Bearer ${ADMIN_TOKEN}`;
const CONNECTION = '/v1/connections/00000000-0000-4000-8000-000000000000';

interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

/** Sends a request, checks that the response is a problem, and returns it. */
async function problemOf({ headers = {}, ...request }: InjectOptions): Promise<Problem> {
  const response = await app.inject({ ...request, headers: { authorization, ...headers } });
  expect(response.headers['content-type']).toContain('application/problem+json');
  const problem = response.json<Problem>();
  expect(problem.status).toBe(response.statusCode);
  expect(problem.detail.length).toBeGreaterThan(0);
  return problem;
}

describe('an invalid request gets a stable code and a detail that names the field', () => {
  it.each([
    ['POST', '/v1/connections', { name: 5, provider: 'box' }, 'name'],
    ['POST', '/v1/connections', { name: '', provider: 'box' }, 'name'],
    ['POST', '/v1/connections', { name: 'x'.repeat(101), provider: 'box' }, 'name'],
    ['POST', '/v1/connections', { name: 'A', provider: 'dropbox' }, 'provider'],
    ['POST', '/v1/connections', { name: 'A', provider: 'box', more: 1 }, 'more'],
    ['POST', '/v1/connections', { name: 'a\0b', provider: 'box' }, 'name'],
    ['POST', '/v1/connections', { name: 'a\ud800', provider: 'box' }, 'name'],
    ['POST', '/v1/connections', {}, 'name'],
    ['GET', '/v1/connections?limit=0', undefined, 'limit'],
    ['GET', '/v1/connections?limit=1001', undefined, 'limit'],
    ['GET', '/v1/connections?surprise=1', undefined, 'surprise'],
    ['GET', '/v1/connections/%00', undefined, 'id'],
    ['GET', `/v1/connections/${'x'.repeat(65)}`, undefined, 'id'],
    ['DELETE', `${CONNECTION}?purge=maybe`, undefined, 'purge'],
    ['POST', `${CONNECTION}/test?wait=long`, undefined, 'wait'],
    ['GET', `${CONNECTION}/problems?limit=0`, undefined, 'limit'],
    ['GET', `${CONNECTION}/scan/queue?limit=many`, undefined, 'limit'],
    ['POST', `${CONNECTION}/scan/promote`, { fileIds: 'one' }, 'fileIds'],
    ['POST', `${CONNECTION}/scan/promote`, { fileIds: [] }, 'fileIds'],
    ['POST', `${CONNECTION}/scan/promote`, { fileIds: ['x'] }, 'fileIds'],
    ['GET', '/v1/files?q=%00', undefined, 'q'],
    ['GET', '/v1/files?access=secret', undefined, 'access'],
    ['GET', '/v1/files?modifiedAfter=yesterday', undefined, 'modifiedAfter'],
    ['GET', '/v1/files?sort=colour', undefined, 'sort'],
    ['GET', '/v1/files?limit=many', undefined, 'limit'],
    ['GET', '/v1/files?format=xml', undefined, 'format'],
    ['GET', '/v1/files/summary?state=lost', undefined, 'state'],
    ['GET', '/v1/files/summary?limit=1', undefined, 'limit'],
    ['GET', '/v1/files/%00/1', undefined, 'connectionId'],
    ['GET', '/v1/activities?actorId=%00', undefined, 'actorId'],
    ['GET', '/v1/activities?category=fun', undefined, 'category'],
    ['GET', '/v1/activities?after=1', undefined, 'after'],
    ['GET', '/v1/activities?format=csv', undefined, 'format'],
    ['GET', '/v1/activities/summary?buckets=9', undefined, 'buckets'],
    ['GET', '/v1/activities/summary?buckets=401', undefined, 'buckets'],
    ['GET', '/v1/activities/summary?category=fun', undefined, 'category'],
    ['GET', '/v1/activities/summary?after=2026-01-02T00:00:00Z&before=2026-01-01T00:00:00Z', undefined, 'after'],
  ] as const)('%s %s %j', async (method, url, payload, field) => {
    const problem = await problemOf({ method, url, ...(payload ? { payload } : {}) });
    expect([problem.status, problem.code]).toEqual([400, 'invalid_request']);
    expect(problem.detail).toContain(field);
    expect(JSON.stringify(problem.errors)).toContain(field);
  });

  it.each(['/v1/connections?cursor=nonsense', '/v1/files?cursor=eyJ4IjoxfQ', '/v1/activities?cursor=x'])(
    'GET %s',
    async (url) => {
      const problem = await problemOf({ url });
      expect([problem.status, problem.code]).toEqual([400, 'invalid_cursor']);
      expect(problem.detail).toContain('cursor');
    },
  );

  it.each([
    ['/v1/nothing', 404, 'route_not_found', '/v1/nothing'],
    ['/v1/connections/%zz', 400, 'invalid_address', '%'],
    [`/v1/connections/${'x'.repeat(201)}`, 414, 'invalid_request', 'too long'],
  ])('GET %s', async (url, status, code, words) => {
    const problem = await problemOf({ url });
    expect([problem.status, problem.code]).toEqual([status, code]);
    expect(problem.detail).toContain(words);
  });

  it('lists the invalid fields', async () => {
    const { errors } = await problemOf({ url: '/v1/files?limit=0&sort=colour' });
    expect(errors?.map(({ field }) => field).sort()).toEqual(['querystring.limit', 'querystring.sort']);
  });
});

describe('a request body', () => {
  const create = (payload: string, headers: Readonly<Record<string, string>> = {}) =>
    problemOf({
      method: 'POST',
      url: '/v1/connections',
      headers: { 'content-type': 'application/json', ...headers },
      payload,
    });

  it('must be JSON', async () => {
    expect(await create('{"name":')).toMatchObject({ status: 400, code: 'invalid_json' });
  });

  it('must not be too large', async () => {
    const body = JSON.stringify({ name: 'x'.repeat(100_000) });
    expect(await create(body)).toMatchObject({ status: 413, code: 'body_too_large' });
  });
});

describe('a request header', () => {
  it('must not be too long: Idempotency-Key', async () => {
    const problem = await problemOf({
      method: 'POST',
      url: '/v1/connections',
      headers: { 'idempotency-key': 'k'.repeat(201) },
      payload: { name: 'A', provider: 'box' },
    });
    expect(problem).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('must not be too long: all headers together', async () => {
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/v1/connections`, {
      headers: { authorization, 'x-long': 'x'.repeat(20_000) },
    });
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([431, 'headers_too_large']);
  });
});
