import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latencyOf } from '../../../simulator/box/faults/faults.js';

describe('the latency of a fault', () => {
  const fault = (ms: number, tail: 'fixed' | 'pareto', seed: number) =>
    ({ id: '1', kind: 'latency', rate: 1, seed, ms, tail, endsAt: null, hits: 0, tries: 0 }) as const;

  it('is always the same with a fixed tail', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.integer(), fc.nat(1_000), (ms, seed, number) => {
        expect(latencyOf({ fault: fault(ms, 'fixed', seed), number })).toBe(ms);
      }),
    );
  });

  it('with a Pareto tail is at least its minimum, rarely ten times and never more than fifty times as long', () => {
    const waits = Array.from({ length: 5_000 }, (_, number) => latencyOf({ fault: fault(100, 'pareto', 1), number }));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...waits)).toBeLessThanOrEqual(5_000);
    const share = waits.filter((ms) => ms > 1_000).length / waits.length;
    // 3.2 % of a Pareto distribution of shape 1.5 are above ten times its minimum.
    expect(share).toBeGreaterThan(0.025);
    expect(share).toBeLessThan(0.039);
  });
});
