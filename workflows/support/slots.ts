/** The slots of a scan: each is a loop that runs one activity at a time. */
import { condition, patched } from '@temporalio/workflow';
import { promotionKey, type Promotion } from '../../src/domain/promotion.js';
import { changedSince, mark, recordGrowth, recordSlice } from '../frontier-signal.js';
import * as activities from './activities.js';
import { showScan } from './publish-state-loop.js';
import { generationOf, waitForWork, type Scan } from './scan-state.js';

/**
 * How many items one express activity takes: few, so that a later change does not wait long; more if many wait, at most
 * `LARGE_BATCH`. Of one owner it takes no more than `EXPRESS_BATCH`: they wait for the calls that Box allows this user,
 * while those of other users are not used.
 */
const EXPRESS_BATCH = 10;
const LARGE_BATCH = 50;
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
    const slice = await scan.parking.runOrPark(() =>
      activities.scanSlice.executeWithOptions(
        { summary: `Scan ${scan.generation}: list folders for about five seconds` },
        [generationOf(scan)],
      ),
    );
    scan.slicesInFlight -= 1;
    if (!slice) continue;
    scan.figures = slice.figures ?? scan.figures;
    scan.limitedUntil = slice.limitedUntil ?? null;
    showScan(scan);
    const trustsLast = !patched('reports-in-any-order');
    const since = recordSlice(frontier, begun, slice, { now: Date.now(), trustsLast });
    const foundNothing = slice.pages === 0 && frontier.hasWork;
    if (!foundNothing) {
      pauseMs = MIN_PAUSE_MS;
      continue;
    }
    await condition(() => scan.shouldContinueAsNew() || changedSince(frontier, since), pauseMs, {
      summary: 'Pause: all folders are taken or deferred',
    });
    pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS);
  }
}

/** Scans items of the express lane, batch by batch, as one of `slots`. */
export async function expressSlot(scan: Scan, slots: number): Promise<void> {
  const { queue } = scan;
  const hasWork = () => areUsersKnown(scan) && queue.countReady() > 0;
  while (await waitForWork(scan, () => scan.isBulkStopped, hasWork)) {
    const batch = queue.take(batchSize(queue.countReady(), slots), EXPRESS_BATCH);
    const scanned = await scanBatch(scan, batch);
    if (!scanned) continue;
    const deferred = batch.filter((promotion) => scanned.deferred.includes(promotionKey(promotion)));
    const parked = batch.filter((promotion) => scanned.parked?.includes(promotionKey(promotion)) ?? false);
    queue.markScanned(batch.filter((promotion) => !deferred.includes(promotion) && !parked.includes(promotion)));
    queue.setAside(parked.filter((promotion) => !deferred.includes(promotion)));
    queue.defer(deferred, Date.now() + scanned.retryInMs);
    if (scanned.frontierGrew) recordGrowth(scan.frontier);
    showScan(scan);
  }
}

/** A share of what waits, so that no slot is idle while another one has a large batch. */
function batchSize(ready: number, slots: number): number {
  if (!patched('larger-express-batches')) return EXPRESS_BATCH;
  return Math.min(Math.max(Math.ceil(ready / slots), EXPRESS_BATCH), LARGE_BATCH);
}

/** Returns undefined if Box rejects the credentials: the batch is then back at the head of the queue. */
async function scanBatch(scan: Scan, promotions: readonly Promotion[]) {
  let scanned;
  try {
    scanned = await scan.parking.runOrPark(() =>
      activities.scanPromoted.executeWithOptions({ summary: batchSummary(promotions) }, [
        { ...generationOf(scan), heldUntil: scan.heldUntil, promotions },
      ]),
    );
  } finally {
    if (!scanned) scan.queue.putBack(promotions);
  }
  return scanned;
}

/** What a batch rescans, for Temporal's UI: the first item and its event, and how many there are. */
function batchSummary(promotions: readonly Promotion[]): string {
  const [first] = promotions;
  if (!first) return 'Scan changed items';
  const others = promotions.length - 1;
  // Temporal refuses long summaries, and ids and types come from outside.
  const [id, cause] = [first.itemId.slice(0, 40), first.eventType.slice(0, 60)];
  return `Rescan ${first.itemType} ${id} after ${cause}${others > 0 ? `, and ${others} more` : ''}`;
}

/** Whether the users of the enterprise have been listed: they decide which collaborators of a file are external. */
function areUsersKnown({ generation, phase }: Scan): boolean {
  return generation !== null && (generation > 1 || phase === 'crawling' || phase === 'idle');
}
