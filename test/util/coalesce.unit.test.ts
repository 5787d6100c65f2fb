import { describe, expect, it } from 'vitest';
import { coalesce } from '../../src/util/coalesce.js';

describe('coalesce', () => {
  it('starts one further run for all calls made during a run', async () => {
    const ends: (() => void)[] = [];
    const call = coalesce(() => new Promise((end) => ends.push(end)));
    const first = call();
    const others = [call(), call(), call()];
    expect(ends.length).toBe(1);
    ends[0]!();
    await first;
    await expect.poll(() => ends.length).toBe(2);
    const later = call();
    ends[1]!();
    await Promise.all(others);
    await expect.poll(() => ends.length).toBe(3);
    ends[2]!();
    await later;
    expect(ends.length).toBe(3);
  });

  it('runs again after a run that failed', async () => {
    let runs = 0;
    const call = coalesce(async () => {
      runs += 1;
      if (runs === 1) throw new Error('away');
    });
    const [first, second] = [call(), call()];
    await expect(first).rejects.toThrow('away');
    await second;
    expect(runs).toBe(2);
  });
});
