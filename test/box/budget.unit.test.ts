import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullBudget, isIdle, refill, shrink, take, type Budget, type CallLane } from '../../src/box/budget.js';

const LIMITS = { requestsPerMinute: 900 };

/** How many calls a lane may make at once. */
function callsAtOnce(budget: Budget, lane: CallLane, now = 0, limits = LIMITS): number {
  let [calls, taken] = [0, take(budget, limits, lane, now)];
  while (taken.waitMs === 0) [calls, taken] = [calls + 1, take(taken.budget, limits, lane, now)];
  return calls;
}
/** A budget whose calls have all been made at this time. */
const used = (now = 0): Budget => ({ ...fullBudget(LIMITS, now), tokens: 0 });

describe('a burst', () => {
  it('is a tenth of a minute’s calls, a fifth of which the bulk leaves to live work', () => {
    expect([callsAtOnce(fullBudget(LIMITS, 0), 'live'), callsAtOnce(fullBudget(LIMITS, 0), 'bulk')]).toEqual([90, 72]);
  });

  it('is at least two calls, so that a low limit does not stop the bulk', () => {
    const limits = { requestsPerMinute: 6 };
    expect(callsAtOnce(fullBudget(limits, 0), 'live', 0, limits)).toBe(2);
    expect(callsAtOnce(fullBudget(limits, 0), 'bulk', 0, limits)).toBe(1);
  });

  it('does not grow beyond its size while nobody calls', () => {
    expect(callsAtOnce(fullBudget(LIMITS, 0), 'live', 600_000)).toBe(90);
  });
});

describe('a budget that has been used', () => {
  it('earns 15 calls per second at 900 per minute, however often it is refilled', () => {
    expect(callsAtOnce(used(), 'live', 1_000)).toBe(15);
    const refilled = [100, 500, 900].reduce((budget, now) => refill(budget, LIMITS, now), used());
    expect(callsAtOnce(refilled, 'live', 1_000)).toBe(15);
  });

  it('earns no time twice when the clock is set back', () => {
    const setBack = take(used(10_000), LIMITS, 'live', 9_000);
    expect(setBack.waitMs).toBeGreaterThan(0);
    expect(callsAtOnce(setBack.budget, 'live', 10_000)).toBe(0);
    expect(callsAtOnce(setBack.budget, 'live', 11_000)).toBe(15);
  });

  it('returns the wait for one call; for the bulk also for the share of live work', () => {
    // 60,000 ms / 900, and 19 times that: the reserve is 18 calls.
    expect([take(used(), LIMITS, 'live', 0).waitMs, take(used(), LIMITS, 'bulk', 0).waitMs]).toEqual([67, 1_267]);
  });
});

describe('a budget after a 429', () => {
  it('returns what remains of the wait that Box requested, or of five seconds without one', () => {
    expect(take(shrink(fullBudget(LIMITS, 0), LIMITS, 7_000, 0), LIMITS, 'live', 2_000).waitMs).toBe(5_000);
    expect(take(shrink(fullBudget(LIMITS, 0), LIMITS, null, 0), LIMITS, 'live', 0).waitMs).toBe(5_000);
  });

  it('earns nothing during that wait', () => {
    const limited = shrink(fullBudget(LIMITS, 0), LIMITS, 7_000, 0);
    expect(callsAtOnce(refill(limited, LIMITS, 6_000), 'live', 7_000)).toBe(0);
    expect(callsAtOnce(limited, 'live', 8_000)).toBe(7);
  });

  it('halves its rate once for all 429s of one wait, and is blocked until the longest of them ends', () => {
    const { rate } = fullBudget(LIMITS, 0);
    const first = shrink(fullBudget(LIMITS, 0), LIMITS, 7_000, 0);
    const again = shrink(shrink(first, LIMITS, 9_000, 6_999), LIMITS, 1_000, 7_000);
    expect([first.rate, again.rate, again.blockedUntil]).toEqual([rate / 2, rate / 2, 15_999]);
    expect(shrink(first, LIMITS, 1_000, 7_000).rate).toBe(rate / 4);
  });

  it('keeps at least a fifth of its rate, and is back at the full rate within two minutes', () => {
    const { rate } = fullBudget(LIMITS, 0);
    let budget = fullBudget(LIMITS, 0);
    for (let now = 0; now < 10; now += 1) budget = shrink(budget, LIMITS, 0, now);
    expect(budget.rate).toBeCloseTo(rate / 5, 10);
    expect(refill(budget, LIMITS, 60_009).rate).toBeCloseTo((rate * 7) / 10, 10);
    expect(refill(budget, LIMITS, 120_009).rate).toBe(rate);
  });

  it('reserves less for live work, in proportion to its rate', () => {
    const half = { ...fullBudget(LIMITS, 0), rate: fullBudget(LIMITS, 0).rate / 2 };
    expect(callsAtOnce(half, 'bulk')).toBe(81);
  });
});

