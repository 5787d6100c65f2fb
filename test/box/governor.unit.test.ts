import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { BoxError } from '../../src/box/errors.js';
import { createGovernor, createGovernors, type Governor } from '../../src/box/governor.js';
import { createLocalPace } from '../../src/box/local-pace.js';
import type { PaceAnswer } from '../../src/domain/pace-keys.js';

/** Nine calls fit at once. */
const governorOf100 = (): Governor => createGovernor({ requestsPerMinutePerUser: 100 });

/** Whether a call of this user may be made at once. */
const isFree = (governor: Governor, userId: string): Promise<boolean> =>
  governor.acquire(userId, 'live', AbortSignal.timeout(30)).then(
    () => true,
    () => false,
  );

describe('a 429 from Box', () => {
  it('blocks only that user if they have used up their own budget', async () => {
    const governor = governorOf100();
    for (let call = 0; call < 8; call += 1) await governor.acquire('busy', 'live');
    governor.limited('busy', 5_000);
    expect(await isFree(governor, 'busy')).toBe(false);
    expect(await isFree(governor, 'other')).toBe(true);
  });

  it('blocks only that user also if they were within their own budget: another app may have used it up', async () => {
    const governor = governorOf100();
    governor.limited('quiet', 5_000);
    expect(await isFree(governor, 'quiet')).toBe(false);
    expect(await isFree(governor, 'other')).toBe(true);
  });

  it('blocks all users once two were limited within their own budgets, because Box then charges the caller', async () => {
    const governor = governorOf100();
    governor.limited('quiet', 5_000);
    governor.limited('also-quiet', 5_000);
    expect(await isFree(governor, 'quiet')).toBe(false);
    expect(await isFree(governor, 'other')).toBe(false);
  });

  it('blocks nobody else while all users together make more calls than Box allows a single one', async () => {
    const clock = { now: 0 };
    const governor = createGovernor({ requestsPerMinutePerUser: 1_000, now: () => clock.now });
    // 30 users at two thirds of their pace: 20,000 calls in a minute.
    for (; clock.now < 12_000; clock.now += 100) {
      for (let user = 0; user < 30; user += 1) await governor.acquire(`user-${user}`, 'live');
    }
    governor.limited('user-1', 5_000);
    governor.limited('user-2', 5_000);
    expect(await isFree(governor, 'user-1')).toBe(false);
    expect(await isFree(governor, 'user-3')).toBe(true);
  });

  it('blocks a user for the wait that Box requested', async () => {
    let now = 0;
    const governor = createGovernor({ requestsPerMinutePerUser: 100, now: () => now });
    governor.limited('user', 5_000);
    expect(await isFree(governor, 'user')).toBe(false);
    now = 30_000;
    expect(await isFree(governor, 'user')).toBe(true);
  });
});

describe('a bulk call of a user whom Box has wait', () => {
  const LIMITED = { type: 'BoxRateLimited' };
  /** A user who has used up their own budget: others are not concerned. */
  async function busyUser(): Promise<Governor> {
    const governor = governorOf100();
    for (let call = 0; call < 8; call += 1) await governor.acquire('busy', 'live');
    return governor;
  }

  it('fails at once with the time that is left, so that its listing does not keep the place of another user’s', async () => {
    const governor = await busyUser();
    governor.limited('busy', 20_000);
    const error: unknown = await governor.acquire('busy', 'bulk').catch((reason: unknown) => reason);
    expect(error).toMatchObject(LIMITED);
    expect((error as BoxError).retryAfterMs).toBeGreaterThan(19_000);
    await governor.acquire('other', 'bulk');
  });

  it('fails also if it waited already', async () => {
    const governor = await busyUser();
    const waiting = Array.from({ length: 20 }, () => governor.acquire('busy', 'bulk'));
    const results = Promise.allSettled(waiting);
    governor.limited('busy', 20_000);
    const failed = (await results).filter(({ status }) => status === 'rejected');
    expect(failed.length).toBeGreaterThan(10);
    for (const { reason } of failed as PromiseRejectedResult[]) expect(reason).toMatchObject(LIMITED);
  });

  it('waits if it is not for long', async () => {
    const governor = await busyUser();
    governor.limited('busy', 200);
    await governor.acquire('busy', 'bulk');
  });
});

describe('the users of whom more calls would only wait', () => {
  it('are those of whom four bulk calls wait already, and those whom Box has wait', async () => {
    const governors = createGovernors({ requestsPerMinutePerUser: 60 });
    const [governor, other] = [governors.of('c'), governors.of('other')];
    const endings: AbortController[] = [];
    const begin = (of: Governor, userId: string, calls: number) =>
      Array.from({ length: calls }, () => {
        const ending = new AbortController();
        endings.push(ending);
        return of.acquire(userId, 'bulk', ending.signal).catch(() => undefined);
      });
    const calls = [...begin(governor, 'busy', 8), ...begin(governor, 'calm', 2), ...begin(other, 'elsewhere', 8)];
    governor.limited('limited', 20_000);
    await vi.waitUntil(() => governor.waitingUsers().busy.length > 0);
    expect(governor.waitingUsers()).toEqual({ busy: ['busy'], limited: ['limited'] });
    for (const ending of endings) ending.abort();
    await Promise.all(calls);
    expect(governor.waitingUsers().busy).toEqual([]);
  });
});

describe('the bulk scan', () => {
  it('takes only slots for calls that wait, because another process could use the others', async () => {
    const pace = createLocalPace();
    const given: number[] = [];
    const governor = createGovernor({
      requestsPerMinutePerUser: 6_000,
      pace: {
        ...pace,
        take: async (asks) => {
          const answers = await pace.take(asks);
          given.push(...answers.map(({ bulk }) => bulk));
          return answers;
        },
      },
    });
    for (let call = 0; call < 20; call += 1) await governor.acquire('a', 'bulk');
    expect(given.reduce((sum, bulk) => sum + bulk, 0)).toBe(20);
  });
});

