/** Makes the page of a results file. */
import { format } from 'prettier';
import type { BenchResults, Figure, Machine, Measurement, ScenarioResults } from './results.js';
import { median } from './statistics.js';
import { formatNumber, targetLine } from './words.js';

/** The page as Markdown; `chart` is the address of the charts from the page. The same results give the same page. */
export async function benchPage(results: BenchResults, chart: string): Promise<string> {
  const text = [
    '# Benchmarks',
    'This page is made by `npm run bench -- --page docs/benchmarks.json` from the results in [`benchmarks.json`](benchmarks.json). Do not edit it. [CONTRIBUTING.md](../CONTRIBUTING.md#benchmarks) describes the command.',
    ...machines(results),
    "Everything runs on one machine: the simulator, Temporal's development server, Postgres, the workers and the API, which are built and run as in the image of a release. Each figure is the median of the rounds, with the lowest and the highest in brackets. Rounds alternate the order of the variants, and each variant stands beside its yardstick in the same minutes.",
    `![The main figure of each scenario](${chart})`,
    ...results.scenarios.map(section),
  ].join('\n\n');
  return format(text, { parser: 'markdown', printWidth: 120 });
}

/** Each machine once, with its scenarios if there are several. */
function machines({ scenarios }: BenchResults): string[] {
  const described = scenarios.map(({ name, measurement }) => ({ name, text: describe(measurement.machine) }));
  const texts = [...new Set(described.map(({ text }) => text))];
  if (texts.length === 1) return [`Measured on ${texts[0] ?? ''}.`];
  return texts.map((text) => {
    const names = described.filter((each) => each.text === text).map(({ name }) => `\`${name}\``);
    return `- ${names.join(', ')}: measured on ${text}.`;
  });
}

const describe = ({ cores, processor, memoryGib, system, node, postgres, temporal }: Machine): string =>
  `${cores} cores (${processor}), ${memoryGib} GiB of memory, ${system}; Node ${node}, Postgres ${postgres}, ${temporal}`;

/** Whether other work had a core or more when the command started. */
const isBusy = ({ loadAtStart }: Measurement): boolean => (loadAtStart[0] ?? 0) >= 1;

function section(scenario: ScenarioResults): string {
  const { title, name, measures, yardstick, measurement, rounds, seconds, load, figures } = scenario;
  const { targets, faults, notes } = scenario;
  const { startedAt, commit, isQuick, loadAtStart } = measurement;
  return [
    `## ${title}`,
    measures,
    `Yardstick: ${yardstick}`,
    [
      `Measured with \`--only ${name}${isQuick ? ' --quick' : ''}\` on ${startedAt.slice(0, 10)} at ${startedAt.slice(11, 16)} UTC, commit ${commit}: ${rounds} ${rounds === 1 ? 'round' : 'rounds'} in ${Math.round(seconds)} s, load average ${load.map(formatNumber).join(' before, ')} after.`,
      isQuick ? 'With `--quick`, sizes are small and rounds few, and what takes long is left out.' : '',
      isBusy(measurement)
        ? `**The machine was busy with other work** (load average ${loadAtStart.map(formatNumber).join(', ')} before the first scenario): compare figures of this scenario, not absolute ones.`
        : '',
    ]
      .filter((part) => part !== '')
      .join(' '),
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
