import { describe, expect, it } from 'vitest';
import { groupCalls } from '../../src/util/group-calls.js';

/** Groups whose runs end when `end` is called, and what each run got. */
function heldGroups({ limit = 10, refused = [] as readonly string[], isAll = false } = {}) {
  const runs: (readonly string[])[] = [];
  const ends: (() => void)[] = [];
  const call = groupCalls(
    async (calls: readonly string[]) => {
      runs.push(calls);
      await new Promise<void>((resolve) => ends.push(resolve));
      if (calls.some((each) => refused.includes(each))) throw new Error(`refused: ${calls.join()}`);
      return calls.map((each) => each.toUpperCase());
    },
    { limit, concernsAll: () => isAll },
  );
  const settled = async (promises: readonly Promise<string>[]) => {
    let isOver = false;
    const results = Promise.allSettled(promises).finally(() => (isOver = true));
    while (!isOver) {
      ends.shift()?.();
      await new Promise(setImmediate);
    }
    return (await results).map((each) => (each.status === 'fulfilled' ? each.value : String(each.reason)));
  };
  return { runs, call, settled };
}

describe('calls that are made while others run', () => {
  it('run together, after the first one, which waits for none', async () => {
    const { runs, call, settled } = heldGroups();
    expect(await settled(['a', 'b', 'c'].map(call))).toEqual(['A', 'B', 'C']);
    expect(runs).toEqual([['a'], ['b', 'c']]);
  });

  it('run in groups of at most the limit', async () => {
    const { runs, call, settled } = heldGroups({ limit: 2 });
    expect(await settled(['a', 'b', 'c', 'd'].map(call))).toEqual(['A', 'B', 'C', 'D']);
    expect(runs).toEqual([['a'], ['b', 'c'], ['d']]);
  });

  it('fail only for themselves', async () => {
    const { runs, call, settled } = heldGroups({ refused: ['c'] });
    expect(await settled(['a', 'b', 'c', 'd'].map(call))).toEqual(['A', 'B', 'Error: refused: c', 'D']);
    expect(runs).toEqual([['a'], ['b', 'c', 'd'], ['b'], ['c'], ['d']]);
  });

  it('fail together for what concerns all of them', async () => {
    const { runs, call, settled } = heldGroups({ refused: ['c'], isAll: true });
    const refused = 'Error: refused: b,c';
    expect(await settled(['a', 'b', 'c'].map(call))).toEqual(['A', refused, refused]);
    expect(runs).toHaveLength(2);
  });
});

it('calls run after a run that failed', async () => {
  const { call, settled } = heldGroups({ refused: ['a'] });
  expect(await settled([call('a')])).toEqual(['Error: refused: a']);
  expect(await settled([call('b')])).toEqual(['B']);
});
