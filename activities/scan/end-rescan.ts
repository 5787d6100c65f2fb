import type { Problem } from '../../src/domain/problems.js';
import type { Promotion } from '../../src/domain/promotion.js';
import { deletePromotions, parkPromotion } from '../../src/store/scan/promotions.js';
import { recordRescan, type RescanDelay } from '../../src/store/scan/rescans.js';
import { recordedItem, type RecordedItem } from '../../src/store/scan/snapshots.js';
import type { Db, Trx } from '../../src/store/sql/postgres.js';
import type { ScanContext } from './context.js';
import { writeToLiveScan } from './live-scan.js';

/**
 * Ends a rescan that was recorded: the last step of its transaction, after which comes `meterRescan`. `before` is the item
 * before the rescan.
 */
export async function endRescan(
  trx: Trx,
  { connectionId, heldUntil }: ScanContext,
  promotion: Promotion,
  before: RecordedItem | null,
  more: { readonly filesBelow?: number } = {},
): Promise<RescanDelay> {
  const delay = await recordRescan(trx, { connectionId, heldUntil, promotion, before, ...more });
  await deletePromotions(trx, connectionId, [promotion]);
  return delay;
}

/** Measures a rescan once its transaction is committed: one that is rolled back is repeated, and counts once. */
export function meterRescan({ meter }: ScanContext, { itemType }: Promotion, delay: RescanDelay): void {
  meter.rescanned({ files: itemType === 'file' ? 1 : 0, ...delay });
}

/** Ends a rescan without a scan: the files of the item's owner are not scanned. */
export async function skipRescan(
  db: Db,
  scan: ScanContext,
  promotion: Promotion,
  problem: Problem | null,
): Promise<void> {
  await recordUnscanned(db, scan, promotion, { result: 'skipped', problem }, (trx) =>
    deletePromotions(trx, scan.connectionId, [promotion]),
  );
}

/** Parks a promotion with its problem. */
export async function failRescan(db: Db, scan: ScanContext, promotion: Promotion, problem: Problem): Promise<void> {
  await recordUnscanned(db, scan, promotion, { result: 'failed', problem }, (trx) =>
    parkPromotion(trx, scan.connectionId, promotion, problem),
  );
}

async function recordUnscanned(
  db: Db,
  { connectionId, heldUntil }: ScanContext,
  promotion: Promotion,
  unscanned: { readonly result: 'skipped' | 'failed'; readonly problem: Problem | null },
  settle: (trx: Trx) => Promise<void>,
): Promise<void> {
  await writeToLiveScan(db, connectionId, async (trx) => {
    await settle(trx);
    const before = await recordedItem(trx, connectionId, promotion);
    await recordRescan(trx, { connectionId, heldUntil, promotion, before, unscanned });
  });
}
