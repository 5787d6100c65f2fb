/** `npm run away`: stops every worker while many files change, starts one again, and judges what was lost. */
import type { SimulatorControls } from '../clients/simulator.js';
import { changesOf, inBatches } from './away/changes.js';
import {
  parseOptions,
  runCommand,
  sizeFrom,
  sizeOptions,
  UsageError,
  wholeNumber,
  type EnterpriseSize,
} from './options.js';
import { startConnected, untilScanned, type Connected } from './trial/connected.js';
import { readRuns } from './trial/histories.js';
import { extremes, runFaults } from './trial/judge-runs.js';
import { awaitRest } from './trial/rest.js';
import { runTrial, TRIAL_OPTIONS, type Verdict } from './trial/run-trial.js';
import { say, step } from './trial/say.js';

const SIZE = sizeOptions({ users: 50, files: 30_000, seed: 1, latencyMs: 20 });
const HELP = `Stops every worker, changes many files at Box meanwhile, starts a worker again, and measures how it catches up.

At the end every file and every event must be as at Box, every changed file must have been rescanned after its change,
and no run of a workflow may have exceeded its bounds.

  npm run away -- [options]

  --changes <n>      how many files change while no worker runs (default 25000)
${SIZE.help}
  --within-minutes <n>   how long catching up may take (default 60)
  --json <file>      write the figures to a file
  --help             print this text

The exit code is 0 only if nothing was lost; otherwise the logs are kept.
`;
const OPTIONS = {
  ...SIZE.options,
  changes: { type: 'string', default: '25000' },
  'within-minutes': { type: 'string', default: '60' },
  ...TRIAL_OPTIONS,
} as const;
const MINUTE_MS = 60_000;
/** Actions in one request to the simulator. */
const BATCH = 500;

await runCommand(main);

interface Options {
  readonly size: EnterpriseSize;
  readonly changes: number;
  readonly withinMs: number;
}

async function main(): Promise<number> {
  const { values } = parseOptions({ options: OPTIONS });
  return runTrial<Options>({ name: 'away', help: HELP, values, readOptions, work: beAway });

  function readOptions(): Options {
    const size = sizeFrom(values);
    const changes = wholeNumber('changes', values.changes, 1);
    const withinMs = wholeNumber('within-minutes', values['within-minutes'], 1) * MINUTE_MS;
    if (changes > size.files) throw new UsageError('--changes must not be more than --files');
    return { size, changes, withinMs };
  }
}

async function beAway(folder: string, { size, changes, withinMs }: Options): Promise<Verdict> {
  const connected = await startConnected(folder, size);
  const { worker, boxward, simulator, connectionId } = connected;
  step('Connected; waiting for the scan');
  const patience = { timeoutMs: withinMs, everyMs: 1_000 };
  await untilScanned(boxward, connectionId, patience, ({ backfill }) => backfill?.state === 'done');
  await worker.stop();
  step('Scanned; every worker is stopped');
  await change(simulator, changes, size.seed);
  await worker.start();
  step('A worker runs again');
  return catchUp(connected, withinMs);
}

async function change(simulator: SimulatorControls, count: number, seed: number): Promise<void> {
  const actions = changesOf(await simulator.truthFiles(), count, seed);
  let done = 0;
  for (const batch of inBatches(actions, BATCH)) {
    await simulator.act(batch);
    done += batch.length;
    if (done % (BATCH * 10) === 0 || done === actions.length) step(`${done} of ${actions.length} files have changed`);
  }
}

async function catchUp(connected: Connected, withinMs: number): Promise<Verdict> {
  const { bed, boxward, connectionId } = connected;
  const rest = await awaitRest(connected, withinMs);
  const runs = await readRuns(bed.temporalAddress, connectionId);
  const histories = extremes(runs);
  const { scan } = await boxward.getConnection(connectionId);
  say('\nSummary');
  say(`  Caught up            ${rest.tookMs === null ? 'not in time' : `after ${(rest.tookMs / 1_000).toFixed(1)} s`}`);
  say(`  Priority rescans     ${scan.express.scanned}`);
  for (const [type, { runs: count, events, bytes, signals }] of Object.entries(histories)) {
    say(
      `  ${type.padEnd(20)} ${count} runs; at most ${events} events, ${Math.round(bytes / 1024)} KiB, ${signals} signals`,
    );
  }
  return {
    faults: [...rest.faults, ...runFaults(runs)],
    report: { tookMs: rest.tookMs, express: scan.express, histories },
  };
}
