import type { BoxFolder } from '../../src/box/client.js';
import { isBoxError } from '../../src/box/errors.js';
import { inheritSharing } from '../../src/domain/exposure.js';
import { removeFromOtherOwners, extendFrontier } from '../../src/store/scan/frontier.js';
import { lockGeneration } from '../../src/store/scan/generations.js';
import { deletePromotions } from '../../src/store/scan/promotions.js';
import { markSubtree } from '../../src/store/scan/removals.js';
import { upsertFolders } from '../../src/store/scan/scanned-folders.js';
import type { ObservedFolder } from '../../src/store/scan/observation.js';
import type { Promotion } from '../../src/domain/promotion.js';
import { surroundingsOf } from './ancestors.js';
import { reachableOwner } from './owners.js';
import { requireConnection } from './rescan-file.js';
import type { ScanContext } from './context.js';
import { ownCollaborators } from './sharing.js';
import type { Db } from '../../src/store/sql/postgres.js';

/**
 * Looks at a folder that was shared, moved, renamed or removed: who can reach it changed for everything below it, so
 * its subtree goes ahead of the bulk; true then. A folder that is trashed or gone takes its subtree along.
 */
export async function rescanFolder(db: Db, scan: ScanContext, promotion: Promotion): Promise<boolean> {
  const folderId = promotion.itemId;
  const known = await db
    .selectFrom('folders')
    .select('owner_id as ownerId')
    .where('connection_id', '=', scan.connectionId)
    .where('folder_id', '=', folderId)
    .executeTakeFirst();
  const owner = await reachableOwner(db, scan, promotion.ownerId ?? known?.ownerId ?? scan.account.id);
  if (!owner) {
    await deletePromotions(db, scan.connectionId, [promotion]);
    return false;
  }
  const { connectionId } = scan;
  const observedAt = new Date();
  const folder = await folderUnlessRemoved(scan, folderId, owner);
  const isThere = typeof folder !== 'string' && folder.itemStatus === 'active';
  const found = isThere ? await whereItStands(db, scan, folder) : null;
  if (!found) {
    const state = folder === 'gone' ? 'gone' : 'trashed';
    await markSubtree(db, folderId, state, { connectionId, observedAt, reason: promotion.reason });
    await deletePromotions(db, connectionId, [promotion]);
    return false;
  }
  await db.transaction().execute(async (trx) => {
    await requireConnection(trx, connectionId);
    const generation = await lockGeneration(trx, connectionId);
    const { ownerId } = found;
    await removeFromOtherOwners(trx, { connectionId, folderId, ownerId });
    await extendFrontier(trx, [{ userId: ownerId, folderId }], { connectionId, generation, lane: 0 });
    await upsertFolders(trx, [found], { connectionId, generation, observedAt });
    await deletePromotions(trx, connectionId, [promotion]);
  });
  return true;
}

/** Of a trashed folder Box says so in an error, unlike of a file ("Trash", Box's guide; code `trashed`). */
async function folderUnlessRemoved(scan: ScanContext, folderId: string, owner: string) {
  try {
    return await scan.client.folder(folderId, { asUser: owner, purpose: 'express', signal: scan.signal });
  } catch (error) {
    if (isBoxError(error, 'BoxNotFound')) return error.code === 'trashed' ? 'trashed' : 'gone';
    throw error;
  }
}

async function whereItStands(db: Db, scan: ScanContext, folder: BoxFolder): Promise<ObservedFolder> {
  const parent = await surroundingsOf(db, scan, folder.ownerId, folder.ancestors);
  const how = { ...scan, asUser: folder.ownerId, purpose: 'express' } as const;
  const collaborators = await ownCollaborators(scan.client, folder, how);
  return {
    folderId: folder.id,
    ownerId: folder.ownerId,
    parentId: folder.parentId ?? '0',
    name: folder.name,
    path: `${parent.path}/${folder.name}`,
    ancestorIds: folder.ancestors.map(({ id }) => id),
    hasCollaborations: folder.hasCollaborations,
    ownLink: folder.link,
    ownCollaborators: collaborators,
    sharing: inheritSharing(parent.sharing, { id: folder.id, link: folder.link, collaborators }),
  };
}
