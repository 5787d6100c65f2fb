/** `npm run demo`: connects a simulated enterprise, scans it, and compares the result with the simulator. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { boxwardAt, type Boxward, type Connection } from '../clients/boxward.js';
import { simulatorAt, type SimulatorControls } from '../clients/simulator.js';
import { isCorrect, makeChanges, type Change } from './demo/changes.js';
import { createMemoryLog, type MemoryLog } from './demo/memory.js';
import { strikeEachOnce, strikeEveryFault } from './demo/every-fault.js';
import { createProgress, type Bar } from './demo/progress.js';
import { summarize, type Summary } from './demo/summary.js';
import { endFaults, holdEachFault } from './demo/under-faults.js';
import {
  durationOption,
  HELP_OPTION,
  parseOptions,
  runCommand,
  shareOption,
  sizeFrom,
  sizeOptions,
  wholeNumber,
  type EnterpriseSize,
} from './options.js';
import { runUntilSignal } from './run-until-signal.js';
import { freshSecrets } from './stack/boxward.js';
import { eventually } from './stack/eventually.js';
import { temporaryFolder } from './stack/folder.js';
import { startStack, type Stack } from './stack/index.js';

const SIZE = sizeOptions({ users: 20, files: 5_000, seed: 1, latencyMs: 40 });
const HELP = `Shows what Boxward does: connects a simulated Box enterprise, tests the connection, backfills its events, scans every
file, rescans files that change meanwhile, and compares the result with the simulator.

  npm run demo -- [options]

${SIZE.help}
  --faults <share>   strike the faults of the simulator at this share of responses, such as 0.05, and print which were met
  --seeds <n>        repeat everything with this many seeds, from --seed on (default 1)
  --hold <time>      afterwards hold each fault for a time, such as 120s, and see everything go on by itself
  --keep             keep everything running at the end, and print the addresses
  --help             print this text

The exit code is 0 only if Boxward and Box agree; otherwise the logs are kept.
`;
const OPTIONS = {
  ...SIZE.options,
  faults: { type: 'string', default: '0' },
  seeds: { type: 'string', default: '1' },
  hold: { type: 'string', default: '0s' },
  keep: { type: 'boolean', default: false },
  ...HELP_OPTION,
} as const;
/** Long enough for Test API with every fault struck. */
const CONNECTS_WITHIN_MS = 5 * 60_000;
/** A file that is hit again and again is parked, and rescanned after a minute at the earliest. */
const RESCANS_WITHIN_MS = { usually: 30_000, underFaults: 5 * 60_000 };
const CHECK_MARKS = { passed: '✓', failed: '✗', skipped: '–' };
const say = (line = ''): void => void process.stdout.write(`${line}\n`);

await runCommand(main);

async function main(): Promise<number> {
  const { values } = parseOptions({ options: OPTIONS });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const size = sizeFrom(values);
  const trouble = { share: shareOption('faults', values.faults), holdMs: durationOption('hold', values.hold) };
  const seeds = wholeNumber('seeds', values.seeds, 1);
  return seeds === 1 ? runInFolder(size, { ...trouble, isKept: values.keep }) : runSeeds(size.seed, seeds);
}

/** Runs the demo once for each seed, each in a process of its own; returns the worst exit code. */
async function runSeeds(first: number, count: number): Promise<number> {
  let worst = 0;
  for (let seed = first; seed < first + count; seed += 1) {
    say(`\n===== Seed ${seed} =====`);
    const args = [...process.execArgv, ...process.argv.slice(1), '--seed', String(seed), '--seeds', '1'];
    const child = spawn(process.execPath, args, { stdio: 'inherit' });
    const [code] = (await once(child, 'exit')) as [number | null];
    say(`===== Seed ${seed} ended with exit code ${code ?? 'none'} =====`);
    worst = Math.max(worst, code ?? 1);
  }
  return worst;
}

/** What the demo adds to an ordinary scan. */
interface Extras {
  /** The share of responses that faults hit. */
  readonly share: number;
  readonly holdMs: number;
  readonly isKept: boolean;
}

async function runInFolder(size: EnterpriseSize, extras: Extras): Promise<number> {
  const folder = await temporaryFolder('demo');
  try {
    const code = await runUntilSignal(() => runDemo(folder, size, extras));
    if (code === 1) say(`The logs are in ${folder}`);
    else await rm(folder, { recursive: true, force: true });
    return code;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`\nThe demo failed: ${reason}\nThe logs are in ${folder}`, { cause: error });
  }
}

