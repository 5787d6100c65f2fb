import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { randomFraction } from '../../../simulator/random.js';
import { startAdminSession, type AdminSession } from '../support/admin-session.js';
import { describeResponse } from '../support/describe-response.js';
import { eventIds, eventReader, type EventReader } from '../support/events.js';
import { readJson } from '../support/schemas.js';

const REQUESTS = 150;
const RATE = 0.2;
const SEED = 11;
const ROUTE = '/users/me?fields=login,created_at';
const withCreation = z.looseObject({ created_at: z.string() });
const fault = z.looseObject({ id: z.string(), hits: z.number(), tries: z.number() });

let box: AdminSession;
let events: EventReader;
beforeAll(async () => {
  box = await startAdminSession({ users: 6, files: 200, seed: 2 });
  events = eventReader((path, headers) => box.api(path, { headers }));
});
afterAll(() => box.close());
beforeEach(() => box.controls.clearFaults());

const addFault = (request: Record<string, unknown>) =>
  box.control(fault, 'POST', '/faults', { seed: SEED, ...request });
const faults = () => box.control(z.array(fault), 'GET', '/faults');

/** How many of the first `tries` requests a fault of this kind hits: drawn from the seed, so always the same. */
const expectedHits = (kind: string, tries = REQUESTS): number =>
  Array.from({ length: tries }, (_, i) => randomFraction(SEED, 'fault', kind, i + 1) < RATE).filter(Boolean).length;

describe('the rate of a fault', () => {
  it.each([
    ['403', {}, '403'],
    ['404', {}, '404'],
    ['409', {}, '409'],
    ['429', { ms: 7_000 }, '429 after 7'],
    ['500', {}, '500'],
    ['502html', {}, '502 not JSON malformed'],
    ['503', {}, '503'],
    ['503', { ms: 3_000 }, '503 after 3'],
    ['reset', {}, 'broken'],
    ['resetAfterEffect', {}, 'broken'],
    ['slowDrip', { ms: 10 }, '200 in pieces'],
    ['truncatedJson', {}, '200 malformed'],
    ['wrongJson', {}, '200 wrong shape'],
    ['wrongContentType', {}, '200 not JSON'],
    ['expiredToken', {}, '401 empty'],
  ])('holds for %s %j', async (kind, more, effect) => {
    await addFault({ kind, rate: RATE, route: '/users/me', ...more });
    const counts = new Map<string, number>();
    for (let i = 0; i < REQUESTS; i += 1) {
      const response = await describeResponse(box.api(ROUTE));
      counts.set(response, (counts.get(response) ?? 0) + 1);
    }
    const hits = expectedHits(kind);
    expect(Object.fromEntries(counts)).toEqual({ 200: REQUESTS - hits, [effect]: hits });
    expect(await faults()).toMatchObject([{ hits, tries: REQUESTS }]);
    // Within three and a half standard deviations of the rate.
    expect(Math.abs(hits - REQUESTS * RATE)).toBeLessThan(3.5 * Math.sqrt(REQUESTS * RATE * (1 - RATE)));
  });

  it('holds for hang', async () => {
    await addFault({ kind: 'hang', rate: RATE, route: '/users/me' });
    const abort = new AbortController();
    let responses = 0;
    const requests = Array.from({ length: 60 }, async () => {
      const response = await box.api(ROUTE, { signal: abort.signal });
      responses += response.status === 200 ? 1 : 0;
    });
    const hits = expectedHits('hang', 60);
    while (responses < 60 - hits || (await faults())[0]!.tries < 60)
      await new Promise((resolve) => setImmediate(resolve));
    expect(await faults()).toMatchObject([{ hits }]);
    expect(responses).toBe(60 - hits);
    abort.abort();
    await Promise.allSettled(requests);
  });

  it('holds for latency', async () => {
    await addFault({ kind: 'latency', rate: RATE, route: '/users/me', ms: 1 });
    for (let i = 0; i < REQUESTS; i += 1) expect((await box.api(ROUTE)).status).toBe(200);
    expect(await faults()).toMatchObject([{ hits: expectedHits('latency'), tries: REQUESTS }]);
  });

  it('holds for clockSkew', async () => {
    await addFault({ kind: 'clockSkew', rate: RATE, route: '/users/me', ms: -3_600_000 });
    const times = new Map<number, number>();
    let early = 0;
    for (let i = 0; i < REQUESTS; i += 1) {
      const response = await box.api(ROUTE);
      const { created_at } = await readJson(withCreation, response);
      times.set(Date.parse(created_at), (times.get(Date.parse(created_at)) ?? 0) + 1);
      if (Date.parse(response.headers.get('date')!) < (await box.now()) - 1_800_000) early += 1;
    }
    const hits = expectedHits('clockSkew');
    expect(early).toBe(hits);
    const [first, second] = [...times.keys()].sort((a, b) => a - b);
    expect(second! - first!).toBe(3_600_000);
    expect([times.get(first!), times.get(second!)]).toEqual([hits, REQUESTS - hits]);
  });

  it.each(['duplicateEvents', 'outOfOrderEvents', 'lateEvents'])('holds for %s, per event', async (kind) => {
    const [file] = await box.controls.pick('file', 'n=1');
    const from = await events.now('admin_logs_streaming');
    await addFault({ kind, rate: RATE, ...(kind === 'lateEvents' ? { ms: 600_000 } : {}) });
    const done = await box.controls.act(Array.from({ length: 100 }, () => ({ type: 'preview', fileId: file!.id })));
    const { entries } = await events.page(`stream_type=admin_logs_streaming&stream_position=${from}&limit=100`);
    const returned = eventIds(entries);
    const [fault] = await faults();
    expect(fault!.hits).toBe(expectedHits(kind, fault!.tries));
    const happened = done.map(({ eventId }) => eventId!);
    // A duplicate comes with a repeated earlier event, which may be older than the hundred.
    if (kind === 'duplicateEvents') expect(returned.length).toBe(100 + 2 * fault!.hits);
    if (kind === 'lateEvents') expect(returned.length).toBe(100 - fault!.hits);
    if (kind !== 'lateEvents') expect(happened.every((id) => returned.includes(id))).toBe(true);
    if (kind === 'outOfOrderEvents') {
      expect(returned).not.toEqual(happened);
      expect([...returned].sort()).toEqual([...happened].sort());
    }
    // Late events appear after their delay.
    await box.advance(601_000);
    if (kind === 'lateEvents') {
      const all = await events.page(`stream_type=admin_logs_streaming&stream_position=${from}&limit=200`);
      expect(all.entries).toHaveLength(100);
    }
  });
});
