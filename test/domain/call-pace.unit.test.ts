import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  batchOf,
  borrowedMs,
  freshPace,
  GIVEN_LATE_MS,
  grant,
  HORIZON_MS,
  isQuiet,
  limit,
  SLOT_LIFE_MS,
  type Pace,
} from '../../src/domain/call-pace.js';

/** 975 calls a minute. */
const SPACING = 60_000 / 975;
/** The most calls in any minute, with the burst, without those that processes make before they report them. */
const MOST = 1_000;
const ask = (wanted: { made?: number; live?: number; bulk?: number }) => ({ made: 0, live: 0, bulk: 0, ...wanted });

describe('the slots that the bulk scan asks for ahead', () => {
  it('are those of 350 ms, one at least and never more than 32', () => {
    expect([60_000, SPACING, 60_000 / 3_000, 60_000 / 100_000].map(batchOf)).toEqual([1, 5, 17, 32]);
  });
});

describe('the pace of a user who has not called', () => {
  it('lets 87 live calls go at once, and gives the bulk scan 600 ms of slots', () => {
    expect(grant(freshPace(0), ask({ live: 200 }), SPACING, 0).granted).toMatchObject({ atOnce: 87, live: 87 });
    expect(grant(freshPace(0), ask({ bulk: 200 }), SPACING, 0).granted).toMatchObject({ live: 0, bulk: 6 });
    expect(grant(freshPace(0), ask({ bulk: 200 }), SPACING, 1_000).granted).toMatchObject({
      firstInMs: -250,
      bulk: 10,
    });
  });

  it('lets at least one call go at the lowest rate', () => {
    const { granted } = grant(freshPace(0), ask({ live: 3, bulk: 1 }), 60_000 / 10, 0);
    expect(granted).toMatchObject({ atOnce: 2, live: 2 });
    expect(grant(freshPace(0), ask({ bulk: 1 }), 60_000 / 10, 0).granted.bulk).toBe(1);
  });
});

describe('the pace of a user whose slots the bulk scan takes', () => {
  /** The bulk scan took every slot for a minute. */
  const busy = (): Pace => {
    let pace = freshPace(0);
    for (let now = 0; now <= 60_000; now += 100) ({ pace } = grant(pace, ask({ bulk: 10 }), SPACING, now));
    return pace;
  };

  it('lets live calls go before the slots that the bulk scan holds, and gives it none meanwhile', () => {
    const { granted, pace } = grant(busy(), ask({ live: 6 }), SPACING, 60_000);
    expect(granted.live).toBe(6);
    expect(granted.firstInMs + 5 * granted.spacingMs - borrowedMs(SPACING)).toBeLessThanOrEqual(0);
    expect(grant(pace, ask({ bulk: 10 }), SPACING, 60_000).granted.bulk).toBe(0);
  });

  it('uses 97 % of 1,000 calls a minute', () => {
    let [pace, calls] = [freshPace(0), 0];
    for (let now = 0; now < 60_000; now += 250) {
      const given = grant(pace, ask({ bulk: 10 }), SPACING, now);
      [pace, calls] = [given.pace, calls + given.granted.bulk];
    }
    expect(calls).toBeGreaterThanOrEqual(970);
    expect(calls).toBeLessThanOrEqual(982);
  });
});

