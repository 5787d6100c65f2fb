import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startAdminSession, type AdminSession } from '../support/admin-session.js';
import { postControl } from '../support/controls.js';
import { readEventPage } from '../support/events.js';

const faultList = z.array(z.looseObject({ hits: z.number(), tries: z.number() }));

let box: AdminSession;
beforeAll(async () => {
  box = await startAdminSession({ users: 6, files: 200, seed: 2 });
});
afterAll(() => box.close());
beforeEach(() => box.controls.clearFaults());

const post = (path: string, body: unknown) => postControl(box.url, path, body);

describe('a fault request', () => {
  it.each([
    ['an unknown kind', { kind: 'flood' }, /^kind: must be one of latency, /],
    ['ms for a kind that does not use it', { kind: '500', ms: 5 }, /"ms"/],
    ['a tail for a kind that does not use it', { kind: '429', tail: 'pareto' }, /"tail"/],
    ['a route for a kind that hits events when they happen', { kind: 'lateEvents', route: '/events' }, /"route"/],
    ['a rate for a kind that acts at once', { kind: 'expireAccessTokens', rate: 0.5 }, /"rate"/],
    ['a wait longer than a timer allows', { kind: 'latency', ms: 2 ** 31 }, /^ms: /],
    ['a foreign response without a status', { kind: 'foreign' }, /^status: /],
    ['a foreign response with a body of no known kind', { kind: 'foreign', status: 403, body: 'xml' }, /^body: /],
    ['an error of Box with a status of success', { kind: 'boxError', status: 200 }, /^status: /],
    ['an endpoint that does not exist', { kind: '500', at: 'uploads' }, /^at: /],
    ['a stream that does not exist', { kind: '500', stream: 'admin' }, /^stream: /],
    ['a duration of zero', { kind: '500', forMs: 0 }, /^forMs: /],
    ['an odd form that does not exist', { kind: 'oddEntries', forms: ['blue'] }, /^forms\.0: /],
    ['both a form and a member', { kind: 'oddEntries', forms: ['nullEntry'], field: 'size' }, /^field: /],
    ['a value without a member', { kind: 'oddEntries', value: 1 }, /^value: /],
    ['an unknown kind of endless list', { kind: 'endlessPages', pages: 'long' }, /^pages: /],
    ['a negative wait', { kind: 'slowDrip', ms: -1 }, /^ms: /],
    ['a clock skew that is too large', { kind: 'clockSkew', ms: 9e15 }, /^ms: /],
  ])('is refused with %s', async (_name, fault, message) => {
    expect(await post('/faults', fault)).toEqual([400, expect.stringMatching(message)]);
    expect(await box.control(faultList, 'GET', '/faults')).toEqual([]);
  });
});

describe('a fault that hits events', () => {
  it('hits only the events of its route and its user', async () => {
    const [admin, , , user] = await box.controls.truthUsers();
    await box.controls.fault({
      kind: 'duplicateEvents',
      route: 'stream_type=admin_logs_streaming',
      userId: admin!.userId,
    });
    const size = async (query: string, headers: Record<string, string> = {}) =>
      (await readEventPage(box.api(`/events?limit=20&${query}`, { headers }))).chunk_size;
    expect(await size('stream_type=admin_logs_streaming')).toBeGreaterThan(20);
    expect(await size('stream_type=all')).toBe(20);
    expect(await size('stream_type=all', { 'as-user': user!.userId })).toBeLessThanOrEqual(20);
  });
});

describe('several faults on one request', () => {
  it('are drawn in order, and counted only when reached', async () => {
    await box.controls.fault({ kind: 'latency', ms: 1, route: '/users/me' });
    await box.controls.fault({ kind: '500', count: 2, route: '/users/me' });
    await box.controls.fault({ kind: '404', count: 1, route: '/users/me' });
    const statuses = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await box.api('/users/me')).status);
    expect(statuses).toEqual([500, 500, 404, 200]);
    const faults = await box.control(faultList, 'GET', '/faults');
    expect(faults.map(({ hits, tries }) => [hits, tries])).toEqual([[4, 4], [2, 2], [1, 1]]); // prettier-ignore
  });
});
