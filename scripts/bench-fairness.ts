/** `npm run bench:fairness`: measures how connections of unequal size share a worker, and live changes beside the bulk. */
import { setTimeout as delay } from 'node:timers/promises';
import { simulatorAt, type SimulatorControls } from '../clients/simulator.js';
import { scanOf, startScan, type Fleet, type ScanTimes } from './bench-fairness/scans.js';
import { fairnessFaults, tableLines, type Fairness } from './bench-fairness/table.js';
import { startLiveChanges } from './bench-fairness/live-changes.js';
import { startRouter } from './bench-fairness/router.js';
import { parseOptions, runCommand, wholeNumber } from './options.js';
import { eventually } from './stack/eventually.js';
import { startBed } from './trial/bed.js';
import { startProcesses } from './trial/processes.js';
import { runTrial, TRIAL_OPTIONS, type Verdict } from './trial/run-trial.js';
import { say, step } from './trial/say.js';

const HELP = `Measures how connections of unequal size share one worker, each with a simulator of its own.

First the small connection is scanned alone, then beside the big one while files of the big one change (live changes
come before the bulk), then all connections start at the same time.

  npm run bench:fairness -- [options]

  --big <n>           files of the big connection (default 10000)
  --small <n>         files of each small connection (default 300)
  --connections <n>   how many connections start together, one of them big (default 10)
  --latency-ms <n>    delay of each response of the simulators (default 40)
  --within-minutes <n>   how long one step may take (default 20)
  --json <file>       write the figures to a file
  --help              print this text

The exit code is 0 if no small connection had to wait for the end of the big one, and every live change was rescanned.
`;
const OPTIONS = {
  big: { type: 'string', default: '10000' },
  small: { type: 'string', default: '300' },
  connections: { type: 'string', default: '10' },
  'latency-ms': { type: 'string', default: '40' },
  'within-minutes': { type: 'string', default: '20' },
  ...TRIAL_OPTIONS,
} as const;
const MINUTE_MS = 60_000;
const FILES_PER_USER = { big: 200, small: 60 };
/** The index of the big connection's simulator; all others are small. */
const BIG = 0;
const SMALL = 1;
/** The small connection starts when the big one's scan has come this far. */
const UNDER_WAY = 0.1;

await runCommand(main);

interface Options {
  readonly big: number;
  readonly small: number;
  readonly connections: number;
  readonly latencyMs: number;
  readonly withinMs: number;
}

async function main(): Promise<number> {
  const { values } = parseOptions({ options: OPTIONS });
  return runTrial<Options>({ name: 'fairness', help: HELP, values, readOptions, work: measure });

  function readOptions(): Options {
    return {
      big: wholeNumber('big', values.big, 1),
      small: wholeNumber('small', values.small, 1),
      connections: wholeNumber('connections', values.connections, 2),
      latencyMs: wholeNumber('latency-ms', values['latency-ms'], 0),
      withinMs: wholeNumber('within-minutes', values['within-minutes'], 1) * MINUTE_MS,
    };
  }
}

async function measure(folder: string, options: Options): Promise<Verdict> {
  const fleet = await startFleet(folder, options);
  step('The small connection alone');
  const alone = await untilScanned(await begin(SMALL, 'Small, alone'));

  step('The small connection beside the big one');
  const big = await begin(BIG, 'Big');
  await eventually(
    () => scanOf(fleet, big),
    ({ found }) => found > options.big * UNDER_WAY,
    { timeoutMs: options.withinMs },
  );
  const live = startLiveChanges(fleet, big);
  const beside = await untilScanned(await begin(SMALL, 'Small, beside'), false);
  await delay(1_000);
  const liveDelays = await live.stop();
  const bigTimes = await untilScanned(big);

  step(`${options.connections} connections at the same time`);
  const all = await Promise.all(
    Array.from({ length: options.connections }, (_, index) => begin(index, `Number ${index + 1}`)),
  );
  const together = await Promise.all(all.map((each) => untilScanned(each, false)));

  const fairness: Fairness = { alone, beside, big: bigTimes, liveDelays, together };
  say();
  for (const line of tableLines(fairness)) say(line);
  return { faults: fairnessFaults(fairness), report: { ...options, ...fairness } };

  function begin(simulator: number, name: string) {
    return startScan(fleet, simulator, name);
  }

  async function untilScanned(
    started: { id: string; simulator: number; consentedAt: number },
    isLast = true,
  ): Promise<ScanTimes> {
    const { finishedAt, startedAt, found } = await eventually(
      () => scanOf(fleet, started),
      (scan) => scan.finishedAt !== null,
      { timeoutMs: options.withinMs, everyMs: 200 },
    );
    const times: ScanTimes = {
      files: found,
      endedAt: finishedAt ?? 0,
      totalMs: (finishedAt ?? 0) - started.consentedAt,
      scanMs: (finishedAt ?? 0) - (startedAt ?? 0),
    };
    step(`  ${found} files after ${(times.totalMs / 1_000).toFixed(1)} s`);
    // A connection that stays would be scanned and polled beside the next.
    if (isLast) await fleet.boxward.purge(started.id);
    return times;
  }
}

async function startFleet(folder: string, { big, small, connections, latencyMs }: Options): Promise<Fleet> {
  const bed = await startBed(folder, step);
  const simulators: SimulatorControls[] = [];
  const urls: string[] = [];
  for (let index = 0; index < connections; index += 1) {
    const [files, perUser] = index === BIG ? [big, FILES_PER_USER.big] : [small, FILES_PER_USER.small];
    const size = { users: Math.max(Math.ceil(files / perUser), 3), files, seed: index + 1, latencyMs };
    const url = await bed.simulator(size, `simulator-${index}`);
    urls.push(url);
    simulators.push(simulatorAt(url));
  }
  const router = await startRouter(urls);
  const { boxward } = await startProcesses(bed, router.url);
  return { boxward, simulators, urls, router };
}
