import { deleteUsers, upsertUsers } from '../../src/store/scan/box-users.js';
import { removeUserFromFrontier, extendFrontier } from '../../src/store/scan/frontier.js';
import { lockGeneration } from '../../src/store/scan/generations.js';
import { deletePromotions } from '../../src/store/scan/promotions.js';
import type { Promotion } from '../../src/domain/promotion.js';
import { toStored } from './generation.js';
import { managedUser } from './owners.js';
import { requireConnection } from './rescan-file.js';
import type { ScanContext } from './context.js';
import type { Db } from '../../src/store/sql/postgres.js';

/**
 * Looks at a user who joined, changed or left: somebody new is scanned ahead of the bulk (true then), somebody
 * deactivated is left out, somebody deleted forgotten.
 */
export async function refreshUser(db: Db, scan: ScanContext, promotion: Promotion): Promise<boolean> {
  const userId = promotion.itemId;
  const { connectionId } = scan;
  const known = scan.users.get(userId);
  const user = scan.coverage === 'own_files' ? null : await managedUser(scan, userId);
  const stored = user && toStored(user);
  const mustBeScanned = stored?.skippedReason === null && (!known || known.skippedReason !== null);
  await db.transaction().execute(async (trx) => {
    await requireConnection(trx, connectionId);
    const generation = await lockGeneration(trx, connectionId);
    if (stored) await upsertUsers(trx, connectionId, generation, [stored]);
    else if (scan.coverage !== 'own_files') await deleteUsers(trx, connectionId, { userId });
    if (stored?.skippedReason !== null) await removeUserFromFrontier(trx, connectionId, userId);
    if (mustBeScanned) await extendFrontier(trx, [{ userId, folderId: '0' }], { connectionId, generation, lane: 0 });
    await deletePromotions(trx, connectionId, [promotion]);
  });
  return mustBeScanned;
}
