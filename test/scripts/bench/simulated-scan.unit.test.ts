import { describe, expect, it } from 'vitest';
import { simulateDay } from '../../../scripts/bench/simulated-day.js';
import {
  createTimeline,
  simulateScan,
  type Assumptions,
  type OwnerTree,
} from '../../../scripts/bench/simulated-scan.js';

/** A root with `folders` folders of `files` files each. */
const flat = (folders: number, files: number): OwnerTree => ({
  folders,
  contentsOf: (folder) =>
    folder === null ? { firstFolder: 0, endFolder: folders, files: 0 } : { firstFolder: 0, endFolder: 0, files },
});
const ASSUMED: Assumptions = {
  ...{ owners: [flat(2_000, 10)], callsPerMinute: 1_000, latencyMs: 100, inFlight: 32 },
  collaborated: { folder: 0, file: 0 },
};

describe('a simulated scan', () => {
  it('lists every folder of every owner once', () => {
    const scan = simulateScan({ ...ASSUMED, owners: [flat(300, 10), flat(0, 0), flat(5, 2_500)] });
    // Of the third owner each folder has three pages.
    expect(scan).toMatchObject({ files: 3_000 + 12_500, folders: 308, calls: 1 + 300 + 1 + 1 + 15 });
  });

  it('of one user takes as long as the pace of that user', () => {
    const scan = simulateScan(ASSUMED);
    // The root has two pages.
    expect(scan.calls).toBe(2_002);
    // Two minutes at 1,000 calls a minute; slots ahead of time at the start save part of a second.
    expect(scan.seconds).toBeGreaterThan(119);
    expect(scan.seconds / scan.leastSeconds).toBeLessThan(1.01);
  });

  it('of many users takes as long as the calls in flight allow', () => {
    const scan = simulateScan({ ...ASSUMED, owners: Array.from({ length: 2_000 }, () => flat(1, 10)) });
    expect(scan.leastSeconds).toBeCloseTo((2_000 * 2 * 0.1) / 32, 5);
    expect(scan.seconds / scan.leastSeconds).toBeLessThan(1.05);
  });

  it('takes turns between users, so that the folders of one do not hold up those of others', () => {
    const scan = simulateScan({ ...ASSUMED, owners: Array.from({ length: 40 }, () => flat(50, 10)) });
    expect(scan.seconds / scan.leastSeconds).toBeLessThan(1.05);
  });

  it('reads collaborations with further calls', () => {
    const scan = simulateScan({ ...ASSUMED, collaborated: { folder: 0.04, file: 0.01 } });
    expect(scan.calls).toBe(2_002 + 2_000 * 0.04 + 20_000 * 0.01);
  });

  it('lists a level before the next: all folders of a flat tree wait at the same time', () => {
    expect(simulateScan({ ...ASSUMED, inFlight: 1 }).mostWaiting).toBe(2_000);
  });
});

describe('a timeline', () => {
  it('returns entries by time, and those of the same time in the order in which they came', () => {
    const timeline = createTimeline<string>();
    for (const [at, value] of [
      [2, 'c'],
      [1, 'a'],
      [3, 'd'],
      [1, 'b'],
    ] as const)
      timeline.add(at, value);
    expect([0, 1, 2, 3].map(() => timeline.take()?.value)).toEqual(['a', 'b', 'c', 'd']);
    expect(timeline.take()).toBeUndefined();
  });
});

describe('a simulated day', () => {
  const DAY = {
    ...{ changes: 5_000, users: 100, callsPerMinute: 1_000, latencyMs: 100 },
    ...{ slots: 2, batch: 10, atOnce: 5 },
  };

  it('rescans each change at once while the slots are not the limit', () => {
    const day = simulateDay({ ...DAY, withinMs: 500_000 });
    expect(day.delaysMs).toHaveLength(5_000);
    expect(Math.max(...day.delaysMs)).toBeLessThan(500);
    expect(day.mostInPostgres).toBe(0);
  });

  it('works off a storm at the rate of the slots, through Postgres, and loses none', () => {
    const day = simulateDay({ ...DAY, withinMs: 1_000 });
    expect(day.delaysMs).toHaveLength(5_000);
    expect(day.mostInPostgres).toBeGreaterThan(3_000);
    // Two slots rescan ten files in 200 ms each.
    expect(day.seconds).toBeGreaterThan(49);
    expect(day.seconds).toBeLessThan(53);
  });

  it('of one user takes as long as the pace of that user', () => {
    const day = simulateDay({ ...DAY, users: 1, changes: 2_000, withinMs: 1_000 });
    expect(day.seconds).toBeGreaterThan(110);
    expect(day.seconds).toBeLessThan(125);
  });
});
