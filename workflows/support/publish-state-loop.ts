import { condition, patched } from '@temporalio/workflow';
import type { ScanState } from '../../src/domain/scan.js';
import * as activities from './activities.js';
import { readableClock, readableTime, showDetails } from './details.js';
import { nameOf, scanLines } from './scan-details.js';
import { stateOf, type Scan } from './scan-state.js';

/** Publishes the state of the scan in Postgres and in Temporal's UI whenever it changes. */
export async function publishStateLoop(scan: Scan): Promise<void> {
  let published: ScanState | null = null;
  while (!scan.isBulkStopped) {
    showScan(scan);
    const begunAt = phaseOf(scan);
    const state = publishedState(scan);
    if (state !== published) await activities.recordScanState({ connectionId: scan.connectionId, state });
    published = state;
    const phase = phaseOf(scan);
    // A scan that was paused, or ended, while its state was being recorded has a newer one to record.
    if (phase !== begunAt && patched('publish-changes-while-publishing')) continue;
    await condition(() => scan.isBulkStopped || phaseOf(scan) !== phase);
  }
}

/** Shows the scan in Temporal's UI with the latest numbers. Call it when any of them has changed. */
export function showScan(scan: Scan): void {
  const { queue, nextGenerationAt, limitedUntil } = scan;
  const isLimited = limitedUntil !== null && Date.parse(limitedUntil) > Date.now();
  const lines = scanLines({
    phase: scan.phase,
    generation: scan.generation,
    isPaused: scan.isPaused,
    isParked: scan.parking.isParked,
    restartRequested: scan.restartRequested,
    nextScanAt: nextGenerationAt && readableTime(nextGenerationAt),
    figures: scan.figures,
    queue: { waiting: queue.countWaiting(), inFlight: queue.countInFlight(), isSpilled: queue.hasStored() },
    limitedUntil: isLimited ? readableClock(limitedUntil) : null,
  });
  showDetails(`Scan of ${scan.connectionName ?? scan.connectionId}`, ...lines);
}

/** A scan that is paused before its first generation waited, as earlier versions published it. */
function publishedState(scan: Scan): ScanState {
  const isPausedBeforeFirst = scan.isPaused && scan.generation === null && !scan.parking.isParked;
  return isPausedBeforeFirst && patched('paused-before-first-scan') ? 'paused' : stateOf(scan);
}

/**
 * What the loop wakes up for. Recorded histories pin when it does: a change of numbers alone must not wake it, or the
 * loops of the scan would schedule their activities in another order.
 */
function phaseOf(scan: Scan): string {
  const name = nameOf(scan.generation);
  if (scan.parking.isParked) return `${name} parked`;
  if (scan.isPaused) return `${name} paused`;
  if (scan.phase === 'due') return 'due';
  return `${name} ${scan.phase} ${scan.phase === 'idle' ? scan.nextGenerationAt : ''}`;
}