/** Returns the exit code. */
async function runDemo(folder: string, size: EnterpriseSize, { share, holdMs, isKept }: Extras): Promise<number> {
  const secrets = { ...freshSecrets(), postgresPassword: randomBytes(18).toString('base64url') };
  const stack = await startStack({ folder, simulator: size, secrets, say: (line) => say(`· ${line}`) });
  const boxward = boxwardAt(stack.apiUrl, stack.adminToken);
  const simulator = simulatorAt(stack.simulatorUrl ?? '');

  const connectionId = await connect(boxward, simulator);
  const striking = { rate: share, seed: size.seed };
  const fromTheBeginning = share > 0 ? await strikeEveryFault(simulator, striking) : [];
  await showApiTest(boxward, connectionId);
  const struck = share > 0 ? await strikeEachOnce(simulator, fromTheBeginning, striking) : [];
  say('\nBackfill and scan; meanwhile, users edit, share and preview files');
  const memory = createMemoryLog(stack.worker.pid);
  const changes = await scanWithChanges(boxward, simulator, connectionId, {
    seed: size.seed,
    memory,
    withinMs: share > 0 ? RESCANS_WITHIN_MS.underFaults : RESCANS_WITHIN_MS.usually,
  });
  const target = { boxward, simulator, connectionId, say };
  if (struck.length > 0) await endFaults(target, struck);
  showChanges(changes);
  const { temporalAddress } = stack;
  const summary = await summarize({
    boxward,
    simulator,
    connectionId,
    temporalAddress,
    changes,
    memory: memory.samples,
  });
  showSummary(summary);
  const hasRecovered = holdMs === 0 || (await holdEachFault(target, holdMs));
  if (isKept) await keepRunning(stack);
  return summary.isCorrect && hasRecovered ? 0 : 1;
}

/** Creates a connection and gives consent, as an admin does; returns the connection's id. */
async function connect(boxward: Boxward, simulator: SimulatorControls): Promise<string> {
  say('\nConnecting');
  const { id, consentUrl } = await boxward.createConnection('Acme');
  say('· Opening the consent link and granting access');
  const portalPage = new URL((await simulator.consent(consentUrl)).url);
  say(`· Back in Boxward: consent ${portalPage.searchParams.get('consent') ?? 'unknown'}`);
  return id;
}

async function showApiTest(boxward: Boxward, id: string): Promise<void> {
  const { lastTest } = await eventually(
    () => boxward.getConnection(id),
    (connection) => connection.lastTest !== null && connection.status === 'connected',
    { timeoutMs: CONNECTS_WITHIN_MS },
  );
  say('\nTest API');
  for (const { status, title, message, remedy } of lastTest?.checks ?? []) {
    say(`  ${CHECK_MARKS[status]} ${title}: ${message}${remedy ? ` → ${remedy}` : ''}`);
  }
}

/** Shows the progress of backfill and scan until both are done. Files change once a tenth of them is scanned. */
async function scanWithChanges(
  boxward: Boxward,
  simulator: SimulatorControls,
  id: string,
  { seed, memory, withinMs }: { readonly seed: number; readonly memory: MemoryLog; readonly withinMs: number },
): Promise<Change[]> {
  const files = (await simulator.truthFiles()).length;
  const progress = createProgress(process.stdout);
  let outcome: (() => Promise<Change[]>) | undefined;
  for (;;) {
    const connection = await boxward.getConnection(id);
    const { scan, backfill } = connection;
    progress.show(barsOf(connection, files));
    await memory.sample((scan.files.found / Math.max(files, 1)) * 100);
    const isUnderWay = scan.files.found > files * 0.1 || scan.finishedAt !== null;
    if (!outcome && isUnderWay && backfill) {
      outcome = await makeChanges(boxward, simulator, id, { seed, since: backfill.from, withinMs });
    }
    const isDone =
      scan.finishedAt !== null &&
      backfill?.state === 'done' &&
      scan.express.waiting === 0 &&
      scan.folders.waiting === 0;
    if (isDone && outcome) {
      progress.finish();
      return outcome();
    }
    await delay(200);
  }
}

function barsOf({ backfill, scan }: Connection, files: number): Bar[] {
  const from = Date.parse(backfill?.from ?? '');
  const span = Date.parse(backfill?.to ?? '') - from;
  const reached = backfill?.state === 'done' ? span : Date.parse(backfill?.reachedAt ?? '') - from;
  const { users, folders } = scan;
  return [
    { label: 'Backfill', done: reached || 0, total: span || 1, text: `${backfill?.events ?? 0} events` },
    {
      label: 'Scan',
      done: scan.files.found,
      total: files,
      text: `${scan.files.found} files, ${users.done} of ${users.total} users, ${folders.listed} folders, ${folders.waiting} pending`,
    },
  ];
}

function showChanges(changes: readonly Change[]): void {
  say('\nFiles that users changed or viewed');
  for (const change of changes) {
    say(`  ${change.what.padEnd(10)} ${change.path.slice(0, 60).padEnd(60)} ${outcomeOf(change)}`);
  }
}

function outcomeOf(change: Change): string {
  const { rescanDelayMs } = change;
  const outcome = rescanDelayMs === null ? 'not rescanned' : `rescanned after ${rescanDelayMs} ms`;
  return isCorrect(change) ? outcome : `WRONG: ${outcome}`;
}

function showSummary({ rows, differences, isCorrect: agrees }: Summary): void {
  say('\nSummary');
  for (const [name, value] of rows) say(`  ${name.padEnd(26)} ${value}`);
  for (const line of differences) say(`  ! ${line}`);
  say(agrees ? '\nBoxward and Box agree.' : '\nBoxward and Box do NOT agree.');
}

async function keepRunning(stack: Stack): Promise<void> {
  say(`\n  API          ${stack.apiUrl}   (docs at /docs)`);
  say(`  Admin token  ${stack.adminToken}`);
  say(`  Temporal UI  ${stack.temporalUiUrl ?? ''}`);
  say(`  Simulator    ${stack.simulatorUrl ?? ''}`);
  say('\nPress Ctrl-C to stop everything and delete its data.');
  await new Promise(() => undefined);
}
