import type { BoxFolder } from '../../src/box/client.js';
import type { Promotion } from '../../src/domain/promotion.js';
import { removeFromOtherOwners, extendFrontier } from '../../src/store/scan/frontier.js';
import { ownerOfFolder } from '../../src/store/scan/items.js';
import { markSubtree } from '../../src/store/scan/removals.js';
import { countFilesBelow, upsertFolders } from '../../src/store/scan/scanned-folders.js';
import { recordedItem } from '../../src/store/scan/snapshots.js';
import type { Db } from '../../src/store/sql/postgres.js';
import type { ScanContext, Tries } from './context.js';
import { endRescan, meterRescan, skipRescan } from './end-rescan.js';
import { writeToLiveScan } from './live-scan.js';
import { readUnlessMissing } from './missing.js';
import { observeFolder } from './observe.js';
import { resolveOwner, skippedReasonOf } from './owner.js';
import { parentContextOf } from './parent-context.js';
import { ownCollaborators } from './sharing.js';

/**
 * Rescans a folder that was shared, moved, renamed or removed. The change affects everything below the folder, so its
 * subtree is scanned before the bulk (returns true). A trashed or deleted folder is recorded with its whole subtree.
 * Throws `BoxError`, also if Box does not find the folder, unless this is the last try and the listing of the folder above
 * lacks it as well.
 */
export async function rescanFolder(db: Db, scan: ScanContext, promotion: Promotion, tries: Tries): Promise<boolean> {
  const { connectionId } = scan;
  const folderId = promotion.itemId;
  const recorded = await ownerOfFolder(db, connectionId, folderId);
  const owner = await resolveOwner(db, scan, promotion.ownerId ?? recorded?.ownerId ?? scan.account.id, tries);
  if (!owner) {
    await skipRescan(db, scan, promotion, await skippedReasonOf(scan, promotion.ownerId ?? recorded?.ownerId));
    return false;
  }
  const observedAt = new Date();
  const folder = await fetchFolder(db, scan, folderId, owner, tries);
  if (folder === 'trashed' || folder === 'gone') {
    const before = await recordedItem(db, connectionId, promotion);
    const { reason, eventType } = promotion;
    await markSubtree(db, folderId, folder, { connectionId, observedAt, reason, eventType });
    const delay = await writeToLiveScan(db, connectionId, (trx) => endRescan(trx, scan, promotion, before));
    meterRescan(scan, promotion, delay);
    return false;
  }
  const parent = await parentContextOf(db, scan, folder);
  const collaborators = await ownCollaborators(scan, folder, { asUser: folder.ownerId, purpose: 'express' });
  const observed = observeFolder(folder, parent, collaborators);
  const filesBelow = await countFilesBelow(db, { connectionId, folderId });
  const delay = await writeToLiveScan(db, connectionId, async (trx, generation) => {
    const before = await recordedItem(trx, connectionId, promotion);
    const { ownerId } = observed;
    await removeFromOtherOwners(trx, { connectionId, folderId, ownerId });
    await extendFrontier(trx, [{ userId: ownerId, folderId }], { connectionId, generation, lane: 0 });
    await upsertFolders(trx, [{ folders: [observed], observedAt }], { connectionId, generation });
    return endRescan(trx, scan, promotion, before, { filesBelow });
  });
  meterRescan(scan, promotion, delay);
  return true;
}

/** Reads the folder, or returns why it cannot be scanned. */
function fetchFolder(
  db: Db,
  scan: ScanContext,
  folderId: string,
  owner: string,
  tries: Tries,
): Promise<BoxFolder | 'trashed' | 'gone'> {
  return readUnlessMissing(db, scan, { itemType: 'folder', itemId: folderId }, tries, async () => {
    const folder = await scan.client.folder(folderId, { asUser: owner, purpose: 'express', signal: scan.signal });
    return folder.itemStatus === 'active' ? folder : 'trashed';
  });
}
