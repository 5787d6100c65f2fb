import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../stack/eventually.js';
import { editFiles, type Edited } from './changes.js';
import { scanOnce, UNLIMITED, untilQuiet, withRig, type Rig } from './rig.js';
import type { Measured, Scenario } from './scenario.js';
import { percentile } from './statistics.js';
import { truthFaults } from './truth.js';

const SIZE = {
  quick: { users: 40, files: 6_000, edits: 12, storm: 300 },
  full: { users: 300, files: 100_000, edits: 200, storm: 10_000 },
};
const EVERY_MS = 500;
const BATCH = 100;
/** Box's own delay, from a change until its event can be read. */
const BOX_DELAY_MS = 1_000;
/** The longest pause between two polls of events, in milliseconds, as a stack with the simulator sets it. */
const POLL_MAX_MS = 2_000;
const WITHIN_MS = 15 * 60_000;
const IDLE = 'Boxward, idle';
const BULK = 'Boxward, under bulk';
const STORM = 'Boxward, storm';

/** How soon a changed file is scanned again. */
export const promotion: Scenario = {
  name: 'promotion',
  title: 'From a change to its rescan',
  measures:
    'The time from the moment when the event of an edit can be read at Box to the moment when the rescan of the file is stored: while nothing else happens, during a full scan, and in a storm of 10,000 edits (with `--quick` 300). Box’s own delay, from the change until its event can be read, is one second here and not part of it.',
  yardstick: `The longest pause between two polls of events (${POLL_MAX_MS} ms), and the same installation while it is idle.`,
  rounds: { quick: 1, full: 2 },
  chart: 'delay, p95',
  targets: [
    { variant: BULK, figure: 'p95 to that of idle', bound: 'at most', limit: 1.5 },
    { variant: BULK, figure: 'delay, p95', bound: 'at most', limit: POLL_MAX_MS + 500 },
    { variant: STORM, figure: 'lost', bound: 'at most', limit: 0 },
  ],
  async round(bench) {
    const { users, files, edits, storm } = SIZE[bench.isQuick ? 'quick' : 'full'];
    const { settings, box } = UNLIMITED;
    const options = {
      enterprise: { users, files, seed: 7, latencyMs: 0 },
      settings,
      box: { ...box, eventLatencyMs: { streaming: BOX_DELAY_MS } },
    };
    return withRig(bench, options, async (rig) => {
      const { connectionId } = await scanOnce(rig);
      await untilQuiet(rig, connectionId);
      const picked = (await rig.simulator.truthFiles()).map(({ fileId }) => fileId);
      // Files from all parts of the enterprise, each edited once.
      const step = Math.floor(picked.length / (2 * edits + storm));
      const ids = picked.filter((_, index) => index % step === 0);
      const one = { atOnce: 1, everyMs: EVERY_MS, withinMs: WITHIN_MS };

      const idle = await editFiles(rig, connectionId, { fileIds: ids.slice(0, edits), ...one });
      bench.say(`idle: p95 ${ours(idle, 0.95)} ms`);
      const bulk = await duringScans(rig, connectionId, () =>
        editFiles(rig, connectionId, { fileIds: ids.slice(edits, 2 * edits), ...one }),
      );
      bench.say(`under bulk: p95 ${ours(bulk, 0.95)} ms`);
      await untilQuiet(rig, connectionId);
      const stormIds = ids.slice(2 * edits, 2 * edits + storm);
      const stormed = await editFiles(rig, connectionId, {
        ...{ fileIds: stormIds, atOnce: BATCH, everyMs: 0, withinMs: WITHIN_MS },
      });
      bench.say(`storm: ${stormed.delaysMs.length} rescans in ${stormed.seconds.toFixed(1)} s`);
      const faults = await truthFaults(rig.simulatorUrl, rig.bed.databaseUrl, connectionId);
      const lost = [idle, bulk, stormed].reduce((sum, each) => sum + each.lost, 0);
      return {
        measured: [
          ...delays(IDLE, idle),
          ...delays(BULK, bulk),
          { variant: BULK, figure: 'p95 to that of idle', unit: '', value: ours(bulk, 0.95) / ours(idle, 0.95) },
          ...delays(STORM, stormed),
          { variant: STORM, figure: 'rescans/s', unit: '', value: stormed.delaysMs.length / stormed.seconds },
        ],
        faults: [...(lost > 0 ? [`${lost} edits were not scanned again`] : []), ...faults],
      };
    });
  },
};

/** How often it is asked whether a scan still runs, in milliseconds. */
const LOOK_EVERY_MS = 200;

/** Does work while full scans run: a new one begins as soon as one has ended. The last may still run afterwards. */
async function duringScans<T>(rig: Rig, connectionId: string, work: () => Promise<T>): Promise<T> {
  await startScan(rig, connectionId);
  const over = new AbortController();
  const scanning = keepScanning();
  // It is awaited below, once the work has ended.
  scanning.catch(() => undefined);
  try {
    return await work();
  } finally {
    over.abort();
    await scanning;
  }

  async function keepScanning(): Promise<void> {
    while (!over.signal.aborted) {
      const { scan } = await rig.boxward.getConnection(connectionId);
      if (scan.state === 'idle') await startScan(rig, connectionId);
      await delay(LOOK_EVERY_MS, undefined, { signal: over.signal }).catch(() => undefined);
    }
  }
}

/** Begins a full scan, and waits until it has found files. */
async function startScan({ boxward }: Rig, connectionId: string): Promise<void> {
  const last = (await boxward.getConnection(connectionId)).scan;
  await boxward.restartScan(connectionId);
  await eventually(
    () => boxward.getConnection(connectionId),
    ({ scan }) => scan.generation !== last.generation && scan.files.found > 0,
  );
}

/** Our part of the delay. */
const ours = ({ delaysMs }: Edited, share: number): number => percentile(delaysMs, share) - BOX_DELAY_MS;

function delays(variant: string, edited: Edited): Measured[] {
  const of = (figure: string, unit: string, value: number): Measured => ({ variant, figure, unit, value });
  return [
    of('edits', '', edited.delaysMs.length + edited.lost),
    of('lost', '', edited.lost),
    of('delay, p50', 'ms', ours(edited, 0.5)),
    of('delay, p95', 'ms', ours(edited, 0.95)),
    of('delay, p99', 'ms', ours(edited, 0.99)),
  ];
}
