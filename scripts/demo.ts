/** `npm run demo`: connects a simulated enterprise, scans it, and compares the result with the simulator. */
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { boxwardAt, type Boxward, type Connection } from '../clients/boxward.js';
import { simulatorAt, type SimulatorControls } from '../clients/simulator.js';
import { isCorrect, makeChanges, type Change } from './demo/changes.js';
import { createMemoryLog, type MemoryLog } from './demo/memory.js';
import { createProgress, type Bar } from './demo/progress.js';
import { summarize, type Summary } from './demo/summary.js';
import { HELP_OPTION, parseOptions, runCommand, sizeFrom, sizeOptions, type EnterpriseSize } from './options.js';
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
  --keep             keep everything running at the end, and print the addresses
  --help             print this text

The exit code is 0 only if Boxward and Box agree; otherwise the logs are kept.
`;
const OPTIONS = { ...SIZE.options, keep: { type: 'boolean', default: false }, ...HELP_OPTION } as const;
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
  const folder = await temporaryFolder('demo');
  try {
    const code = await runUntilSignal(() => runDemo(folder, size, values.keep));
    if (code === 1) say(`The logs are in ${folder}`);
    else await rm(folder, { recursive: true, force: true });
    return code;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`\nThe demo failed: ${reason}\nThe logs are in ${folder}`, { cause: error });
  }
}

/** Returns the exit code. */
async function runDemo(folder: string, size: EnterpriseSize, isKept: boolean): Promise<number> {
  const secrets = { ...freshSecrets(), postgresPassword: randomBytes(18).toString('base64url') };
  const stack = await startStack({ folder, simulator: size, secrets, say: (line) => say(`· ${line}`) });
  const boxward = boxwardAt(stack.apiUrl, stack.adminToken);
  const simulator = simulatorAt(stack.simulatorUrl ?? '');

  const connectionId = await connect(boxward, simulator);
  await showApiTest(boxward, connectionId);
  say('\nBackfill and scan; meanwhile, users edit, share and preview files');
  const memory = createMemoryLog(stack.worker.pid);
  const changes = await scanWithChanges(boxward, simulator, connectionId, { seed: size.seed, memory });
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
  if (isKept) await keepRunning(stack);
  return summary.isCorrect ? 0 : 1;
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
  { seed, memory }: { readonly seed: number; readonly memory: MemoryLog },
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
      outcome = await makeChanges(boxward, simulator, id, { seed, since: backfill.from });
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
