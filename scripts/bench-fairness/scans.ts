/** Starts scans of simulated enterprises, and reads how far they are. */
import type { Boxward } from '../../clients/boxward.js';
import type { SimulatorControls } from '../../clients/simulator.js';
import type { Router } from './router.js';

/** A deployment and the enterprises that can be connected to it. */
export interface Fleet {
  readonly boxward: Boxward;
  readonly simulators: readonly SimulatorControls[];
  /** The addresses of the simulators. */
  readonly urls: readonly string[];
  readonly router: Router;
}

/** A connection; `consentedAt` is epoch milliseconds. */
export interface StartedScan {
  readonly id: string;
  readonly simulator: number;
  readonly consentedAt: number;
}

/** The times of a completed scan, in milliseconds. */
export interface ScanTimes {
  readonly files: number;
  /** Epoch milliseconds. */
  readonly endedAt: number;
  /** From the consent on. */
  readonly totalMs: number;
  /** From the start of the scan on. */
  readonly scanMs: number;
}

/** Connects the enterprise of a simulator. Throws if the consent does not come back to Boxward. */
export async function startScan(fleet: Fleet, simulator: number, name: string): Promise<StartedScan> {
  const { boxward, simulators, urls, router } = fleet;
  const { id, consentUrl } = await boxward.createConnection(name);
  const { pathname, search } = new URL(consentUrl);
  const location = await simulators[simulator]?.consentRedirect(`${urls[simulator] ?? ''}${pathname}${search}`);
  const code = location && new URL(location).searchParams.get('code');
  if (!location || !code) throw new Error(`The simulator gave no code: ${location ?? 'no redirect'}`);
  router.learn(code, simulator);
  const consentedAt = Date.now();
  await fetch(location);
  return { id, simulator, consentedAt };
}

/** The scan of a connection; times are epoch milliseconds. */
export async function scanOf({ boxward }: Fleet, { id }: StartedScan) {
  const { scan, status, statusReason } = await boxward.getConnection(id);
  if (status === 'needs_reauthorization')
    throw new Error(`The connection needs a new consent: ${statusReason?.code ?? ''}`);
  const at = (time: string | null) => (time === null ? null : Date.parse(time));
  return { found: scan.files.found, startedAt: at(scan.startedAt), finishedAt: at(scan.finishedAt) };
}
