import { describe, expect, it } from 'vitest';
import { shareWork } from '../../src/util/single-flight.js';

/** Work that ends when it is told to. */
function slowWork() {
  const ends: { done(answer: number): void; fail(error: Error): void }[] = [];
  const work = () => new Promise<number>((done, fail) => ends.push({ done, fail }));
  return { ends, work };
}

describe('work that many ask for', () => {
  it('runs once for all who ask while it runs, however long that is', async () => {
    const { ends, work } = slowWork();
    const ask = shareWork(work, 0);
    const asked = [ask(), ask(), ask()];
    expect(ends.length).toBe(1);
    ends[0]!.done(7);
    expect(await Promise.all(asked)).toEqual([7, 7, 7]);
    void ask();
    expect(ends.length).toBe(2);
  });

  it('is fresh from its end on', async () => {
    const { ends, work } = slowWork();
    const ask = shareWork(work, 60_000);
    const first = ask();
    ends[0]!.done(7);
    await first;
    expect(await ask()).toBe(7);
    expect(ends.length).toBe(1);
  });

  it('is done anew after a failure, which all who asked are told of', async () => {
    const { ends, work } = slowWork();
    const ask = shareWork(work, 60_000);
    const asked = [ask(), ask()];
    ends[0]!.fail(new Error('too slow'));
    for (const each of asked) await expect(each).rejects.toThrow('too slow');
    const again = ask();
    ends[1]!.done(8);
    expect(await again).toBe(8);
  });
});
