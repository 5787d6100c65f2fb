import { describe, expect, it } from 'vitest';
import { inOrder, inTurn } from '../../../scripts/bench/order.js';

describe('the order of a round', () => {
  it('is the opposite one in every other round, and the results stay in place', async () => {
    const runs: string[] = [];
    const run = (name: string) => async () => {
      runs.push(name);
      return name.toUpperCase();
    };
    const results = [];
    for (const round of [0, 1, 2]) results.push(await inTurn(round, run('ours'), run('theirs')));
    expect(runs).toEqual(['ours', 'theirs', 'theirs', 'ours', 'ours', 'theirs']);
    expect(results).toEqual(Array(3).fill(['OURS', 'THEIRS']));
  });

  it('never runs both at once', async () => {
    let running = 0;
    const alone = async () => {
      running += 1;
      await Promise.resolve();
      expect(running).toBe(1);
      running -= 1;
    };
    await inTurn(0, alone, alone);
    await inTurn(1, alone, alone);
  });

  it('of variants alternates too', () => {
    expect([inOrder(0, [1, 2, 4]), inOrder(1, [1, 2, 4])]).toEqual([
      [1, 2, 4],
      [4, 2, 1],
    ]);
  });
});
