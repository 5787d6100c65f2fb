import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planMonth } from '../../src/domain/monthly-calls.js';

const DAY_MS = 24 * 3_600_000;
/** Ten days are left of a month of 30. */
const NOW = new Date('2026-11-21T00:00:00Z');
const plan = (thisMonth: number, liveInWeek = 0, ofLastScan = 0, connections = 1) =>
  planMonth({ connections, thisMonth, liveInWeek, ofLastScan }, 100_000, DAY_MS, NOW);

describe('the month’s calls', () => {
  it('are forecast from live work and scans as they were', () => {
    expect(plan(20_000, 7_000, 2_000)).toEqual({
      forecast: 20_000 + 10 * 1_000 + 10 * 2_000,
      isLow: false,
      bulkSpacingMs: null,
      slowedUntil: null,
    });
  });

  it('slow the scan so that what live work leaves lasts until the month ends (UTC)', () => {
    const { forecast, isLow, bulkSpacingMs, slowedUntil } = plan(60_000, 7_000, 5_000);
    expect([forecast, isLow, slowedUntil]).toEqual([120_000, true, new Date('2026-12-01T00:00:00Z')]);
    // 98,000 less 60,000 and 10,000 of live work.
    expect(bulkSpacingMs).toBeCloseTo((10 * DAY_MS) / 28_000, 5);
  });

  it('slow the scan from three quarters on, and run short from nine tenths on', () => {
    expect(plan(75_000)).toMatchObject({ isLow: false, slowedUntil: new Date('2026-12-01T00:00:00Z') });
    expect(plan(89_999).isLow).toBe(false);
    expect(plan(90_000).isLow).toBe(true);
  });

  it('are divided among the connections of the enterprise', () => {
    expect(plan(60_000, 7_000, 5_000, 2).bulkSpacingMs).toBeCloseTo((2 * 10 * DAY_MS) / 28_000, 5);
  });

  it('that are used up leave the scan one call in ten minutes', () => {
    expect(plan(150_000).bulkSpacingMs).toBe(600_000);
  });

  it('last, however they are used before: a slowed scan and live work as expected stay within them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 97_000 }),
        fc.integer({ min: 0, max: 50_000 }),
        fc.integer({ min: 0, max: 50_000 }),
        (used, live, scan) => {
          const { bulkSpacingMs } = plan(used, live, scan);
          if (bulkSpacingMs === null || bulkSpacingMs === 600_000) return;
          expect(used + (live / 7) * 10 + (10 * DAY_MS) / bulkSpacingMs).toBeLessThanOrEqual(98_000.01);
        },
      ),
    );
  });
});
