/** `npm run bench`: measures the whole product, each scenario beside its own yardstick in the same run. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { drawCharts } from './bench/charts.js';
import { benchPage } from './bench/page.js';
import { readResults } from './bench/results-file.js';
import { runBench, type RunOptions } from './bench/run.js';
import { SCENARIOS } from './bench/scenarios.js';
import { parseOptions, runCommand, UsageError, wholeNumber } from './options.js';
import { runTrial, TRIAL_OPTIONS } from './trial/run-trial.js';
import { say } from './trial/say.js';

const HELP = `Measures the whole product on this machine with the simulator instead of Box: Postgres, Temporal, workers and API run as
separate processes, built as for a release. Each scenario is measured beside its own yardstick in the same run, several
times; every other round measures in the opposite order.

  npm run bench -- [options]

  --only <name,...>   run only these scenarios
  --quick             small sizes and few rounds: about five minutes for all scenarios instead of hours
  --repeat <n>        rounds of each scenario
  --json <file>       keep the figures in a file, of each scenario as soon as it has ended. What the file holds of other
                      scenarios stays, with the date, the commit and the size that it was measured with
  --page <file>       measure nothing; make the page and the charts of such a file, beside it
  --help              print this text

Scenarios:
${SCENARIOS.map(({ name, title }) => `  ${name.padEnd(12)} ${title}`).join('\n')}

The exit code is 1 if a target is missed or something is not as at Box; with --quick, targets are only reported.
Progress is printed while it works. Ctrl-C stops everything and removes what was started; of the scenario that it
interrupts nothing is kept. Nothing else should run on the machine: the load average is among the results.
`;
const OPTIONS = {
  only: { type: 'string' },
  quick: { type: 'boolean', default: false },
  repeat: { type: 'string' },
  page: { type: 'string' },
  ...TRIAL_OPTIONS,
} as const;

await runCommand(main);

async function main(): Promise<number> {
  const { values } = parseOptions({ options: OPTIONS });
  if (values.page !== undefined && !values.help) return makePage(values.page);
  // `runBench` writes the file itself: results of other scenarios stay in it.
  return runTrial<RunOptions>({
    name: 'bench',
    help: HELP,
    values: { help: values.help },
    readOptions,
    work: runBench,
  });

  async function readOptions(): Promise<RunOptions> {
    const scenarios = scenariosNamed(values.only);
    // Now and not after an hour: it may hold something else.
    if (values.json !== undefined) await readResults(values.json);
    return {
      scenarios,
      order: SCENARIOS.map(({ name }) => name),
      file: values.json ?? null,
      isQuick: values.quick,
      repeat: values.repeat === undefined ? null : wholeNumber('repeat', values.repeat, 1),
    };
  }
}

function scenariosNamed(only: string | undefined): RunOptions['scenarios'] {
  if (only === undefined) return SCENARIOS;
  const names = only.split(',');
  const unknown = names.find((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (unknown !== undefined) {
    throw new UsageError(`--only: there is no scenario "${unknown}"; --help lists them`);
  }
  return SCENARIOS.filter(({ name }) => names.includes(name));
}

async function makePage(file: string): Promise<number> {
  if (!file.endsWith('.json')) throw new UsageError(`--page must be a results file that ends in .json, not "${file}"`);
  const results = await readResults(file);
  if (results.scenarios.length === 0) throw new UsageError(`--page: ${file} holds no results`);
  const base = file.slice(0, -'.json'.length);
  await writeFile(`${base}.svg`, drawCharts(results));
  await writeFile(`${base}.md`, await benchPage(results, `${path.basename(base)}.svg`));
  say(`${base}.md and ${base}.svg were made from ${file}`);
  return 0;
}
