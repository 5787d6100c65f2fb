import { inBatches, walkIds } from '../sql/batches.js';
import type { Db } from '../sql/postgres.js';
import { removeFoldersBelow, removeUnlessActive } from './frontier.js';
import { lockGeneration } from './generations.js';
import type { Observation } from './observation.js';
import { markFilesInFolders, markUnlistedFiles, type RemovedState, type ScanCause } from './scanned-files.js';
import { folderIdsInSubtree, markFolders, unlistedFolders } from './scanned-folders.js';

/** Folders whose files are marked together, and files that one statement marks. */
const FOLDERS_AT_A_TIME = 200;
const FILES_AT_A_TIME = 20_000;

/**
 * Marks a folder and everything below it as trashed or gone, except items with a later observation. It works in batches,
 * so that no statement grows with the subtree; if it fails in between, call it again. The folder itself leaves the
 * frontier last.
 */
export async function markSubtree(
  db: Db,
  folderId: string,
  state: RemovedState,
  scan: Omit<Observation, 'generation'> & ScanCause,
): Promise<void> {
  const { connectionId, observedAt } = scan;
  const subtree = { connectionId, folderId };
  await removeFoldersBelow(db, subtree);
  await walkIds(async (after) => {
    const ids = await folderIdsInSubtree(db, subtree, { after, limit: FOLDERS_AT_A_TIME });
    if (ids.length > 0) await inBatches(FILES_AT_A_TIME, () => markFiles(db, ids, state, scan));
    return ids.at(-1) ?? null;
  });
  await markFolders(db, subtree, state, observedAt);
  await removeUnlessActive(db, subtree);
}

/**
 * Marks as gone what a folder held and its complete listing did not show. For folders that are listed after their
 * generation has ended: a folder that was parked until then, and those below it.
 */
export async function markUnlisted(
  db: Db,
  listed: { readonly connectionId: string; readonly userId: string; readonly folderId: string },
  listing: { readonly generation: number; readonly observedAt: Date },
): Promise<void> {
  await inBatches(FILES_AT_A_TIME, () => markUnlistedFiles(db, listed, { ...listing, limit: FILES_AT_A_TIME }));
  await inBatches(FOLDERS_AT_A_TIME, async () => {
    const ids = await unlistedFolders(db, listed, { ...listing, limit: FOLDERS_AT_A_TIME });
    const { connectionId } = listed;
    for (const id of ids) {
      await markSubtree(db, id, 'gone', { connectionId, observedAt: listing.observedAt, reason: 'bulk' });
    }
    return ids.length;
  });
}

/** Marks a batch of the files of these folders under the newest generation; returns how many it marked. */
async function markFiles(
  db: Db,
  folderIds: readonly string[],
  state: RemovedState,
  scan: Omit<Observation, 'generation'> & ScanCause,
): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const { generation } = await lockGeneration(trx, scan.connectionId);
    return markFilesInFolders(trx, { ids: folderIds, limit: FILES_AT_A_TIME }, state, { ...scan, generation });
  });
}
