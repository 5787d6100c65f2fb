import type { Promotion } from '../../src/domain/promotion.js';
import { deleteUsers, upsertUsers } from '../../src/store/scan/box-users.js';
import { removeUserFromFrontier, extendFrontier } from '../../src/store/scan/frontier.js';
import { recordedItem } from '../../src/store/scan/snapshots.js';
import type { Db } from '../../src/store/sql/postgres.js';
import type { ScanContext, Tries } from './context.js';
import { endRescan, meterRescan } from './end-rescan.js';
import { writeToLiveScan } from './live-scan.js';
import { toBoxUserRow } from './observe.js';
import { fetchManagedUser } from './owner.js';

/**
 * Refreshes a user who joined, changed or left. The files of a new or reactivated user are scanned before the bulk
 * (returns true). A deactivated user is skipped; a deleted user is removed.
 */
export async function refreshUser(db: Db, scan: ScanContext, promotion: Promotion, tries: Tries): Promise<boolean> {
  const { connectionId } = scan;
  const userId = promotion.itemId;
  const known = await scan.users.get(userId);
  // A plain user's connection scans only its own files, so other users do not matter to it.
  const user = scan.coverage === 'own_files' ? null : await fetchManagedUser(scan, userId, tries);
  const row = user && toBoxUserRow(user);
  const mustBeScanned = row?.skippedReason === null && (!known || known.skippedReason !== null);
  const delay = await writeToLiveScan(db, connectionId, async (trx, generation) => {
    const before = await recordedItem(trx, connectionId, promotion);
    if (row) await upsertUsers(trx, connectionId, generation, [row]);
    else if (scan.coverage !== 'own_files') await deleteUsers(trx, connectionId, { userId });
    if (row?.skippedReason !== null) await removeUserFromFrontier(trx, connectionId, userId);
    if (mustBeScanned) await extendFrontier(trx, [{ userId, folderId: '0' }], { connectionId, generation, lane: 0 });
    return endRescan(trx, scan, promotion, before);
  });
  meterRescan(scan, promotion, delay);
  return mustBeScanned;
}
