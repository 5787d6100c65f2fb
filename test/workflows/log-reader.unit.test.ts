import { describe, expect, it } from 'vitest';
import { pauseAfter } from '../../workflows/support/log-reader.js';
import { earliestOf, retryPause } from '../../workflows/support/retry.js';

describe('the pauses between tries', () => {
  it('grow from a minute to an hour for a refused period', () => {
    expect([0, 1, 2, 5, 6, 100].map((failures) => pauseAfter(failures) / 60_000)).toEqual([1, 2, 4, 32, 60, 60]);
  });

  it('grow from 5 seconds to 5 minutes for the start of the events', () => {
    expect([0, 1, 2, 5, 6, 100].map((failures) => retryPause(failures) / 1_000)).toEqual([5, 10, 20, 160, 300, 300]);
  });

  it('end with the earliest try that is due', () => {
    const [early, late] = ['2026-11-01T10:00:00.000Z', '2026-11-01T11:00:00.000Z'].map((at) => ({ at, failures: 1 }));
    expect([earliestOf(null, undefined), earliestOf(late, early), earliestOf(late, null)]).toEqual([
      null,
      early!.at,
      late!.at,
    ]);
  });
});
