import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawCharts } from '../../../scripts/bench/charts.js';
import { benchPage } from '../../../scripts/bench/page.js';
import { benchResults } from '../../../scripts/bench/results.js';

const read = (file: string): string => readFileSync(`docs/${file}`, 'utf8');

describe('docs/benchmarks.md', () => {
  it('is what `npm run bench -- --page docs/benchmarks.json` makes from the results', async () => {
    const results = benchResults.parse(JSON.parse(read('benchmarks.json')));
    expect(read('benchmarks.md')).toBe(await benchPage(results, 'benchmarks.svg'));
    expect(read('benchmarks.svg')).toBe(drawCharts(results));
  });
});
