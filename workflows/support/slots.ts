/** The slots of a scan: each is a loop that runs one activity at a time. */
import { condition } from '@temporalio/workflow';
import { promotionKey, type Promotion } from '../../src/domain/promotion.js';
import { changedSince, mark, recordGrowth, recordSlice } from '../frontier-signal.js';
import * as activities from './activities.js';
import { generationOf, waitForWork, type Scan } from './scan-state.js';

/** How many items one express activity takes: few, so that a later change does not wait long. */
const EXPRESS_BATCH = 10;
/** The pause of a slot when all folders are leased to others or deferred: doubled each time, in milliseconds. */
const MIN_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 8_000;

/** Lists folders of the frontier, slice by slice. */
export async function bulkSlot(scan: Scan): Promise<void> {
  const { frontier } = scan;
  const hasWork = () => frontier.hasWork && (scan.phase === 'crawling' || scan.phase === 'idle');
  let pauseMs = MIN_PAUSE_MS;
  while (await waitForWork(scan, scan.shouldContinueAsNew, hasWork)) {
    const begun = mark(frontier);
    scan.slicesInFlight += 1;
    const slice = await scan.parking.runOrPark(() => activities.scanSlice(generationOf(scan)));
    scan.slicesInFlight -= 1;
    if (!slice) continue;
    const since = recordSlice(frontier, begun, slice);
    const foundNothing = slice.pages === 0 && frontier.hasWork;
    if (!foundNothing) {
      pauseMs = MIN_PAUSE_MS;
      continue;
    }
    await condition(() => scan.shouldContinueAsNew() || changedSince(frontier, since), pauseMs);
    pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS);
  }
}

/** Scans items of the express lane, batch by batch. */
export async function expressSlot(scan: Scan): Promise<void> {
  const { queue } = scan;
  const hasWork = () => areUsersKnown(scan) && queue.countReady() > 0;
  while (await waitForWork(scan, () => scan.isBulkStopped, hasWork)) {
    const batch = queue.take(EXPRESS_BATCH);
    const scanned = await scanBatch(scan, batch);
    if (!scanned) continue;
    const deferred = batch.filter((promotion) => scanned.deferred.includes(promotionKey(promotion)));
    queue.markScanned(batch.filter((promotion) => !deferred.includes(promotion)));
    queue.defer(deferred, Date.now() + scanned.retryInMs);
    if (scanned.frontierGrew) recordGrowth(scan.frontier);
  }
}

/** Returns undefined if Box rejects the credentials: the batch is then back at the head of the queue. */
async function scanBatch(scan: Scan, promotions: readonly Promotion[]) {
  let scanned;
  try {
    scanned = await scan.parking.runOrPark(() => activities.scanPromoted({ ...generationOf(scan), promotions }));
  } finally {
    if (!scanned) scan.queue.putBack(promotions);
  }
  return scanned;
}

/** Whether the users of the enterprise have been listed: they decide which collaborators of a file are external. */
function areUsersKnown({ generation, phase }: Scan): boolean {
  return generation !== null && (generation > 1 || phase === 'crawling' || phase === 'idle');
}
