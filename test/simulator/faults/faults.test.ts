import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { latencyOf } from '../../../simulator/box/faults/faults.js';
import { randomFraction } from '../../../simulator/random.js';
import { APP } from '../support/api.js';
import { startSignedIn, tokenOf, type SignedIn } from '../support/signed-in.js';

const REQUESTS = 150;
const RATE = 0.2;
const SEED = 11;
const ROUTE = '/users/me?fields=login,created_at';
interface Fault {
  readonly id: string;
  readonly hits: number;
  readonly tries: number;
}

let box: SignedIn;
beforeAll(async () => {
  box = await startSignedIn({ users: 6, files: 200, seed: 2, rateLimitPerMinute: 1_000_000 });
});
afterAll(() => box.close());
beforeEach(() => box.controls.clearFaults());

const add = (fault: Record<string, unknown>) => box.sim<Fault>('POST', '/faults', { seed: SEED, ...fault });
const faults = () => box.sim<Fault[]>('GET', '/faults');

/** How often a fault of this kind strikes, of so many tries: drawn, and so always the same. */
const expected = (kind: string, tries = REQUESTS): number =>
  Array.from({ length: tries }, (_, i) => randomFraction(SEED, 'fault', kind, i + 1) < RATE).filter(Boolean).length;

/** What a client sees of a request: a status with what is odd about the answer, or that the connection broke. */
async function seen(answer: Promise<Response>): Promise<string> {
  try {
    const response = await answer;
    const text = await response.text();
    const retry = response.headers.get('retry-after');
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    const length = response.headers.has('content-length') ? '' : ' in pieces';
    return `${response.status}${retry === null ? '' : ` after ${retry}`}${text === '' ? ' empty' : isJson ? '' : ' not JSON'}${shape(text)}${length}`;
  } catch {
    return 'broken';
  }
}

function shape(text: string): string {
  try {
    if (text === '') return '';
    const body: unknown = JSON.parse(text);
    const isBox = typeof body === 'object' && body !== null && 'type' in body;
    return isBox ? '' : ' of no shape';
  } catch {
    return ' unreadable';
  }
}

