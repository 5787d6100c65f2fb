/** `npm run rolling`: upgrades a running Boxward from an earlier commit, process by process, and judges what fails. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Boxward } from '../clients/boxward.js';
import { simulatorAt, type SimulatorControls } from '../clients/simulator.js';
import {
  durationOption,
  parseOptions,
  runCommand,
  sizeFrom,
  sizeOptions,
  UsageError,
  wholeNumber,
  type EnterpriseSize,
} from './options.js';
import { migrateWith, resolveCommit, unpack } from './rolling/old-code.js';
import { startTraffic, type Traffic } from './rolling/traffic.js';
import { migrate } from './stack/boxward.js';
import { startBed, type Bed } from './trial/bed.js';
import { connect, untilScanned } from './trial/connected.js';
import { readRuns } from './trial/histories.js';
import { extremes, runFaults, type Run } from './trial/judge-runs.js';
import { processesOn } from './trial/processes.js';
import { awaitRest } from './trial/rest.js';
import { runTrial, TRIAL_OPTIONS, type Verdict } from './trial/run-trial.js';
import { say, step } from './trial/say.js';

const SIZE = sizeOptions({ users: 12, files: 1_500, seed: 1, latencyMs: 20 });
const HELP = `Upgrades a running Boxward from an earlier commit, process by process, while users work.

API and worker of the earlier code connect and scan a simulated enterprise. Then the database is migrated, a worker of
this code starts beside the old one, both work, the new one is restarted so that its work falls to the old one, the old
one is stopped; the same for the API, which a customer reads all the time. At the end files and events must be as at
Box, no workflow task may have failed, every activity must have been known, and no request may have failed.

  npm run rolling -- --from <commit> [options]

  --from <commit>    the code to upgrade from; it runs with the packages that are installed here
  --beside <time>    how long both workers run, such as 60s (the default) or 2m
  --rate <n>         actions a minute of the users (default 240)
${SIZE.help}
  --json <file>      write what was found to a file
  --help             print this text

The exit code is 0 only if nothing failed; otherwise the logs are kept.
`;
const OPTIONS = {
  ...SIZE.options,
  from: { type: 'string' },
  beside: { type: 'string', default: '60s' },
  rate: { type: 'string', default: '240' },
  ...TRIAL_OPTIONS,
} as const;
const CONNECTS_WITHIN_MS = 5 * 60_000;
const RECOVERS_WITHIN_MS = 5 * 60_000;
/** Time for each smaller step. */
const PAUSE_MS = 10_000;

await runCommand(main);

interface Options {
  readonly commit: string;
  readonly size: EnterpriseSize;
  readonly besideMs: number;
  readonly perMinute: number;
}

async function main(): Promise<number> {
  const { values } = parseOptions({ options: OPTIONS });
  return runTrial<Options>({ name: 'rolling', help: HELP, values, readOptions, work: upgrade });

  async function readOptions(): Promise<Options> {
    if (values.from === undefined) throw new UsageError('--from <commit> is required; --help lists the options');
    return {
      commit: await resolveCommit(values.from),
      size: sizeFrom(values),
      besideMs: durationOption('beside', values.beside),
      perMinute: wholeNumber('rate', values.rate, 1),
    };
  }
}

