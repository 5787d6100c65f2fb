/** `npm run soak`: keeps an enterprise busy for a long time, and judges whether memory, files and tables stay flat. */
import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Boxward } from '../clients/boxward.js';
import { parseOptions, runCommand, sizeFrom, sizeOptions, wholeNumber, type EnterpriseSize } from './options.js';
import { drawChart } from './soak/chart.js';
import { judgeFlatness, seriesOf } from './soak/flatness.js';
import { takeSample, type Sample, type Sampled } from './soak/sample.js';
import { startConnected, untilScanned } from './trial/connected.js';
import { readRuns } from './trial/histories.js';
import { extremes, runFaults } from './trial/judge-runs.js';
import { awaitRest } from './trial/rest.js';
import { runTrial, TRIAL_OPTIONS, type Verdict } from './trial/run-trial.js';
import { say, step } from './trial/say.js';

const SIZE = sizeOptions({ users: 20, files: 5_000, seed: 1, latencyMs: 20 });
const HELP = `Keeps a simulated enterprise busy for a long time, and judges whether anything grows that must not.

Every 10 seconds it records the memory and the open files of each process, the size of each table and its indexes, and
the length of each workflow's history. At the end files and events must be as at Box, and the figures of API and worker,
the queues in Postgres and the histories must be flat once the first third (15 minutes at most) has passed.

  npm run soak -- [options]

  --minutes <n>      how long users work (default 60)
  --rate <n>         their actions a minute (default 600)
${SIZE.help}
  --json <file>      write all samples to a file
  --chart <file>     draw them as SVG
  --help             print this text

The exit code is 0 only if all is flat and nothing was lost; otherwise the logs are kept.
`;
const OPTIONS = {
  ...SIZE.options,
  minutes: { type: 'string', default: '60' },
  rate: { type: 'string', default: '600' },
  chart: { type: 'string' },
  ...TRIAL_OPTIONS,
} as const;
const MINUTE_MS = 60_000;
const EVERY_MS = 10_000;
const SCANNED_WITHIN_MS = 30 * MINUTE_MS;
const RECOVERS_WITHIN_MS = 10 * MINUTE_MS;

await runCommand(main);

interface Options {
  readonly size: EnterpriseSize;
  readonly minutes: number;
  readonly perMinute: number;
  readonly chart: string | undefined;
}

async function main(): Promise<number> {
  const { values } = parseOptions({ options: OPTIONS });
  return runTrial<Options>({ name: 'soak', help: HELP, values, readOptions, work: soak });

  function readOptions(): Options {
    return {
      size: sizeFrom(values),
      minutes: wholeNumber('minutes', values.minutes, 1),
      perMinute: wholeNumber('rate', values.rate, 1),
      chart: values.chart,
    };
  }
}

async function soak(folder: string, { size, minutes, perMinute, chart }: Options): Promise<Verdict> {
  const connected = await startConnected(folder, size);
  const { bed, worker, api, boxward, simulator, connectionId } = connected;
  await untilScanned(boxward, connectionId, { timeoutMs: SCANNED_WITHIN_MS });
  step(`Scanned; users work for ${minutes} minutes, ${perMinute} actions a minute`);

  await simulator.startActivity(perMinute, { seed: size.seed });
  const sampled: Sampled = { processes: [worker, api, ...bed.children], bed, connectionId };
  const samples = await sampleFor(minutes * MINUTE_MS, sampled, boxward);
  await simulator.stopActivity();
  const rest = await awaitRest(connected, RECOVERS_WITHIN_MS);
  const runs = await readRuns(bed.temporalAddress, connectionId);

  const judged = seriesOf(samples).map((series) => judgeFlatness(series));
  if (chart !== undefined) await writeFile(chart, drawChart(samples));
  say('\nSummary');
  for (const { name, first, last, growth, isFlat } of judged) {
    say(`  ${isFlat ? '✓' : '✗'} ${name.padEnd(34)} ${first} → ${last}, ${growth}`);
  }
  return {
    faults: [
      ...judged.filter(({ isFlat }) => !isFlat).map(({ name, growth }) => `${name} is not flat: ${growth}`),
      ...rest.faults,
      ...runFaults(runs),
    ],
    report: { minutes, perMinute, judged, histories: extremes(runs), samples },
  };
}

/** Samples until the time is over. */
async function sampleFor(ms: number, sampled: Sampled, boxward: Boxward): Promise<Sample[]> {
  const samples: Sample[] = [];
  const startedAt = Date.now();
  for (let next = startedAt; next <= startedAt + ms; next += EVERY_MS) {
    await delay(Math.max(next - Date.now(), 0));
    const sample = await takeSample(sampled, Date.now() - startedAt);
    samples.push(sample);
    if (samples.length % 6 === 1) await show(sample);
  }
  return samples;

  async function show({ atMs, processes }: Sample): Promise<void> {
    const { scan } = await boxward.getConnection(sampled.connectionId);
    const memory = processes.map(({ name, mib }) => `${name} ${mib ?? '?'} MiB`).join(', ');
    step(`${Math.round(atMs / MINUTE_MS)} min: ${memory}; ${scan.express.waiting} changes wait`);
  }
}