describe('each fault strikes at the rate that was asked for', () => {
  it.each([
    ['403', {}, '403'],
    ['404', {}, '404'],
    ['409', {}, '409'],
    ['429', { ms: 7_000 }, '429 after 7'],
    ['500', {}, '500'],
    ['502html', {}, '502 not JSON unreadable'],
    ['503', {}, '503'],
    ['503', { ms: 3_000 }, '503 after 3'],
    ['reset', {}, 'broken'],
    ['resetAfterEffect', {}, 'broken'],
    ['slowDrip', { ms: 10 }, '200 in pieces'],
    ['truncatedJson', {}, '200 unreadable'],
    ['wrongJson', {}, '200 of no shape'],
    ['wrongContentType', {}, '200 not JSON'],
    ['expiredToken', {}, '401 empty'],
  ])('%s %j', async (kind, more, sight) => {
    await add({ kind, rate: RATE, route: '/users/me', ...more });
    const sights = new Map<string, number>();
    for (let i = 0; i < REQUESTS; i += 1) {
      const what = await seen(box.api(ROUTE));
      sights.set(what, (sights.get(what) ?? 0) + 1);
    }
    const hits = expected(kind);
    expect(Object.fromEntries(sights)).toEqual({ 200: REQUESTS - hits, [sight]: hits });
    expect(await faults()).toMatchObject([{ hits, tries: REQUESTS }]);
    // Three and a half standard deviations about the rate.
    expect(Math.abs(hits - REQUESTS * RATE)).toBeLessThan(3.5 * Math.sqrt(REQUESTS * RATE * (1 - RATE)));
  });

  it('hang', async () => {
    await add({ kind: 'hang', rate: RATE, route: '/users/me' });
    const abort = new AbortController();
    let answered = 0;
    const requests = Array.from({ length: 60 }, async () => {
      const response = await box.api(ROUTE, { signal: abort.signal });
      answered += response.status === 200 ? 1 : 0;
    });
    const hits = expected('hang', 60);
    while (answered < 60 - hits || (await faults())[0]!.tries < 60)
      await new Promise((resolve) => setImmediate(resolve));
    expect(await faults()).toMatchObject([{ hits }]);
    expect(answered).toBe(60 - hits);
    abort.abort();
    await Promise.allSettled(requests);
  });

  it('latency', async () => {
    await add({ kind: 'latency', rate: RATE, route: '/users/me', ms: 1 });
    for (let i = 0; i < REQUESTS; i += 1) expect((await box.api(ROUTE)).status).toBe(200);
    expect(await faults()).toMatchObject([{ hits: expected('latency'), tries: REQUESTS }]);
  });

  it('clockSkew', async () => {
    await add({ kind: 'clockSkew', rate: RATE, route: '/users/me', ms: -3_600_000 });
    const times = new Map<number, number>();
    let early = 0;
    for (let i = 0; i < REQUESTS; i += 1) {
      const response = await box.api(ROUTE);
      const { created_at } = (await response.json()) as { created_at: string };
      times.set(Date.parse(created_at), (times.get(Date.parse(created_at)) ?? 0) + 1);
      if (Date.parse(response.headers.get('date')!) < box.now() - 1_800_000) early += 1;
    }
    const hits = expected('clockSkew');
    expect(early).toBe(hits);
    const [first, second] = [...times.keys()].sort((a, b) => a - b);
    expect(second! - first!).toBe(3_600_000);
    expect([times.get(first!), times.get(second!)]).toEqual([hits, REQUESTS - hits]);
  });

  it.each(['duplicateEvents', 'outOfOrderEvents', 'lateEvents'])('%s, of events', async (kind) => {
    const [file] = await box.controls.pick('file', 'n=1');
    const position = async () => {
      const text = await (await box.api('/events?stream_type=admin_logs_streaming&stream_position=now')).text();
      return /"next_stream_position":"?(\d+)/.exec(text)![1]!;
    };
    const from = await position();
    await add({ kind, rate: RATE, ...(kind === 'lateEvents' ? { ms: 600_000 } : {}) });
    const done = await box.controls.act(Array.from({ length: 100 }, () => ({ type: 'preview', fileId: file!.id })));
    const answer = await box.api(`/events?stream_type=admin_logs_streaming&stream_position=${from}&limit=100`);
    const told = ((await answer.json()) as { entries: { event_id: string }[] }).entries.map(({ event_id }) => event_id);
    const [fault] = await faults();
    expect(fault!.hits).toBe(expected(kind, fault!.tries));
    const [happened, seenIds] = [done.map(({ eventId }) => eventId!), new Set(told)];
    // What is made twice brings an earlier one along, which may be of before.
    if (kind === 'duplicateEvents') expect(told.length).toBe(100 + 2 * fault!.hits);
    if (kind === 'lateEvents') expect(told.length).toBe(100 - fault!.hits);
    if (kind !== 'lateEvents') expect(happened.every((id) => seenIds.has(id))).toBe(true);
    if (kind === 'outOfOrderEvents') {
      expect(told).not.toEqual(happened);
      expect([...told].sort()).toEqual([...happened].sort());
    }
    // What was late is late no more.
    box.later(601_000);
    if (kind === 'lateEvents') {
      const all = await box.api(`/events?stream_type=admin_logs_streaming&stream_position=${from}&limit=200`);
      expect(((await all.json()) as { entries: unknown[] }).entries).toHaveLength(100);
    }
  });
});

