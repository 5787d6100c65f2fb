import { describe, expect, it } from 'vitest';
import { singleFlight } from '../../src/util/single-flight.js';

/** Work whose runs end when the test resolves or rejects them. */
function controlledWork() {
  const runs: { resolve(result: number): void; reject(error: Error): void }[] = [];
  const work = () => new Promise<number>((resolve, reject) => runs.push({ resolve, reject }));
  return { runs, work };
}

describe('singleFlight', () => {
  it('runs the work once for all concurrent callers, however long it takes', async () => {
    const { runs, work } = controlledWork();
    const call = singleFlight(work, 0);
    const results = [call(), call(), call()];
    expect(runs.length).toBe(1);
    runs[0]!.resolve(7);
    expect(await Promise.all(results)).toEqual([7, 7, 7]);
    void call();
    expect(runs.length).toBe(2);
  });

  it('caches the result from the end of the run', async () => {
    const { runs, work } = controlledWork();
    const call = singleFlight(work, 60_000);
    const first = call();
    runs[0]!.resolve(7);
    await first;
    expect(await call()).toBe(7);
    expect(runs.length).toBe(1);
  });

  it('rejects for all concurrent callers after a failure, and runs again for the next', async () => {
    const { runs, work } = controlledWork();
    const call = singleFlight(work, 60_000);
    const results = [call(), call()];
    runs[0]!.reject(new Error('too slow'));
    for (const each of results) await expect(each).rejects.toThrow('too slow');
    const again = call();
    runs[1]!.resolve(8);
    expect(await again).toBe(8);
  });
});
