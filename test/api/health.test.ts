import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_TOKEN, freshApp } from '../fixture/app.js';

let boxward: Awaited<ReturnType<typeof freshApp>>;
beforeAll(async () => {
  boxward = await freshApp();
});
afterAll(() => boxward.stop());

const statusOf = async (method: 'GET' | 'HEAD', url: string): Promise<number> =>
  (await boxward.app.inject({ method, url, headers: { authorization: `Bearer ${ADMIN_TOKEN}` } })).statusCode;

describe('whoever asks whether the process is alive', () => {
  it('is told so however often, and however much else comes from the same address', async () => {
    const others = new Set<number>();
    for (let calls = 0; calls < 400; calls += 1) others.add(await statusOf('GET', '/docs'));
    expect(others.has(429)).toBe(true);
    const answers = new Set<number>();
    for (let calls = 0; calls < 400; calls += 1) answers.add(await statusOf('GET', '/healthz'));
    expect([...answers]).toEqual([200]);
    expect(await statusOf('GET', '/readyz')).toBe(503);
  });
});

describe('a stream of events', () => {
  it.each(['/v1/progress', '/v1/connections/one/progress'])('has no head: %s', async (url) => {
    expect(await statusOf('HEAD', url)).toBe(404);
  });
});
