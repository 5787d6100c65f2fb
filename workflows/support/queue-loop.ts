import { condition } from '@temporalio/workflow';
import { QUEUE_BOUND } from '../scan-queue.js';
import * as activities from './activities.js';
import type { Scan } from './scan-state.js';

/** How often Postgres is checked for promotions whose signal was lost, in milliseconds. */
const SWEEP_MS = 60_000;

/** Stores the overflow of the queue in Postgres, loads promotions when there is room, and releases deferred items. */
export async function queueLoop(scan: Scan): Promise<void> {
  const { queue } = scan;
  while (!scan.isBulkStopped) {
    if (queue.hasOverflow()) await storeOverflow(scan);
    else if (queue.wantsReload()) await reload(scan);
    else {
      const dueBefore = queue.nextDue();
      const waitMs = Math.min(SWEEP_MS, Math.max((dueBefore ?? Infinity) - Date.now(), 1));
      const isBusy = () => scan.isBulkStopped || queue.hasOverflow() || queue.wantsReload();
      const woken = await condition(() => isBusy() || queue.nextDue() !== dueBefore, waitMs, {
        summary: dueBefore === null ? 'Until the database is checked for lost signals' : 'Until deferred items are due',
      });
      queue.releaseDue(Date.now());
      if (!woken && dueBefore === null) queue.expectStored();
    }
  }
}

/** Stores what exceeds the queue's bound: it must not stay in memory or in the input of the next run. */
export async function storeOverflow({ queue, connectionId }: Scan): Promise<void> {
  while (queue.hasOverflow()) await activities.storePromotions({ connectionId, promotions: queue.drainOverflow() });
}

async function reload({ queue, connectionId }: Scan): Promise<void> {
  queue.beginReload();
  const { promotions } = await activities.loadPromotions({ connectionId, limit: QUEUE_BOUND });
  const scanned = queue.reload(promotions, promotions.length < QUEUE_BOUND);
  if (scanned.length > 0) await activities.discardPromotions({ connectionId, promotions: scanned });
}
