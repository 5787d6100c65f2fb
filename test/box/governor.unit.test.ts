import { describe, expect, it } from 'vitest';
import { createGovernor, type Governor } from '../../src/box/governor.js';

/** A bucket of 10 calls. */
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

  it('blocks all users if the user was within their own budget, because Box then charges the caller', async () => {
    const governor = governorOf100();
    governor.limited('quiet', 5_000);
    expect(await isFree(governor, 'quiet')).toBe(false);
    expect(await isFree(governor, 'other')).toBe(false);
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
