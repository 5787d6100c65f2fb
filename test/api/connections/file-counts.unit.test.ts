import { describe, expect, it } from 'vitest';
import { createFileCounts } from '../../../src/api/connections/file-counts.js';
import { openDatabase } from '../../../src/store/sql/postgres.js';

/** Counts of which each takes `tookMs` on a clock of its own; `active` is the number of counts so far. */
function counter(tookMs: number) {
  let at = 0;
  let runs = 0;
  const countFiles = createFileCounts(
    () => {
      at += tookMs;
      runs += 1;
      return Promise.resolve({ active: runs, trashed: 0, gone: 0 });
    },
    () => at,
  );
  // Never connects: the counts above do not use it.
  const db = openDatabase('postgres://unused@127.0.0.1:1/unused');
  return { count: async (id = 'c') => (await countFiles(db, id)).active, wait: (ms: number) => void (at += ms) };
}

describe('the number of files of a connection', () => {
  it('is counted again for each request while that is cheap', async () => {
    const { count } = counter(49);
    expect([await count(), await count()]).toEqual([1, 2]);
  });

  it('is reused for twenty times as long as counting takes, per connection', async () => {
    const { count, wait } = counter(100);
    expect(await count()).toBe(1);
    wait(1_999);
    expect([await count(), await count('other')]).toEqual([1, 2]);
    wait(2);
    expect(await count()).toBe(3);
  });

  it('is at most 10 s old', async () => {
    const { count, wait } = counter(60_000);
    expect(await count()).toBe(1);
    wait(10_001);
    expect(await count()).toBe(2);
  });
});
