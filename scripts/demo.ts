/** `npm run demo`: the main job by itself, from nothing to an enterprise connected, scanned and checked. */
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { boxwardAt, type Boxward, type Connection } from '../clients/boxward.js';
import { simulatorAt, type SimulatorControls } from '../clients/simulator.js';
import { makeChanges, type Change } from './demo/changes.js';
import { differences } from './demo/compare.js';
import { createProgress, type Bar } from './demo/progress.js';
import { historyLengths } from './demo/histories.js';
import { createMemoryLog, type MemoryLog } from './demo/memory.js';
import { untilAskedToEnd } from './ending.js';
import { parseOptions, runCommand, sizeOf } from './options.js';
import { freshSecrets, type SimulatorSize } from './stack/boxward.js';
import { temporaryFolder } from './stack/folder.js';
import { startStack, type Stack } from './stack/index.js';

const HELP = `Boxward's main job, by itself: connects a simulated Box enterprise, tests the connection, brings in its events,
scans every file, rescans first what changes meanwhile, and checks everything against the simulator's own truth.

  npm run demo -- [options]

  --users <n>        users of the enterprise (default 20)
  --files <n>        files of it (default 5000)
  --seed <n>         the same seed draws the same enterprise (default 1)
  --latency-ms <n>   added to every answer of the simulator (default 40)
  --keep             leave everything running at the end and print the addresses
  --help             this text

Exit code 0 only when what was found is what is there; else the logs stay.
`;

/** Box's events are brought in from this long before consent. */
const BACKFILL_MS = 7 * 24 * 3_600_000;
const say = (line = ''): void => void process.stdout.write(`${line}\n`);
const OPTIONS = {
  users: { type: 'string', default: '20' },
  files: { type: 'string', default: '5000' },
  seed: { type: 'string', default: '1' },
  'latency-ms': { type: 'string', default: '40' },
  keep: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

await runCommand(main);

async function main(): Promise<number> {
  const { values } = parseOptions({ options: OPTIONS });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const size = sizeOf(values);
  const folder = await temporaryFolder('demo');
  try {
    const code = await untilAskedToEnd(() => connectAndScan(folder, size, values.keep));
    if (code === 1) say(`The logs stay in ${folder}`);
    else await rm(folder, { recursive: true, force: true });
    return code;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`\nThe demo failed: ${reason}\nThe logs stay in ${folder}`, { cause: error });
  }
}

/** The exit code: 0 when what was found is what is there, else 1. */
async function connectAndScan(folder: string, size: SimulatorSize, isKept: boolean): Promise<number> {
  const secrets = { ...freshSecrets(), postgresPassword: randomBytes(18).toString('base64url') };
  const stack = await startStack({ folder, simulator: size, secrets, say: (line) => say(`· ${line}`) });
  const agrees = await play(stack, size.seed);
  if (isKept) await keep(stack);
  return agrees ? 0 : 1;
}

async function play(stack: Stack, seed: number): Promise<boolean> {
  const boxward = boxwardAt(stack.apiUrl, stack.adminToken);
  const simulator = simulatorAt(stack.simulatorUrl ?? '');
  say('\nConnecting');
  const { id, consentUrl } = await boxward.createConnection('Acme');
  say('· Following the consent link and pressing Allow, as an admin would');
  const portalPage = new URL((await simulator.consent(consentUrl)).url);
  say(`· Back at Boxward: consent ${portalPage.searchParams.get('consent') ?? 'without an outcome'}`);

  const tested = await until(boxward, id, ({ lastTest, status }) => lastTest !== null && status === 'connected');
  say('\nTest API');
  for (const check of tested.lastTest?.checks ?? []) {
    say(
      `  ${check.status === 'passed' ? '✓' : check.status === 'failed' ? '✗' : '–'} ${check.title}: ${check.message}${check.remedy ? ` → ${check.remedy}` : ''}`,
    );
  }

  say('\nBackfill and scan; meanwhile people edit, share and preview');
  const truthCount = (await simulator.truthFiles()).length;
  const memory = createMemoryLog(stack.worker.pid);
  const changes = await scanWithChanges(boxward, simulator, id, truthCount, { seed, memory });
  sayChanges(changes);
  return summarize(stack, boxward, simulator, id, { changes, memory: memory.samples });
}

