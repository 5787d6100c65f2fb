/** What a scenario measures: an installation with empty tables, connected to a simulated enterprise of its own. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { boxwardAt, type Boxward } from '../../clients/boxward.js';
import { simulatorAt, type SimulatorControls } from '../../clients/simulator.js';
import { apiChild, builtWorker, migrate, type SimulatorOptions } from '../stack/boxward.js';
import type { Child } from '../stack/child.js';
import { eventually } from '../stack/eventually.js';
import { localUrl } from '../stack/ports.js';
import type { Settings } from '../stack/settings.js';
import { startBed, type Bed } from '../trial/bed.js';
import { connect } from '../trial/connected.js';
import type { Bench } from './scenario.js';

/** A running installation. */
export interface Rig {
  readonly bed: Bed;
  readonly simulatorUrl: string;
  readonly simulator: SimulatorControls;
  readonly boxward: Boxward;
  readonly apiUrl: string;
  readonly workers: readonly Child[];
  /** Every process. */
  readonly children: readonly Child[];
}

/** How an installation is started. */
export interface RigOptions {
  readonly enterprise: SimulatorOptions;
  /** Settings of API and workers. */
  readonly settings?: Settings;
  /** Settings of the simulator. */
  readonly box?: Readonly<Record<string, unknown>>;
  readonly workers?: number;
}

/** Box does not limit the rate. */
export const UNLIMITED = {
  settings: { BOX_REQUESTS_PER_MINUTE_PER_USER: '100000' },
  box: { rateLimitPerMinute: 1_000_000_000 },
} as const;

const SCANNED_WITHIN_MS = 60 * 60_000;
let rigs = 0;

/** Starts an installation, runs `work` with it, and stops it; its logs stay. Throws the error of `work`. */
export async function withRig<T>(bench: Bench, options: RigOptions, work: (rig: Rig) => Promise<T>): Promise<T> {
  const folder = path.join(bench.folder, `rig-${(rigs += 1)}`);
  const bed = await startBed(folder, () => undefined);
  const own: Child[] = [];
  try {
    return await work(await startOn(bed, options, own));
  } finally {
    await Promise.all(own.map((child) => child.stop()));
    await Promise.all(bed.children.map((child) => child.stop()));
    await rm(path.join(folder, 'postgres'), { recursive: true, force: true });
  }
}

async function startOn(bed: Bed, options: RigOptions, own: Child[]): Promise<Rig> {
  const [simulatorUrl] = await Promise.all([bed.simulator(options.enterprise), migrate(bed.databaseUrl)]);
  const simulator = simulatorAt(simulatorUrl);
  if (options.box) await simulator.settings(options.box);
  const env = await bed.environment(simulatorUrl, options.settings);
  const api = apiChild(bed.folder, env, '/readyz', { isBuilt: true });
  const workers: Child[] = [];
  for (let index = 0; index < (options.workers ?? 1); index += 1) {
    const worker = builtWorker(bed.folder, env, index === 0 ? 'worker' : `worker ${index + 1}`);
    own.push(worker);
    workers.push(worker);
  }
  own.push(api);
  await Promise.all(own.map((child) => child.start()));
  const apiUrl = localUrl(env.BOXWARD_LISTEN);
  return {
    bed,
    simulatorUrl,
    simulator,
    boxward: boxwardAt(apiUrl, bed.adminToken),
    apiUrl,
    workers,
    children: [...workers, api, ...bed.children],
  };
}

/** A completed scan. */
export interface Scanned {
  readonly connectionId: string;
  readonly files: number;
  readonly seconds: number;
}

/** Connects the enterprise and waits until its first scan has finished. Throws if that takes longer than an hour. */
export async function scanOnce({ boxward, simulator }: Rig): Promise<Scanned> {
  const connectionId = await connect(boxward, simulator, 'Acme');
  const { scan } = await eventually(
    () => boxward.getConnection(connectionId),
    ({ scan: { finishedAt } }) => finishedAt !== null,
    // Each look counts the files; more often, the looks would be a part of what is measured.
    { timeoutMs: SCANNED_WITHIN_MS, everyMs: 1_000 },
  );
  const seconds = (Date.parse(scan.finishedAt ?? '') - Date.parse(scan.startedAt ?? '')) / 1_000;
  return { connectionId, files: scan.files.found, seconds };
}

/** Waits until no scan runs, the backfill is done, and no rescan waits. Throws if that takes longer than an hour. */
export async function untilQuiet({ boxward }: Rig, connectionId: string): Promise<void> {
  await eventually(
    () => boxward.getConnection(connectionId),
    ({ backfill, scan }) =>
      backfill?.state === 'done' && scan.state === 'idle' && scan.express.waiting === 0 && scan.folders.waiting === 0,
    { timeoutMs: SCANNED_WITHIN_MS, everyMs: 500 },
  );
}
