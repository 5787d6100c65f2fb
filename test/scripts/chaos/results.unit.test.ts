import { describe, expect, it } from 'vitest';
import { hasPassed, summaryLines, totalsOf, type RoundResult } from '../../../scripts/chaos/results.js';

const round: RoundResult = {
  seed: 1, ms: 50_000, blows: ['kill', 'fault'], recoveryMs: 2_000, losses: [], untrue: [], help: [], endedByThemselves: 0,
  connectionId: 'c', samples: [],
}; // prettier-ignore

describe('the summary of a run', () => {
  it('counts blows by kind, losses, untrue statements, and the quantiles of recovery', () => {
    const rounds = [
      ...Array.from({ length: 18 }, (_, seed) => ({ ...round, seed })),
      { ...round, seed: 18, recoveryMs: 30_000 },
      { ...round, seed: 19, recoveryMs: null, losses: ['missing: /a.txt'], untrue: ['says healthy'] },
    ];
    const totals = totalsOf(rounds);
    expect(totals).toMatchObject({
      rounds: 20,
      failedSeeds: [19],
      losses: 1,
      untrue: 1,
      blows: { kill: 20, fault: 20 },
    });
    expect(totals.recoveryMs).toEqual({ p50: 2_000, p95: 30_000, max: 30_000 });
    const text = summaryLines(totals, (seed) => `npm run chaos -- --seed ${seed} --rounds 1`).join('\n');
    expect(text).toContain('20, 1 failed');
    expect(text).toContain('npm run chaos -- --seed 19 --rounds 1');
  });

  it('fails a round for one loss, and for one untrue statement', () => {
    expect(hasPassed(round)).toBe(true);
    expect(hasPassed({ ...round, losses: ['x'] })).toBe(false);
    expect(hasPassed({ ...round, untrue: ['x'] })).toBe(false);
  });

  it('has no quantiles when nothing recovered', () => {
    expect(totalsOf([{ ...round, recoveryMs: null }]).recoveryMs).toBeNull();
  });
});