async function upgrade(folder: string, { commit, size, besideMs, perMinute }: Options): Promise<Verdict> {
  say(`Unpacking ${commit.slice(0, 12)}`);
  const old = await unpack(commit, folder);
  const bed = await startBed(folder, step);
  const simulatorUrl = await bed.simulator(size);
  const simulator = simulatorAt(simulatorUrl);
  step(`Migrating with the old code: ${await migrateWith(old, bed.databaseUrl)}`);
  const oldSide = await processesOn(bed, simulatorUrl, { name: 'old', root: old });
  await oldSide.worker.start();
  await oldSide.api.start();
  const pids: Record<string, string> = { [String(oldSide.worker.pid)]: 'old' };

  const first = await connect(oldSide.boxward, simulator, 'First');
  step('Connected first');
  await simulator.startActivity(perMinute, { seed: size.seed });
  const traffic = startTraffic(bed.adminToken, oldSide.url);
  await untilScanned(oldSide.boxward, first, { timeoutMs: CONNECTS_WITHIN_MS, everyMs: 500 });
  step('Scanned by the old code');

  await migrate(bed.databaseUrl);
  step('Migrated with the new code, the old processes keep running');
  await delay(PAUSE_MS);

  const newSide = await processesOn(bed, simulatorUrl, { name: 'new' });
  await newSide.worker.start();
  noteWorker();
  step('Started a new worker beside the old one');
  const second = await connect(oldSide.boxward, simulator, 'Second');
  step('Connected second');
  await oldSide.boxward.restartScan(first);
  await delay(besideMs / 2);
  step('Restarting the new worker: its workflows fall to the old one');
  await newSide.worker.stop();
  await delay(PAUSE_MS);
  await newSide.worker.start();
  noteWorker();
  await oldSide.boxward.restartScan(first);
  await delay(besideMs / 2);
  const besideFaults = await faultsOf(bed, [first, second]);
  step(`Both have worked: ${besideFaults.length} faults so far`);
  await oldSide.worker.stop();
  step('Stopped the old worker');

  await newSide.api.start();
  traffic.rotate([oldSide.url, newSide.url]);
  step('Started a new API beside the old one');
  await delay(PAUSE_MS);
  traffic.rotate([newSide.url]);
  await delay(1_000);
  await oldSide.api.stop();
  step('Stopped the old API');
  await newSide.boxward.restartScan(first);
  await delay(PAUSE_MS);
  await simulator.stopActivity();
  await traffic.stop();

  return judge({ bed, simulator, boxward: newSide.boxward, connections: [first, second], traffic, pids, commit });

  function noteWorker(): void {
    pids[String(newSide.worker.pid)] = 'new';
  }
}

interface Upgraded {
  readonly bed: Bed;
  readonly simulator: SimulatorControls;
  readonly boxward: Boxward;
  readonly connections: readonly string[];
  readonly traffic: Traffic;
  readonly pids: Readonly<Record<string, string>>;
  readonly commit: string;
}

async function judge(upgraded: Upgraded): Promise<Verdict> {
  const { bed, simulator, boxward, connections, traffic, pids, commit } = upgraded;
  const faults: string[] = [];
  for (const connectionId of connections) {
    const connected = { bed, boxward, simulator, connectionId };
    const { tookMs, faults: differences } = await awaitRest(connected, RECOVERS_WITHIN_MS);
    step(tookMs === null ? 'Not as at Box in time' : `As at Box after ${(tookMs / 1_000).toFixed(1)} s`);
    faults.push(...differences);
  }
  const runs = await runsOf(bed, connections);
  faults.push(...runFaults(runs), ...traffic.failed.map((line) => `request failed: ${line}`));
  const byBoth = runs.filter((run) => new Set(run.identities.map((each) => pids[each.split('@')[0] ?? ''])).size > 1);
  say('\nSummary');
  say(`  Workflow runs        ${runs.length}, ${byBoth.length} of them by old and new workers`);
  say(`  Failed tasks         ${runs.reduce((sum, run) => sum + run.failedTasks.length, 0)}, with harmless causes`);
  say(`  Patch markers        ${runs.reduce((sum, run) => sum + run.patches, 0)}`);
  say(`  Requests to the API  ${traffic.requests}, ${traffic.failed.length} failed`);
  return { faults, report: { from: commit, requests: traffic.requests, histories: extremes(runs), runs } };
}

async function runsOf(bed: Bed, connections: readonly string[]): Promise<Run[]> {
  const runs = await Promise.all(connections.map((id) => readRuns(bed.temporalAddress, id)));
  return runs.flat();
}

async function faultsOf(bed: Bed, connections: readonly string[]): Promise<string[]> {
  return runFaults(await runsOf(bed, connections));
}