/** Follows backfill and scan to their end; once the scan is under way, people change things. */
async function scanWithChanges(
  boxward: Boxward,
  simulator: SimulatorControls,
  id: string,
  files: number,
  { seed, memory }: { readonly seed: number; readonly memory: MemoryLog },
): Promise<Change[]> {
  const progress = createProgress(process.stdout);
  let watched: (() => Promise<Change[]>) | undefined;
  for (;;) {
    const connection = await boxward.getConnection(id);
    progress.show(barsOf(connection, files));
    await memory.look((connection.scan.files.found / Math.max(files, 1)) * 100);
    const { scan, backfill } = connection;
    const isUnderWay = scan.files.found > files * 0.1 || scan.finishedAt !== null;
    if (!watched && isUnderWay && backfill) {
      watched = await makeChanges(boxward, simulator, id, { seed, since: backfill.from });
    }
    const isDone =
      scan.finishedAt !== null &&
      backfill?.state === 'done' &&
      scan.express.waiting === 0 &&
      scan.folders.waiting === 0;
    if (isDone && watched) {
      progress.finish();
      return watched();
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
      text: `${scan.files.found} files, ${users.done} of ${users.total} users, ${folders.listed} folders, ${folders.waiting} waiting`,
    },
  ];
}

function sayChanges(changes: readonly Change[]): void {
  say('\nWhat jumped the queue');
  for (const change of changes)
    say(`  ${change.what.padEnd(10)} ${change.path.slice(0, 60).padEnd(60)} ${outcome(change)}`);
}

function outcome({ jumps, latencyMs, asItShould }: Change): string {
  if (latencyMs !== null) return `scanned ${latencyMs} ms after the change`;
  if (jumps) return 'NOT scanned for its change';
  return asItShould ? 'kept its place' : 'JUMPED the queue';
}

