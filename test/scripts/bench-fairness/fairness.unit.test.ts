import { describe, expect, it } from 'vitest';
import { rewriteEnterprise, secretsIn } from '../../../scripts/bench-fairness/routing.js';
import { fairnessFaults, tableLines, type Fairness } from '../../../scripts/bench-fairness/table.js';

const times = (endedAt: number, totalMs = 5_000, files = 300) => ({ files, endedAt, totalMs, scanMs: totalMs });
const fair: Fairness = {
  alone: times(1_000),
  beside: times(2_000, 10_000),
  big: times(9_000, 60_000, 10_000),
  liveDelays: [1_000, 3_000],
  together: [times(90_000, 80_000, 10_000), times(20_000), times(30_000, 7_500)],
};

describe('the judgement of fairness', () => {
  it('accepts small connections that end before the big one', () => {
    expect(fairnessFaults(fair)).toEqual([]);
  });

  it.each([
    ['a small one that waited for the big one', { beside: times(9_500) }, 'ended after the big one'],
    ['one of many that waited', { together: [times(10_000), times(9_000), times(11_000)] }, '1 of 2 small'],
    ['a live change that was not rescanned', { liveDelays: [1_000, null] }, '1 of 2 live changes'],
    ['that no change was measured', { liveDelays: [] }, 'no live change'],
  ])('finds %s', (_, change, expected) => {
    expect(fairnessFaults({ ...fair, ...change })).toEqual([expect.stringContaining(expected)]);
  });

  it('prints the times and how they compare', () => {
    const table = tableLines(fair).join('\n');
    expect(table).toMatch(/Small \(300 files\) alone +5\.0 s/);
    expect(table).toMatch(/Small beside big +10\.0 s +2\.0 ×/);
    expect(table).toMatch(/2 small together, slowest +7\.5 s +1\.5 ×/);
    expect(table).toMatch(/Live changes beside the bulk \(2\) +p50 3\.0 s +p95 3\.0 s/);
  });
});

describe('the router', () => {
  it('finds codes and tokens in forms and in JSON', () => {
    expect(secretsIn('grant_type=authorization_code&code=abc&client_id=x')).toEqual(['abc']);
    expect(secretsIn('grant_type=refresh_token&refresh_token=r%2B1')).toEqual(['r+1']);
    expect(secretsIn('{"access_token":"a","refresh_token":"b","expires_in":1}')).toEqual(['a', 'b']);
    expect(secretsIn('')).toEqual([]);
  });

  it('gives each enterprise an id of its own', () => {
    const body = '{"enterprise":{"id":"1234567"},"size":1234567}';
    expect(rewriteEnterprise(body, 0)).toBe(body);
    expect(rewriteEnterprise(body, 3)).toBe('{"enterprise":{"id":"1234570"},"size":1234567}');
  });
});
