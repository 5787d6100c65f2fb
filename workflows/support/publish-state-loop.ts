import { condition, setCurrentDetails } from '@temporalio/workflow';
import type { ScanState } from '../../src/domain/scan.js';
import * as activities from './activities.js';
import { stateOf, type Scan } from './scan-state.js';

/** Publishes the state of the scan in Postgres and in Temporal's UI whenever it changes. */
export async function publishStateLoop(scan: Scan): Promise<void> {
  let published: ScanState | null = null;
  while (!scan.isBulkStopped) {
    setCurrentDetails(detailsOf(scan));
    const state = stateOf(scan);
    if (state !== published) await activities.recordScanState({ connectionId: scan.connectionId, state });
    published = state;
    const details = detailsOf(scan);
    await condition(() => scan.isBulkStopped || detailsOf(scan) !== details);
  }
}

function detailsOf(scan: Scan): string {
  const name = scan.generation === null ? 'The first scan' : `Scan ${scan.generation}`;
  if (scan.parking.isParked) return `${name} is parked: Box rejected the credentials. Waiting for a new consent.`;
  if (scan.isPaused) return `${name} is paused.`;
  switch (scan.phase) {
    case 'due':
      return 'Starting a scan.';
    case 'listing_users':
      return `${name}: listing the users.`;
    case 'crawling':
      return `${name}: listing folders. Changed files are scanned first.`;
    case 'idle':
      return `${name} is complete. The next one starts at ${scan.nextGenerationAt ?? '?'}. Changed files are scanned immediately.`;
  }
}
