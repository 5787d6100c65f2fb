import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullBudget, shrink, take, type Budget } from '../../src/box/budget.js';

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