describe('a fault', () => {
  it('before the effect leaves it undone, after the effect leaves it done', async () => {
    const revoke = (token: string) =>
      fetch(`${box.url}/oauth2/revoke`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: APP.clientId, client_secret: APP.clientSecret, token }),
      });
    for (const [kind, status] of [
      ['reset', 200],
      ['resetAfterEffect', 401],
    ] as const) {
      const token = await tokenOf(box.url);
      await add({ kind, route: 'POST /oauth2/revoke', count: 1 });
      expect(await seen(revoke(token))).toBe('broken');
      const after = await box.api(ROUTE, { headers: { authorization: `Bearer ${token}` } });
      expect([kind, after.status]).toEqual([kind, status]);
    }
  });

  it('of latency lets later requests overtake, and spoils nothing', async () => {
    await add({ kind: 'latency', route: 'fields=name', ms: 1_000 });
    const order: string[] = [];
    const slow = box.api('/users/me?fields=name').then(({ status }) => order.push(`slow ${status}`));
    await box.api('/users/me?fields=login').then(({ status }) => order.push(`quick ${status}`));
    await slow;
    expect(order).toEqual(['quick 200', 'slow 200']);
  });

  it('strikes only its route and its user, and no more often than its count', async () => {
    const [, , , user] = await box.controls.truthUsers();
    await add({ kind: '500', route: 'GET /2.0/folders/0/items', userId: user!.userId, count: 2 });
    const status = async (path: string, as?: string) =>
      (await box.api(path, { headers: as === undefined ? {} : { 'as-user': as } })).status;
    expect(await status('/folders/0/items')).toBe(200);
    expect(await status('/users/me', user!.userId)).toBe(200);
    const statuses = [];
    for (let i = 0; i < 4; i += 1) statuses.push(await status('/folders/0/items', user!.userId));
    expect(statuses).toEqual([500, 500, 200, 200]);
  });

  it('that revokes ends the token for good', async () => {
    const token = await tokenOf(box.url);
    const ask = () => box.api(ROUTE, { headers: { authorization: `Bearer ${token}` } });
    expect((await ask()).status).toBe(200);
    await add({ kind: 'revokedToken', route: '/users/me', count: 1 });
    expect([(await ask()).status, (await ask()).status]).toEqual([401, 401]);
  });

  it('is ended by its id, others stay', async () => {
    const first = await add({ kind: '500', route: 'nowhere' });
    const second = await add({ kind: '404', route: 'nowhere' });
    await box.sim('DELETE', `/faults/${first.id}`);
    expect((await faults()).map(({ id }) => id)).toEqual([second.id]);
    expect((await fetch(`${box.url}/_sim/faults/${first.id}`, { method: 'DELETE' })).status).toBe(404);
  });

  it('strikes the same requests for the same seed, and others for another', async () => {
    const run = async (seed: number) => {
      await box.controls.clearFaults();
      await add({ kind: '500', rate: 0.5, seed, route: '/users/me' });
      const statuses = [];
      for (let i = 0; i < 40; i += 1) statuses.push((await box.api(ROUTE)).status);
      return statuses;
    };
    const first = await run(1);
    expect(await run(1)).toEqual(first);
    expect(await run(2)).not.toEqual(first);
  });
});

describe('latency', () => {
  const fault = (ms: number, tail: 'fixed' | 'pareto', seed: number) =>
    ({ id: '1', kind: 'latency', rate: 1, seed, ms, tail, hits: 0, tries: 0 }) as const;

  it('that is fixed is always the same', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.integer(), fc.nat(1_000), (ms, seed, number) => {
        expect(latencyOf({ fault: fault(ms, 'fixed', seed), number })).toBe(ms);
      }),
    );
  });

  it('with a heavy tail is never shorter, rarely ten times and never more than fifty times as long', () => {
    const waits = Array.from({ length: 5_000 }, (_, number) => latencyOf({ fault: fault(100, 'pareto', 1), number }));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...waits)).toBeLessThanOrEqual(5_000);
    const share = waits.filter((ms) => ms > 1_000).length / waits.length;
    // A Pareto law of shape 1.5 puts 3.2 % beyond ten times its least.
    expect(share).toBeGreaterThan(0.025);
    expect(share).toBeLessThan(0.039);
  });
});
