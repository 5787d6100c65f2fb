import type { BoxFile } from '../../src/box/client.js';
import type { Promotion } from '../../src/domain/promotion.js';
import { countScan } from '../../src/store/scan/counters.js';
import { findOwner } from '../../src/store/scan/items.js';
import type { ObservedFile } from '../../src/store/scan/observation.js';
import { deletePromotions } from '../../src/store/scan/promotions.js';
import { markFile, recordExpressLatency, upsertFiles } from '../../src/store/scan/scanned-files.js';
import { recordedItem } from '../../src/store/scan/snapshots.js';
import type { Db } from '../../src/store/sql/postgres.js';
import type { ScanContext, Tries } from './context.js';
import { endRescan, meterRescan, skipRescan } from './end-rescan.js';
import { writeToLiveScan } from './live-scan.js';
import { readUnlessMissing } from './missing.js';
import { observeFile } from './observe.js';
import { resolveOwner, skippedReasonOf } from './owner.js';
import { parentContextOf } from './parent-context.js';
import { ownCollaborators } from './sharing.js';

/** How far Box's clock and ours may differ, in milliseconds: a scan counts as later than a change only beyond it. */
const CLOCK_MARGIN_MS = 5 * 60_000;

/**
 * Scans one promoted file and records it; records it as trashed or gone if Box no longer has it. Throws `BoxError`, also
 * if Box does not find the file, unless this is the last try and the listing of its folder lacks it as well.
 */
export async function rescanFile(db: Db, scan: ScanContext, promotion: Promotion, tries: Tries): Promise<void> {
  const { connectionId } = scan;
  const fileId = promotion.itemId;
  const recorded = await findOwner(db, connectionId, { itemType: 'file', itemId: fileId });
  const owner = await resolveOwner(db, scan, promotion.ownerId ?? recorded?.ownerId ?? scan.account.id, tries);
  // A change found by the backfill is often older than the file's last scan.
  const isScannedSince =
    promotion.rank === 1 &&
    recorded?.generation === scan.generation &&
    recorded.scannedAt.getTime() > Date.parse(promotion.at) + CLOCK_MARGIN_MS;
  if (!owner)
    return skipRescan(db, scan, promotion, await skippedReasonOf(scan, promotion.ownerId ?? recorded?.ownerId));
  if (isScannedSince) return deletePromotions(db, connectionId, [promotion]);

  const observedAt = new Date();
  const file = await fetchFile(db, scan, promotion, owner, tries);
  const observed =
    typeof file === 'object' && file.itemStatus === 'active' ? await observe(db, scan, file, owner) : null;
  const rescanned = await writeToLiveScan(db, connectionId, async (trx, generation) => {
    const before = await recordedItem(trx, connectionId, promotion);
    const { reason, eventType } = promotion;
    const observation = { connectionId, generation, observedAt, reason, eventType };
    if (observed) {
      const filesFound = await upsertFiles(trx, [{ files: [observed], observedAt }], { ...observation, force: true });
      await countScan(trx, connectionId, generation, { filesFound, expressScanned: 1 });
    } else {
      await markFile(trx, fileId, file === 'gone' ? 'gone' : 'trashed', observation);
      await countScan(trx, connectionId, generation, { expressScanned: 1 });
    }
    const delay = await endRescan(trx, scan, promotion, before);
    if (observed && promotion.rank === 0) {
      await recordExpressLatency(trx, { connectionId, fileId, scannedAt: observedAt, ...delay });
    }
    return delay;
  });
  meterRescan(scan, promotion, rescanned);
}

/** Reads the file, which may be in the trash, or returns why there is none to read. */
function fetchFile(
  db: Db,
  scan: ScanContext,
  { itemId }: Promotion,
  owner: string,
  tries: Tries,
): Promise<BoxFile | 'trashed' | 'gone'> {
  return readUnlessMissing(db, scan, { itemType: 'file', itemId }, tries, async () => {
    const file = await scan.client.file(itemId, { asUser: owner, purpose: 'express', signal: scan.signal });
    return file.itemStatus === 'deleted' ? 'gone' : file;
  });
}

/** The owner may have changed since the change was reported: `expectedOwner` is managed, a new owner may be external. */
async function observe(db: Db, scan: ScanContext, file: BoxFile, expectedOwner: string): Promise<ObservedFile> {
  const parent = await parentContextOf(db, scan, file);
  const collaborators = await ownCollaborators(scan, file, { asUser: file.ownerId, purpose: 'express' });
  const ownerIsManaged = file.ownerId === expectedOwner || (await scan.users.get(file.ownerId)) !== undefined;
  return observeFile(file, parent, collaborators, ownerIsManaged);
}