async function summarize(
  stack: Stack,
  boxward: Boxward,
  simulator: SimulatorControls,
  id: string,
  { changes, memory }: { readonly changes: readonly Change[]; readonly memory: MemoryLog['samples'] },
): Promise<boolean> {
  const difference = await settled(async () =>
    differences(await simulator.truthFiles(), await boxward.listFiles(id), 10),
  );
  const connection = await boxward.getConnection(id);
  const since = connection.backfill?.from ?? '';
  const consentedAt = Date.parse(since) + BACKFILL_MS;
  const events = await settled(async () => {
    const truth = new Set((await simulator.truthEvents(since)).map(({ eventId }) => eventId));
    const activities = await boxward.listActivities(id);
    const stored = new Set(activities.map(({ eventId }) => eventId));
    const count =
      [...truth].filter((each) => !stored.has(each)).length + [...stored].filter((each) => !truth.has(each)).length;
    const before = activities.filter(({ occurredAt }) => Date.parse(occurredAt) < consentedAt).length;
    return { count, before, after: activities.length - before };
  });
  const active = (await simulator.truthUsers()).filter(({ status }) => status === 'active').length;
  const files = connection.scan.files.found;
  const latencies = changes.flatMap(({ latencyMs }) => (latencyMs === null ? [] : [latencyMs])).sort((a, b) => a - b);
  const least = await simulator.leastCalls();
  const leastCalls = least.folderPages + least.users + least.collaborations;
  const byRoute = (await simulator.requests()).byRoute;
  const listing = Object.entries(byRoute).reduce((sum, [route, count]) => (isListing(route) ? sum + count : sum), 0);
  const allCalls = Object.values(byRoute).reduce((sum, count) => sum + count, 0);
  const lengths = await historyLengths(stack.temporalAddress, id);
  const { scan } = connection;
  const seconds = (Date.parse(scan.finishedAt ?? '') - Date.parse(scan.startedAt ?? '')) / 1000;
  const share = (kind: boolean) => {
    const some = changes.filter(({ jumps }) => jumps === kind);
    return `${some.filter(({ asItShould }) => asItShould).length} of ${some.length}`;
  };

  say('\nSummary');
  const row = (name: string, value: string) => say(`  ${name.padEnd(26)} ${value}`);
  row('Users', `${scan.users.done} scanned of ${active} who can be, ${scan.users.skipped} left out`);
  row('Files', `${files}, ${difference.count === 0 ? 'each as it is at Box' : `${difference.count} differences`}`);
  row('Coverage', connection.coverage ?? 'unknown');
  row(
    'Events',
    `${events.before} of the 7 days before consent, ${events.after} since; ${events.count === 0 ? 'none missing' : `${events.count} differences`}`,
  );
  row('API calls', `${allCalls} in all, ${(allCalls / Math.max(files, 1)).toFixed(3)} per file`);
  row(
    'Calls that list',
    `${listing}, ${(listing / Math.max(files, 1)).toFixed(4)} per file; the least possible is ${leastCalls}`,
  );
  row('Speed', `${Math.round(files / Math.max(seconds, 0.001))} files a second, ${seconds.toFixed(1)} s in all`);
  row('Changed files that jumped', share(true));
  row('Previewed ones that waited', share(false));
  row('Express latency', `p50 ${percentile(latencies, 0.5)} ms, p95 ${percentile(latencies, 0.95)} ms`);
  row(
    'Worker memory',
    memory.map(({ share, mib }) => `${mib === null ? 'unknown' : `${mib} MiB`} at ${share} %`).join(', '),
  );
  for (const { workflow, runs, longest } of lengths) {
    row(`History of ${workflow}`, `${longest} events in the longest of ${runs} ${runs === 1 ? 'run' : 'runs'}`);
  }
  for (const line of difference.shown) say(`  ! ${line}`);
  const agrees =
    difference.count === 0 &&
    events.count === 0 &&
    scan.users.done === active &&
    changes.every(({ asItShould }) => asItShould);
  say(agrees ? '\nBoxward and Box agree.' : '\nBoxward and Box do NOT agree.');
  return agrees;
}

/** Users, folder pages, and collaborations where they are attached: what a full listing is made of. */
function isListing(route: string): boolean {
  return /^GET \/2\.0\/(users$|folders\/:id\/items$|(files|folders)\/:id\/collaborations$)/.test(route);
}

/** The last changes may still be on their way: asks again for a while, until there is no difference. */
async function settled<T extends { readonly count: number }>(compare: () => Promise<T>): Promise<T> {
  const giveUpAt = Date.now() + 20_000;
  for (;;) {
    const result = await compare();
    if (result.count === 0 || Date.now() > giveUpAt) return result;
    await delay(1_000);
  }
}

async function until(boxward: Boxward, id: string, isSo: (connection: Connection) => boolean): Promise<Connection> {
  const giveUpAt = Date.now() + 60_000;
  for (;;) {
    const connection = await boxward.getConnection(id);
    if (isSo(connection)) return connection;
    if (Date.now() > giveUpAt) throw new Error(`the connection is still ${connection.status} after a minute`);
    await delay(100);
  }
}

async function keep(stack: Stack): Promise<void> {
  say(`\n  API          ${stack.apiUrl}   (docs at /docs)`);
  say(`  Admin token  ${stack.adminToken}`);
  say(`  Temporal UI  ${stack.temporalUiUrl ?? ''}`);
  say(`  Simulator    ${stack.simulatorUrl ?? ''}`);
  say('\nLeft running; Ctrl-C stops everything and removes its state.');
  await new Promise(() => undefined);
}

function percentile(sorted: readonly number[], share: number): string {
  return String(sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? '–');
}
