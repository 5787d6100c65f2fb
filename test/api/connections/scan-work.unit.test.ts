import { describe, expect, it } from 'vitest';
import { createScanWork } from '../../../src/api/connections/scan-work.js';
import { openDatabase } from '../../../src/store/sql/postgres.js';

/** Counts of which each takes `tookMs` on a clock of its own; `problems` is the number of counts so far. */
function counter(tookMs: number) {
  let at = 0;
  let runs = 0;
  const countWork = createScanWork(
    () => {
      at += tookMs;
      runs += 1;
      return Promise.resolve({ usersDone: 0, foldersWaiting: 0, problems: runs });
    },
    () => at,
  );
  // Never connects: the counts above do not use it.
  const db = openDatabase('postgres://unused@127.0.0.1:1/unused');
  const running = { connectionId: 'c', generation: 1, isRunning: true };
  const count = async (scan: Partial<typeof running> = {}) => (await countWork(db, { ...running, ...scan })).problems;
  return { count, wait: (ms: number) => void (at += ms) };
}

describe('the work that waits in a scan', () => {
  it('is counted again for each request while that is cheap', async () => {
    const { count } = counter(49);
    expect([await count(), await count()]).toEqual([1, 2]);
  });

  it('is reused for twenty times as long as counting takes, per connection', async () => {
    const { count, wait } = counter(100);
    expect(await count()).toBe(1);
    wait(1_999);
    expect([await count(), await count({ connectionId: 'other' })]).toEqual([1, 2]);
    wait(2);
    expect(await count()).toBe(3);
  });

  it('is at most 10 s old', async () => {
    const { count, wait } = counter(60_000);
    expect(await count()).toBe(1);
    wait(10_001);
    expect(await count()).toBe(2);
  });

  it('is counted again once the scan has ended, each time while none runs, and when the next one runs', async () => {
    const { count } = counter(100);
    expect(await count()).toBe(1);
    const ended = { isRunning: false };
    expect([await count(ended), await count(ended)]).toEqual([2, 3]);
    expect([await count({ generation: 2 }), await count({ generation: 2 })]).toEqual([4, 4]);
    expect(await count()).toBe(5);
  });
});
