/** `npm run away`: stops every worker while many files change, starts one again, and judges what was lost. */
import { boxwardAt, type Boxward } from '../clients/boxward.js';
import { simulatorAt, type SimulatorControls } from '../clients/simulator.js';
import { changesOf, inBatches } from './away/changes.js';
import type { Subject } from './chaos/examine.js';
import {
  HELP_OPTION,
  parseOptions,
  runCommand,
  sizeFrom,
  sizeOptions,
  UsageError,
  wholeNumber,
  type EnterpriseSize,
} from './options.js';
import { apiChild, migrate, workerChild } from './stack/boxward.js';
import { eventually } from './stack/eventually.js';
import { localUrl } from './stack/ports.js';
import { startBed, type Bed } from './trial/bed.js';
import { readRuns } from './trial/histories.js';
import { extremes, runFaults } from './trial/judge-runs.js';
import { awaitRest } from './trial/rest.js';
import { runTrial, type Verdict } from './trial/run-trial.js';

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
  json: { type: 'string' },
  ...HELP_OPTION,
} as const;
const LOGIN = 'admin@acme.example';
const MINUTE_MS = 60_000;
/** Actions in one request to the simulator. */
const BATCH = 500;
const say = (line = ''): void => void process.stdout.write(`${line}\n`);

await runCommand(main);

interface Options {
  readonly size: EnterpriseSize;
  readonly changes: number;
  readonly withinMs: number;
}

async function main(): Promise<number> {
  const { values } = parseOptions({ options: OPTIONS });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const options: Options = {
    size: sizeFrom(values),
    changes: wholeNumber('changes', values.changes, 1),
    withinMs: wholeNumber('within-minutes', values['within-minutes'], 1) * MINUTE_MS,
  };
  if (options.changes > options.size.files) throw new UsageError('--changes must not be more than --files');
  return runTrial({ name: 'away', json: values.json, say }, (folder) => beAway(folder, options));
}

async function beAway(folder: string, { size, changes, withinMs }: Options): Promise<Verdict> {
  const bed = await startBed(folder, step);
  const simulatorUrl = await bed.simulator(size);
  const simulator = simulatorAt(simulatorUrl);
  await migrate(bed.databaseUrl);
  const env = await bed.environment(simulatorUrl);
  const worker = workerChild(folder, env);
  await worker.start();
  await apiChild(folder, env).start();
  const boxward = boxwardAt(localUrl(env.BOXWARD_LISTEN), bed.adminToken);

  const { id, consentUrl } = await boxward.createConnection('Acme');
  await simulator.consent(consentUrl, { login: LOGIN });
  step('Connected; waiting for the scan');
  await eventually(
    () => boxward.getConnection(id),
    ({ scan, backfill }) => scan.finishedAt !== null && backfill?.state === 'done',
    { timeoutMs: withinMs, everyMs: 1_000 },
  );
  await worker.stop();
  step('Scanned; every worker is stopped');
  await change(simulator, changes, size.seed);
  await worker.start();
  step('A worker runs again');
  return catchUp({ bed, boxward, simulator, connectionId: id, withinMs });
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

interface Away {
  readonly bed: Bed;
  readonly boxward: Boxward;
  readonly simulator: SimulatorControls;
  readonly connectionId: string;
  readonly withinMs: number;
}

async function catchUp({ bed, boxward, simulator, connectionId, withinMs }: Away): Promise<Verdict> {
  const subject: Subject = {
    stack: bed,
    boxward,
    simulator,
    connectionId,
    login: LOGIN,
    jumps: () => [],
    hidden: null,
  };
  const rest = await awaitRest(subject, withinMs, step);
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

function step(line: string): void {
  say(`· ${new Date().toISOString().slice(11, 19)} ${line}`);
}
