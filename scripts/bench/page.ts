/** Makes the page of a results file. */
import { format } from 'prettier';
import type { BenchResults, Figure, ScenarioResults } from './results.js';
import { median } from './statistics.js';
import { formatNumber, targetLine } from './words.js';

/** The page as Markdown; `chart` is the address of the charts from the page. The same results give the same page. */
export async function benchPage(results: BenchResults, chart: string): Promise<string> {
  const { machine, scenarios, startedAt, isQuick } = results;
  const load = machine.load.map(formatNumber).join(', ');
  const text = [
    '# Benchmarks',
    'This page is made by `npm run bench -- --page docs/benchmarks.json` from the results in [`benchmarks.json`](benchmarks.json). Do not edit it. [CONTRIBUTING.md](../CONTRIBUTING.md#benchmarks) describes the command.',
    `Measured on ${startedAt.slice(0, 10)} at ${startedAt.slice(11, 16)} UTC, commit ${machine.commit}${isQuick ? ', with `--quick`: small sizes and few rounds' : ''}.`,
    [
      `- ${machine.cores} cores (${machine.processor}), ${machine.memoryGib} GiB of memory, ${machine.system}. Everything runs on this machine: the simulator, Temporal's development server, Postgres, the workers and the API.`,
      `- Node ${machine.node}, Postgres ${machine.postgres}, ${machine.temporal}.`,
      `- Load average when the benchmark started: ${load}.${isBusy(results) ? ' **The machine was busy with other work**: compare figures of the same scenario, not absolute ones.' : ''}`,
    ].join('\n'),
    'Each figure is the median of the rounds, with the lowest and the highest in brackets. Rounds interleave the variants, so that each stands beside its yardstick in the same minutes.',
    `![The main figure of each scenario](${chart})`,
    ...scenarios.map(section),
  ].join('\n\n');
  return format(text, { parser: 'markdown', printWidth: 120 });
}

/** Whether other work had a core or more when it started. */
const isBusy = ({ machine }: BenchResults): boolean => (machine.load[0] ?? 0) >= 1;

function section(scenario: ScenarioResults): string {
  const { title, name, measures, yardstick, rounds, seconds, load, figures, targets, faults, notes } = scenario;
  return [
    `## ${title}`,
    measures,
    `Yardstick: ${yardstick}`,
    `\`--only ${name}\`; ${rounds} ${rounds === 1 ? 'round' : 'rounds'} in ${Math.round(seconds)} s; load average ${load.map(formatNumber).join(' before, ')} after.`,
    table(figures),
    targets.map((target) => `- ${target.isMet ? 'Met' : '**Missed**'}: ${targetLine(target)}`).join('\n'),
    faults.length === 0 ? '' : `**Not as at Box:**\n\n${faults.map((fault) => `- ${escape(fault)}`).join('\n')}`,
    notes.map((note) => `- ${escape(note)}`).join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** A row for each figure, a column for each variant. */
function table(figures: readonly Figure[]): string {
  const variants = [...new Set(figures.map(({ variant }) => variant))];
  const rows = [...new Set(figures.map(({ figure }) => figure))].map((name) => {
    const unit = figures.find(({ figure }) => figure === name)?.unit ?? '';
    const cells = variants.map((variant) => {
      const found = figures.find((each) => each.figure === name && each.variant === variant);
      return found ? cell(found.values) : '–';
    });
    return [escape(unit === '' || unit === name ? name : `${name}, ${unit}`), ...cells];
  });
  const lines = [['', ...variants.map(escape)], ['---', ...variants.map(() => '---:')], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function cell(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const middle = formatNumber(median(values));
  return low === high ? middle : `${middle} (${formatNumber(low)} to ${formatNumber(high)})`;
}

const escape = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '\\<');