describe('a pace after a 429', () => {
  const limited = limit(freshPace(0), 7_000, 0);

  it('gives nothing during the wait that Box requested, or for five seconds without one', () => {
    expect(grant(limited, ask({ live: 1, bulk: 1 }), SPACING, 6_999).granted).toMatchObject({
      live: 0,
      bulk: 0,
      blockedForMs: 1,
    });
    expect(limit(freshPace(0), null, 0).blockedUntil).toBe(5_000);
  });

  it('continues at half the rate, which recovers within two minutes', () => {
    expect(grant(limited, ask({ bulk: 1 }), SPACING, 7_000).granted.spacingMs).toBeCloseTo(2 * SPACING, 5);
    expect(grant(limited, ask({ live: 1 }), SPACING, 37_000).granted.spacingMs).toBeCloseTo(SPACING / 0.75, 5);
    expect(grant(limited, ask({ live: 1 }), SPACING, 127_000).granted.spacingMs).toBe(SPACING);
  });

  it('halves its rate once for all 429s of one wait, to a fifth at least', () => {
    expect(limit(limited, 9_000, 6_999)).toMatchObject({ share: 0.5, blockedUntil: 15_999 });
    let pace = limited;
    for (let now = 7_000; now < 7_010; now += 1) pace = limit(pace, 0, now);
    expect(pace.share).toBe(0.2);
  });
});

describe('a 429', () => {
  it('is for the user’s own calls if half of the live calls have been used that fit at once', () => {
    const after = (calls: number) => grant(freshPace(1e6), ask({ live: calls }), SPACING, 1e6).pace;
    expect(isQuiet(after(40), SPACING, 1e6)).toBe(true);
    expect(isQuiet(after(50), SPACING, 1e6)).toBe(false);
  });
});

/** A process that asks now and then, uses each slot at a random time of its life, or dies with its slots. */
const processes = fc.array(
  fc.array(
    fc.record({
      pauseMs: fc.integer({ min: 1, max: 3_000 }),
      live: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 120 })),
      bulk: fc.integer({ min: 0, max: 12 }),
      late: fc.double({ min: 0, max: 1, noNaN: true }),
      dies: fc.boolean(),
    }),
    { minLength: 5, maxLength: 150 },
  ),
  { minLength: 1, maxLength: 5 },
);

describe('any number of processes that share a pace', () => {
  it('make at most 1,000 calls in any minute, whenever they ask, use their slots, or die', () => {
    fc.assert(
      fc.property(processes, fc.constantFrom(0, 1e12), (plans, start) => {
        const asks = plans
          .flatMap((steps) => {
            let at = start;
            return steps.map((step) => ({ ...step, at: (at += step.dies ? step.pauseMs : step.pauseMs / 10) }));
          })
          .sort((a, b) => a.at - b.at);
        let pace = freshPace(start);
        const calls: number[] = [];
        for (const { at, live, bulk, late, dies } of asks) {
          const given = grant(pace, ask({ live, bulk }), SPACING, at);
          pace = given.pace;
          const { firstInMs, spacingMs, atOnce } = given.granted;
          for (let index = 0; index < given.granted.live + given.granted.bulk; index += 1) {
            const slot = at + firstInMs + index * spacingMs;
            const isLive = index < given.granted.live;
            const from = index < atOnce ? at : Math.max(slot - (isLive ? borrowedMs(SPACING) : 0), at);
            const until = Math.max(slot + SLOT_LIFE_MS, from);
            if (!dies || index % 3 === 0) calls.push(from + (until - from) * (index < atOnce ? 0 : late));
          }
        }
        calls.sort((a, b) => a - b);
        let first = 0;
        for (const [index, call] of calls.entries()) {
          while (calls[first]! <= call - 60_000) first += 1;
          expect(index - first + 1).toBeLessThanOrEqual(MOST);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('never leave a slot unused while calls wait, if one of them asks within the time in which slots are given', () => {
    const lateness = fc.array(fc.integer({ min: 1, max: GIVEN_LATE_MS }), { minLength: 50, maxLength: 200 });
    fc.assert(
      fc.property(lateness, (pauses) => {
        let [pace, now, calls] = [freshPace(0), 0, 0];
        for (const pause of pauses) {
          now += pause;
          const given = grant(pace, ask({ bulk: 100 }), SPACING, now);
          [pace, calls] = [given.pace, calls + given.granted.bulk];
          expect(calls).toBeGreaterThanOrEqual(Math.floor((now + HORIZON_MS) / SPACING) - 1);
        }
      }),
    );
  });
});
