import { describe, expect, it } from 'vitest';
import { drawChart } from '../../../scripts/soak/chart.js';
import { fit, judgeFlatness, seriesOf, type Series } from '../../../scripts/soak/flatness.js';
import type { Sample } from '../../../scripts/soak/sample.js';

const MINUTE_MS = 60_000;
const series = (values: readonly number[]): Series => ({
  name: 'memory of worker',
  unit: 'MiB',
  points: values.map((value, index) => ({ atMs: index * MINUTE_MS, value })),
  mayGrow: { share: 0.1, by: 20 },
});
const sample = (index: number): Sample => ({
  atMs: index * 10_000,
  processes: [
    { name: 'worker', mib: 200 + index, files: 40 },
    { name: 'Postgres', mib: 90, files: null },
  ],
  tables: [{ name: 'frontier', tableBytes: 8_192, indexBytes: 8_192, rows: 0 }],
  histories: [{ name: 'full-scan', events: 30 * index, bytes: 100 }],
});

describe('the judgement of flatness', () => {
  it('ignores the warm-up', () => {
    expect(judgeFlatness(series([100, 250, 300, 301, 299, 300, 301, 300, 299]))).toMatchObject({
      isFlat: true,
      last: '299 MiB',
    });
  });

  it('finds a leak, and says how much it is in an hour', () => {
    const leak = judgeFlatness(series(Array.from({ length: 60 }, (_, minute) => 200 + 2 * minute)));
    expect(leak).toMatchObject({ isFlat: false, growth: '+120 MiB an hour' });
  });

  it('does not take one high sample for a leak', () => {
    expect(judgeFlatness(series([300, 300, 300, 300, 380, 300, 300, 300, 300])).isFlat).toBe(true);
  });

  it('judges nothing from fewer than four samples', () => {
    expect(judgeFlatness(series([1, 100, 1_000]))).toMatchObject({ isFlat: true, growth: 'too few samples' });
  });

  it('fits a line', () => {
    expect(fit([{ atMs: 0, value: 1 }, { atMs: 10, value: 21 }])).toEqual({ slope: 2, mean: 11 }); // prettier-ignore
    expect(fit([{ atMs: 5, value: 3 }])).toEqual({ slope: 0, mean: 3 });
  });

  it('judges memory and files of our own processes, and the tables of work under way', () => {
    expect(seriesOf([0, 1, 2].map(sample)).map(({ name }) => name)).toEqual([
      'memory of worker',
      'open files of worker',
      'table frontier and its indexes',
    ]);
  });
});

describe('the chart', () => {
  it('is the same for the same samples, and has a line for each figure that was read', () => {
    const samples = Array.from({ length: 7 }, (_, index) => sample(index));
    const chart = drawChart(samples);
    expect(drawChart(samples)).toBe(chart);
    for (const label of ['worker 206', 'Postgres 90', 'frontier 0', 'full-scan 180']) expect(chart).toContain(label);
    expect(chart).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('can be drawn without samples', () => {
    expect(drawChart([])).not.toMatch(/NaN|Infinity|undefined/);
  });
});
