import type { Promotion } from '../domain/promotion.js';
import type { TemporalClient } from './client.js';
import { ScanNotRunning } from './failures.js';

/** What activities need of Temporal. No error if no scan is running: it reads Postgres when it starts. */
export interface ScanSignals {
  /** Sends live changes to the scan. */
  promote(connectionId: string, promotions: readonly Promotion[]): Promise<void>;
  /** Reports to the scan that promotions wait in Postgres. */
  promotionsWaiting(connectionId: string): Promise<void>;
  /** Cancels backfill, event stream and scan, and waits until all have ended. */
  stopChildren(connectionId: string): Promise<void>;
}

/** The client as activities use it. */
export function createScanSignals(temporal: TemporalClient): ScanSignals {
  return {
    promote: (connectionId, promotions) => ignoreIfNotRunning(temporal.promote(connectionId, promotions)),
    promotionsWaiting: (connectionId) => ignoreIfNotRunning(temporal.signalPromotionsWaiting(connectionId)),
    stopChildren: (connectionId) => temporal.stopChildren(connectionId),
  };
}

async function ignoreIfNotRunning(signal: Promise<void>): Promise<void> {
  try {
    await signal;
  } catch (error) {
    if (!(error instanceof ScanNotRunning)) throw error;
  }
}
