import type { BoxFile } from '../../src/box/client.js';
import { isBoxError } from '../../src/box/errors.js';
import type { Promotion } from '../../src/domain/promotion.js';
import { countScan } from '../../src/store/scan/generations.js';
import { findOwner, placeOf } from '../../src/store/scan/items.js';
import type { ObservedFile } from '../../src/store/scan/observation.js';
import { deletePromotions } from '../../src/store/scan/promotions.js';
import { markFile, recordExpressLatency, upsertFiles } from '../../src/store/scan/scanned-files.js';
import { recordedItem } from '../../src/store/scan/snapshots.js';
import type { Db } from '../../src/store/sql/postgres.js';
import type { ScanContext } from './context.js';
import { endRescan, skipRescan } from './end-rescan.js';
import { writeToLiveScan } from './live-scan.js';
import { askAbove } from './missing.js';
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
export async function rescanFile(
  db: Db,
  scan: ScanContext,
  promotion: Promotion,
  tries: { readonly isLastTry: boolean },
): Promise<void> {
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
  await writeToLiveScan(db, connectionId, async (trx, generation) => {
    const before = await recordedItem(trx, connectionId, promotion);
    const { reason, eventType } = promotion;
    const observation = { connectionId, generation, observedAt, reason, eventType };
    if (observed) {
      const filesFound = await upsertFiles(trx, [observed], { ...observation, force: true });
      await countScan(trx, connectionId, generation, { filesFound, expressScanned: 1 });
    } else {
      await markFile(trx, fileId, file === 'gone' ? 'gone' : 'trashed', observation);
      await countScan(trx, connectionId, generation, { expressScanned: 1 });
    }
    const delay = await endRescan(trx, scan, promotion, before);
    if (observed && promotion.rank === 0) {
      await recordExpressLatency(trx, { connectionId, fileId, scannedAt: observedAt, ...delay });
    }
  });
}

/** Reads the file, which may be in the trash. On the last try, finds out what became of a file that Box does not find. */
async function fetchFile(
  db: Db,
  scan: ScanContext,
  promotion: Promotion,
  owner: string,
  { isLastTry }: { readonly isLastTry: boolean },
): Promise<BoxFile | 'trashed' | 'gone'> {
  try {
    const file = await scan.client.file(promotion.itemId, { asUser: owner, purpose: 'express', signal: scan.signal });
    return file.itemStatus === 'deleted' ? 'gone' : file;
  } catch (error) {
    if (!isBoxError(error, 'BoxNotFound')) throw error;
    if (error.code === 'trashed') return 'trashed';
    if (!isLastTry) throw error;
    const place = await placeOf(db, scan.connectionId, { itemType: 'file', itemId: promotion.itemId });
    const found = place ? await askAbove(db, scan, { type: 'file', id: promotion.itemId }, place) : 'gone';
    if (found === 'there') throw error;
    return found;
  }
}

/** The owner may have changed since the change was reported: `expectedOwner` is managed, a new owner may be external. */
async function observe(db: Db, scan: ScanContext, file: BoxFile, expectedOwner: string): Promise<ObservedFile> {
  const parent = await parentContextOf(db, scan, file);
  const collaborators = await ownCollaborators(scan, file, { asUser: file.ownerId, purpose: 'express' });
  const ownerIsManaged = file.ownerId === expectedOwner || (await scan.users.get(file.ownerId)) !== undefined;
  return observeFile(file, parent, collaborators, ownerIsManaged);
}
