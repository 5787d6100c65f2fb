import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_TOKEN, freshApp } from '../fixture/app.js';

let boxward: Awaited<ReturnType<typeof freshApp>>;
beforeAll(async () => {
  boxward = await freshApp();
});
afterAll(() => boxward.stop());

const statusOf = async (method: 'GET' | 'HEAD', url: string): Promise<number> =>
  (await boxward.app.inject({ method, url, headers: { authorization: `Bearer ${ADMIN_TOKEN}` } })).statusCode;

describe('the liveness check', () => {
  it('has no rate limit, even while other public routes of the same address are limited', async () => {
    const otherStatuses = new Set<number>();
    for (let calls = 0; calls < 400; calls += 1) otherStatuses.add(await statusOf('GET', '/docs'));
    expect(otherStatuses.has(429)).toBe(true);
    const statuses = new Set<number>();
    for (let calls = 0; calls < 400; calls += 1) statuses.add(await statusOf('GET', '/healthz'));
    expect([...statuses]).toEqual([200]);
    expect(await statusOf('GET', '/readyz')).toBe(503);
  });
});

describe('live updates', () => {
  it.each(['/v1/progress', '/v1/connections/one/progress'])('have no HEAD route: %s', async (url) => {
    expect(await statusOf('HEAD', url)).toBe(404);
  });
});