describe('two processes', () => {
  it('both keep the bulk calls of a user from Box who was limited in one of them, also the first', async () => {
    const pace = createLocalPace();
    const [one, other] = [1, 2].map(() => createGovernors({ requestsPerMinutePerUser: 1_000, pace }).of('c'));
    one!.limited('a', 20_000);
    expect(await isFree(one!, 'a')).toBe(false);
    await expect(other!.acquire('a', 'bulk', AbortSignal.timeout(5_000))).rejects.toMatchObject({
      type: 'BoxRateLimited',
    });
    expect(await isFree(other!, 'b')).toBe(true);
  });
});

describe('the end of a rate limit', () => {
  it('is known until it is over', () => {
    let now = 1_000_000;
    const governor = createGovernor({ requestsPerMinutePerUser: 100, now: () => now });
    expect(governor.limitedUntil()).toBeNull();
    governor.limited('a', 30_000);
    governor.limited('b', 10_000);
    expect(governor.limitedUntil()).toBe(1_030_000);
    now += 30_000;
    expect(governor.limitedUntil()).toBeNull();
  });
});

describe('the budgets of users', () => {
  /** A governor of which nine calls fit at once, whose clock stands still. */
  const governorAt = (clock: { now: number }): Governor =>
    createGovernor({ requestsPerMinutePerUser: 100, now: () => clock.now });
  const call = async (governor: Governor, userId: string, calls: number): Promise<void> => {
    for (let made = 0; made < calls; made += 1) await governor.acquire(userId, 'live');
  };

  it('are separate: calls of one user take nothing from another', async () => {
    const governor = governorAt({ now: 0 });
    for (const userId of ['a', 'b', 'c']) await call(governor, userId, 9);
    expect(await isFree(governor, 'a')).toBe(false);
    expect(await isFree(governor, 'd')).toBe(true);
  });

  it('show that a user caused a 429 who has used half of the burst', async () => {
    const governor = governorAt({ now: 0 });
    await call(governor, 'busy', 5);
    governor.limited('busy', 5_000);
    expect(await isFree(governor, 'busy')).toBe(false);
    expect(await isFree(governor, 'other')).toBe(true);
  });

  it('are joined by one for all users for ten minutes after Box charged the caller', async () => {
    const clock = { now: 0 };
    const governor = governorAt(clock);
    governor.limited('quiet', 1_000);
    governor.limited('also-quiet', 1_000);
    // Until the shared pace knows.
    expect(await isFree(governor, 'quiet')).toBe(false);
    clock.now = 599_999;
    await call(governor, 'a', 9);
    expect(await isFree(governor, 'b')).toBe(false);
    clock.now = 600_000;
    expect(await isFree(governor, 'b')).toBe(true);
  });

  it('keep the wait of a busy user to that user, also once all share one budget', async () => {
    const clock = { now: 0 };
    const governor = governorAt(clock);
    await call(governor, 'busy', 9);
    governor.limited('busy', 300_000);
    governor.limited('quiet', 1_000);
    expect(await isFree(governor, 'quiet')).toBe(false);
    clock.now = 5_000;
    expect(await isFree(governor, 'other')).toBe(true);
    expect(await isFree(governor, 'busy')).toBe(false);
  });

  it('are kept while they are in use, however many users there are', async () => {
    const clock = { now: 0 };
    const governor = governorAt(clock);
    await call(governor, 'busy', 9);
    for (let user = 0; user < 1_100; user += 1) await governor.acquire(`user-${user}`, 'live');
    expect(await isFree(governor, 'busy')).toBe(false);
  });

  it('delay a call until it fits, and then let it through', async () => {
    // 540 calls fit at once, then one each 10 ms: at a lower rate the wait would exceed the time of this test.
    const governor = createGovernor({ requestsPerMinutePerUser: 6_000 });
    await Promise.all(Array.from({ length: 545 }, () => governor.acquire('busy', 'live')));
    expect(governor.limitedUntil()).toBeNull();
  });
});

describe('a call on which others depend', () => {
  it('is made before those that wait already', async () => {
    const governor = createGovernor({ requestsPerMinutePerUser: 6_000 });
    const order: string[] = [];
    const calls = Array.from({ length: 545 }, (_, call) =>
      governor.acquire('busy', 'live').then(() => order.push(`${call}`)),
    );
    const poll = governor.acquire('busy', 'live', undefined, true).then(() => order.push('poll'));
    await Promise.all([...calls, poll]);
    expect(order.indexOf('poll')).toBeLessThan(541);
  });
});

describe('a call that begins to wait while other users are given slots', () => {
  it('is asked for as soon as they have theirs, and not only with the next other call', async () => {
    // No timer fires: the call goes only if the end of the question before leads to its own.
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const pace = createLocalPace();
    const asked: (() => void)[] = [];
    const governor = createGovernor({
      requestsPerMinutePerUser: 1_000,
      pace: {
        ...pace,
        take: (asks) =>
          new Promise<readonly PaceAnswer[]>((resolve) => asked.push(() => void pace.take(asks).then(resolve))),
      },
    });
    await governor.acquire('a', 'live');
    const second = governor.acquire('a', 'live');
    await vi.waitUntil(() => asked.length === 1);
    await governor.acquire('b', 'live');
    const waiting = governor.acquire('b', 'live');
    asked[0]?.();
    await second;
    await vi.waitUntil(() => asked.length === 2);
    asked[1]?.();
    await waiting;
  });
});