describe('a budget that may be forgotten', () => {
  it('is full and at the full rate', () => {
    const full = fullBudget(LIMITS, 0);
    expect(isIdle(full, LIMITS, 0)).toBe(true);
    expect(isIdle({ ...full, tokens: 89 }, LIMITS, 0)).toBe(false);
    expect(isIdle({ ...full, rate: full.rate / 2 }, LIMITS, 0)).toBe(false);
    expect(isIdle(used(), LIMITS, 5_999)).toBe(false);
    expect(isIdle(used(), LIMITS, 6_001)).toBe(true);
  });
});

describe('a budget of calls', () => {
  const limits = { requestsPerMinute: 900 };

  it('never allows more calls in a minute than Box does, whatever their distribution', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 50, maxLength: 2_000 }), (pauses) => {
        let budget: Budget = fullBudget(limits, 0);
        let now = 0;
        const taken: number[] = [];
        for (const pause of pauses) {
          now += pause;
          const result = take(budget, limits, 'live', now);
          budget = result.budget;
          if (result.waitMs === 0) taken.push(now);
        }
        for (const [i, from] of taken.entries()) {
          const inMinute = taken.slice(i).filter((at) => at < from + 60_000).length;
          expect(inMinute).toBeLessThanOrEqual(1_000);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('returns a wait after which the next call is allowed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.constantFrom('bulk', 'live'), (calls, lane) => {
        let budget = fullBudget(limits, 0);
        let waitMs = 0;
        for (let i = 0; i < calls && waitMs === 0; i += 1) ({ budget, waitMs } = take(budget, limits, lane, 0));
        if (waitMs > 0) expect(take(budget, limits, lane as 'bulk', waitMs).waitMs).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('reserves a share for live work when the bulk has used its own', () => {
    let budget = fullBudget(limits, 0);
    let waitMs = 0;
    while (waitMs === 0) ({ budget, waitMs } = take(budget, limits, 'bulk', 0));
    expect(take(budget, limits, 'live', 0).waitMs).toBe(0);
  });

  it('makes the bulk wait less than 5 seconds even at the lowest rate', () => {
    let budget = fullBudget(limits, 0);
    for (let refusal = 0; refusal < 20; refusal += 1) budget = shrink(budget, limits, 0, 0);
    const { waitMs } = take(budget, limits, 'bulk', 0);
    expect(waitMs).toBeLessThan(5_000);
  });

  it('waits as long as Box requires after a 429, continues at a lower rate, and recovers', () => {
    const limited = shrink(fullBudget(limits, 0), limits, 7_000, 0);
    expect(take(limited, limits, 'live', 6_999).waitMs).toBeGreaterThan(0);
    const after = take(limited, limits, 'live', 8_000);
    expect(after.waitMs).toBe(0);
    expect(after.budget.rate).toBeLessThan(fullBudget(limits, 0).rate);
    expect(take(limited, limits, 'live', 600_000).budget.rate).toBe(fullBudget(limits, 0).rate);
  });
});
