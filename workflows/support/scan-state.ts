import { condition, patched } from '@temporalio/workflow';
import type { ScanFigures, ScanState } from '../../src/domain/scan.js';
import type { FullScanInput, FullScanState, ScanProgress } from '../contract.js';
import { createFrontierSignal, type FrontierSignal } from '../frontier-signal.js';
import { createScanQueue, QUEUE_BOUND, type ScanQueue } from '../scan-queue.js';
import { shouldContinueAsNew } from './continue-as-new.js';
import { createParking, type Parking } from './parking.js';

/** One run of FullScanWorkflow. What outlives the run is in `FullScanState` or in Postgres. */
export interface Scan {
  readonly connectionId: string;
  readonly queue: ScanQueue;
  readonly frontier: FrontierSignal;
  readonly parking: Parking;
  /** Whether this run must end. Once true, it stays true, and no more slices are started. */
  readonly shouldContinueAsNew: () => boolean;
  /** Set once the last slice has ended: from then on, no more express batches are started. */
  isBulkStopped: boolean;
  phase: 'due' | 'listing_users' | 'crawling' | 'idle';
  generation: number | null;
  /** RFC 3339 UTC: when the next generation starts; null while one runs. */
  nextGenerationAt: string | null;
  isPaused: boolean;
  restartRequested: boolean;
  slicesInFlight: number;
  /** The name of the connection; null until it has been read. */
  connectionName: string | null;
  /** The last figures that a slice reported. */
  figures: ScanFigures | null;
  /** RFC 3339 UTC: until when Box limits the rate, as a slice reported it last. */
  limitedUntil: string | null;
  /** RFC 3339 UTC: until when changed items were last held, by a pause or by rejected credentials. */
  heldUntil: string | null;
}

/** The scan at the start of a run. */
export function createScan({ connectionId, carriedOver, maxHistoryEvents }: FullScanInput): Scan {
  const queue = createScanQueue(carriedOver?.queue, QUEUE_BOUND, {
    staysLive: patched('changed-items-stay-live'),
    isFair: patched('owners-in-turn'),
  });
  // An earlier run may have been terminated with items in memory: they are still in Postgres.
  if (!carriedOver) queue.expectStored();
  let isEnding = false;
  const scan: Scan = {
    connectionId,
    queue,
    frontier: createFrontierSignal(),
    parking: createParking(connectionId, () => endHold(scan)),
    shouldContinueAsNew: () => (isEnding ||= shouldContinueAsNew(maxHistoryEvents)),
    isBulkStopped: false,
    phase: !carriedOver?.generation ? 'due' : carriedOver.nextGenerationAt ? 'idle' : 'listing_users',
    generation: carriedOver?.generation ?? null,
    nextGenerationAt: carriedOver?.nextGenerationAt ?? null,
    isPaused: carriedOver?.paused ?? false,
    restartRequested: carriedOver?.restartRequested ?? false,
    slicesInFlight: 0,
    connectionName: null,
    figures: carriedOver?.figures ?? null,
    limitedUntil: null,
    heldUntil: carriedOver?.heldUntil ?? null,
  };
  return scan;
}

/** Records that changed items are no longer held: waiting until now was no delay of the scan's. */
export function endHold(scan: Scan): void {
  scan.heldUntil = new Date().toISOString();
}

/** The state that continue-as-new carries over. */
export function toCarriedOver(scan: Scan): FullScanState {
  return {
    paused: scan.isPaused,
    restartRequested: scan.restartRequested,
    generation: scan.generation,
    nextGenerationAt: scan.nextGenerationAt,
    queue: scan.queue.snapshot(),
    figures: scan.figures,
    heldUntil: scan.heldUntil,
  };
}

/** Waits until there is work and the scan is neither paused nor parked. Returns false if the caller must end instead. */
export async function waitForWork(scan: Scan, mustEnd: () => boolean, hasWork: () => boolean): Promise<boolean> {
  await condition(() => mustEnd() || (!scan.isPaused && !scan.parking.isParked && hasWork()));
  return !mustEnd();
}

/** The current generation as activities take it; 0 before the first one. */
export function generationOf({ connectionId, generation }: Scan) {
  return { connectionId, generation: generation ?? 0 };
}

/** The state as users see it. */
export function stateOf(scan: Scan): ScanState {
  if (scan.parking.isParked || scan.generation === null) return 'waiting';
  if (scan.isPaused) return 'paused';
  return scan.phase === 'idle' ? 'idle' : 'running';
}

/** The result of the query `progress`. */
export function progressOf(scan: Scan): ScanProgress {
  return {
    state: scan.parking.isParked ? 'parked' : stateOf(scan),
    generation: scan.generation,
    expressWaiting: scan.queue.countWaiting(),
    expressInFlight: scan.queue.countInFlight(),
    slicesInFlight: scan.slicesInFlight,
    spilled: scan.queue.hasStored(),
  };
}
