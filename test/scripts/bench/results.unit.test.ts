import { describe, expect, it } from 'vitest';
import { drawCharts } from '../../../scripts/bench/charts.js';
import { benchPage } from '../../../scripts/bench/page.js';
import {
  figuresOf,
  judgeTargets,
  withScenario,
  type BenchResults,
  type ScenarioResults,
} from '../../../scripts/bench/results.js';
import type { Measured, Target } from '../../../scripts/bench/scenario.js';
import { median, percentile } from '../../../scripts/bench/statistics.js';

const measured = (variant: string, value: number): Measured => ({ variant, figure: 'files/s', unit: 'files/s', value });
const round = (boxward: number, bare: number) => ({ measured: [measured('Boxward', boxward), measured('bare', bare)] });
const target = (bound: Target['bound'], limit: number): Target => ({
  ...{ variant: 'Boxward', figure: 'files/s', bound, limit },
});
const FIGURES = figuresOf([round(10, 40), round(30, 41), round(20, 39)]);
const scenario = (name: string, load = 0, startedAt = '2026-11-28T04:00:00.000Z'): ScenarioResults => ({
  ...{ name, title: 'First scan', measures: 'The scan.', yardstick: 'A loop.', chart: 'files/s', rounds: 3 },
  measurement: {
    ...{ startedAt, commit: 'abc1234', isQuick: true, loadAtStart: [load, 1, 1] },
    machine: {
      ...{ cores: 2, processor: 'Some <processor>', memoryGib: 8, system: 'Linux 6' },
      ...{ node: 'v20.20.0', postgres: '18.4.0', temporal: 'temporal version 1' },
    },
  },
  ...{ seconds: 60, load: [load, load], figures: FIGURES, notes: ['A note.'] },
  targets: judgeTargets(FIGURES, [target('at least', 25)]),
  faults: ['one file is missing'],
});
const results = (load: number): BenchResults => ({ scenarios: [scenario('bulk', load)] });

describe('the figures of a benchmark', () => {
  it('have the values of all rounds, and leave out what the machine does not report', () => {
    expect(FIGURES.map(({ variant, values }) => [variant, values])).toEqual([
      ['Boxward', [10, 30, 20]],
      ['bare', [40, 41, 39]],
    ]);
    expect(figuresOf([{ measured: [measured('Boxward', NaN)] }])).toEqual([]);
  });

  it('are judged by their median', () => {
    const isMet = (bound: Target['bound'], limit: number) => judgeTargets(FIGURES, [target(bound, limit)])[0]?.isMet;
    expect([isMet('at least', 20), isMet('at least', 21)]).toEqual([true, false]);
    expect([isMet('at most', 20), isMet('at most', 19)]).toEqual([true, false]);
  });

  it('miss a target if they were not measured', () => {
    const [judged] = judgeTargets([], [target('at most', 20)]);
    expect(judged).toMatchObject({ value: null, isMet: false });
  });

  it('have medians and percentiles', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, NaN]);
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([percentile(hundred, 0.5), percentile(hundred, 0.95), percentile([7], 0.99)]).toEqual([50, 95, 7]);
  });
});

describe('the results of several runs', () => {
  const order = ['bulk', 'growth', 'api'];
  const names = ({ scenarios }: BenchResults) =>
    scenarios.map(({ name, measurement }) => [name, measurement.startedAt]);

  it('keep other scenarios as they were measured, in the order of the scenarios', () => {
    const earlier: BenchResults = {
      scenarios: [scenario('growth', 0, 'a day before'), scenario('api', 0, 'a day before')],
    };
    expect(names(withScenario(earlier, scenario('bulk', 0, 'today'), order))).toEqual([
      ['bulk', 'today'],
      ['growth', 'a day before'],
      ['api', 'a day before'],
    ]);
  });

  it('replace the earlier results of the same scenario', () => {
    const earlier: BenchResults = {
      scenarios: [scenario('bulk', 0, 'a day before'), scenario('api', 0, 'a day before')],
    };
    expect(names(withScenario(earlier, scenario('bulk', 0, 'today'), order))).toEqual([
      ['bulk', 'today'],
      ['api', 'a day before'],
    ]);
  });

  it('keep a scenario that this version does not have, at the end', () => {
    const merged = withScenario({ scenarios: [scenario('former')] }, scenario('api'), order);
    expect(merged.scenarios.map(({ name }) => name)).toEqual(['api', 'former']);
  });
});

describe('the page of a benchmark', () => {
  it('says of each scenario when, of what commit and how large it was measured', async () => {
    const full = scenario('api', 0, '2026-11-20T10:30:00.000Z');
    const other = { ...full, measurement: { ...full.measurement, isQuick: false, commit: 'def5678' } };
    const page = await benchPage({ scenarios: [scenario('bulk'), other] }, 'benchmarks.svg');
    expect(page).toContain('`--only bulk --quick` on 2026-11-28 at 04:00 UTC, commit abc1234');
    expect(page).toContain('`--only api` on 2026-11-20 at 10:30 UTC, commit def5678');
    expect(page.match(/Some <processor>/g)).toHaveLength(1);
  });

  it('shows figures with their spread, missed targets, faults and notes', async () => {
    const page = await benchPage(results(4), 'benchmarks.svg');
    expect(page).toMatch(/\| files\/s +\| +20 \(10 to 30\) \| +40 \(39 to 41\) \|/);
    for (const text of ['**Missed**: Boxward, files/s: 20', 'one file is missing', 'A note.']) {
      expect(page).toContain(text);
    }
  });

  it('says whether the machine was busy', async () => {
    expect(await benchPage(results(4), 'benchmarks.svg')).toContain('The machine was busy');
    expect(await benchPage(results(0.2), 'benchmarks.svg')).not.toContain('The machine was busy');
  });

  it('has charts with a bar for each variant', () => {
    const charts = drawCharts(results(0));
    expect(charts.match(/<rect x=/g)).toHaveLength(2);
    expect(charts).not.toMatch(/NaN|Infinity|undefined/);
    expect(drawCharts({ scenarios: [] })).not.toMatch(/NaN|Infinity|undefined/);
  });
});
