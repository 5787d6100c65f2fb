import { describe, expect, it } from 'vitest';
import { inTurns } from '../../src/util/coalesce.js';

describe('work in turns', () => {
  it('has one that runs and one that is wanted, however often it is asked for', async () => {
    const ends: (() => void)[] = [];
    const turn = inTurns(() => new Promise((end) => ends.push(end)));
    const first = turn();
    const others = [turn(), turn(), turn()];
    expect(ends.length).toBe(1);
    ends[0]!();
    await first;
    await expect.poll(() => ends.length).toBe(2);
    const later = turn();
    ends[1]!();
    await Promise.all(others);
    await expect.poll(() => ends.length).toBe(3);
    ends[2]!();
    await later;
    expect(ends.length).toBe(3);
  });

  it('goes on after one that failed', async () => {
    let turns = 0;
    const turn = inTurns(async () => {
      turns += 1;
      if (turns === 1) throw new Error('away');
    });
    const [first, second] = [turn(), turn()];
    await expect(first).rejects.toThrow('away');
    await second;
    expect(turns).toBe(2);
  });
});
