import { setTimeout as delay } from 'node:timers/promises';
import { connect, untilScanned } from '../trial/connected.js';
import { openClient } from './client.js';
import { UNLIMITED, withRig, type Rig } from './rig.js';
import type { Bench, Measured, Round, Scenario } from './scenario.js';
import { watchUsage } from './usage.js';

const WORKERS = [1, 2, 4, 8];
const CONNECTIONS = [1, 8];
const FILES = { quick: 8_000, full: 40_000 };
const FILES_PER_USER = 200;
/** Slices of a connection: four for each of eight workers. */
const SLOTS = '32';
const SCANNED_WITHIN_MS = 60 * 60_000;
const SAMPLE_EVERY_MS = 250;
const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
const variantOf = (connections: number, workers: number) =>
  `${counted(connections, 'connection')}, ${counted(workers, 'worker')}`;

/** How a scan gets on with more worker processes. */
export const workers: Scenario = {
  name: 'workers',
  title: 'One to eight workers',
  measures:
    'The first scan while the simulator limits nothing, with 1, 2, 4 and 8 worker processes, of one connection and of eight at the same time (of an eighth of the files each), with 32 slices per connection. All processes share this machine’s cores: where they are used up by one worker and what it needs of Postgres, Temporal and the simulator, more workers only show what they cost.',
  yardstick: 'The same scan with one worker.',
  rounds: { quick: 1, full: 1 },
  chart: 'files/s',
  targets: [],
  async round(bench) {
    const measured: Measured[] = [];
    for (const connections of CONNECTIONS) {
      for (const count of WORKERS) measured.push(...(await measure(bench, connections, count)));
    }
    return { measured, faults: [] } satisfies Round;
  },
};

async function measure(bench: Bench, connections: number, count: number): Promise<Measured[]> {
  const variant = variantOf(connections, count);
  const files = (bench.isQuick ? FILES.quick : FILES.full) / connections;
  const enterprise = { users: Math.ceil(files / FILES_PER_USER), files, seed: 1, latencyMs: 0 };
  const settings = { ...UNLIMITED.settings, BOXWARD_SCAN_SLOTS: SLOTS };
  return withRig(bench, { enterprise, settings, box: UNLIMITED.box, workers: count }, async (rig) => {
    const watch = await watchUsage(rig.children);
    const sessions = watchSessions(rig);
    const from = performance.now();
    const scanned = Array.from({ length: connections }, (_, index) => scanFirst(rig, `Acme ${index + 1}`));
    const each = await Promise.all(scanned).finally(() => sessions.stop());
    const seconds = (performance.now() - from) / 1_000;
    const found = each.reduce((sum, one) => sum + one, 0);
    const usage = await watch.stop();
    const ofWorkers = rig.workers.flatMap(({ name }) => usage.get(name) ?? []);
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    bench.say(`${variant}: ${Math.round(found / seconds)} files/s`);
    const of = (figure: string, unit: string, value: number): Measured => ({ variant, figure, unit, value });
    return [
      of('files/s', 'files/s', found / seconds),
      of('CPU of all workers', 's', sum(ofWorkers.map(({ cpuSeconds }) => cpuSeconds))),
      of('CPU of Postgres', 's', usage.get('Postgres')?.cpuSeconds ?? NaN),
      of('CPU of Temporal', 's', usage.get('Temporal')?.cpuSeconds ?? NaN),
      of('memory of a worker at most', 'MiB', Math.max(...ofWorkers.map(({ peakMib }) => peakMib))),
      of('sessions of Boxward at Postgres at most', '', sessions.most()),
    ];
  });
}

/** Connects the enterprise and waits for the end of its first scan; returns the number of files. */
async function scanFirst({ boxward, simulator }: Rig, name: string): Promise<number> {
  const id = await connect(boxward, simulator, name);
  await untilScanned(boxward, id, { timeoutMs: SCANNED_WITHIN_MS, everyMs: 1_000 });
  return (await boxward.getConnection(id)).scan.files.found;
}

/** Counts the sessions of API and workers at Postgres until `stop`; `most` is the most at any sample. */
function watchSessions({ bed }: Rig): { most(): number; stop(): Promise<void> } {
  const over = new AbortController();
  let most = 0;
  const sampling = (async () => {
    const client = await openClient(bed.databaseUrl);
    while (!over.signal.aborted) {
      const { rows } = await client.query<{ sessions: number }>(
        `select count(*)::int as sessions from pg_stat_activity where application_name like 'boxward-%'`,
      );
      most = Math.max(most, rows[0]?.sessions ?? 0);
      await delay(SAMPLE_EVERY_MS, undefined, { signal: over.signal }).catch(() => undefined);
    }
    await client.end();
  })();
  return {
    most: () => most,
    async stop() {
      over.abort();
      await sampling;
    },
  };
}
