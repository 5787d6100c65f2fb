import type { BoxFile, BoxFolder } from '../../src/box/client.js';
import { NO_SHARING, type Sharing } from '../../src/domain/exposure.js';
import { lockGeneration } from '../../src/store/scan/generations.js';
import { knownFolders, type KnownFolder } from '../../src/store/scan/items.js';
import { upsertFolders } from '../../src/store/scan/scanned-folders.js';
import type { Db } from '../../src/store/sql/postgres.js';
import type { ScanContext } from './context.js';
import { observeFolder, type ParentContext } from './observe.js';
import { ownCollaborators } from './sharing.js';

/**
 * The folder that contains an item, found from the item's ancestors. An ancestor that is recorded under the same path
 * is taken from the store, with `read` if it is given. Any other is read from Box and recorded, so that it is read only
 * once.
 */
export async function parentContextOf(
  db: Db,
  scan: ScanContext,
  item: BoxFile | BoxFolder,
  read: ReadFolders = (ids) => knownFolders(db, scan.connectionId, ids),
): Promise<ParentContext> {
  const known = item.ancestors.length === 0 ? NONE : await read(item.ancestors.map(({ id }) => id));
  let parent: ParentContext = { folderId: '0', path: '', ancestorIds: [], sharing: NO_SHARING };
  for (const { id, name } of item.ancestors) {
    const path = `${parent.path}/${name}`;
    const folder = known.get(id);
    const sharing = folder?.path === path ? folder.sharing : null;
    parent = {
      folderId: id,
      path,
      ancestorIds: [...parent.ancestorIds, id],
      sharing: sharing ?? (await readSharing(db, scan, item.ownerId, id, parent)),
    };
  }
  return { ...parent, folderId: item.parentId ?? '0' };
}

type ReadFolders = (ids: readonly string[]) => Promise<ReadonlyMap<string, KnownFolder>>;
const NONE: ReadonlyMap<string, KnownFolder> = new Map();

async function readSharing(
  db: Db,
  scan: ScanContext,
  ownerId: string,
  folderId: string,
  parent: ParentContext,
): Promise<Sharing> {
  const observedAt = new Date();
  const call = { asUser: ownerId, purpose: 'express' } as const;
  const folder = await scan.client.folder(folderId, { ...call, signal: scan.signal });
  const observed = observeFolder(folder, parent, await ownCollaborators(scan, folder, call));
  const { connectionId } = scan;
  await db.transaction().execute(async (trx) => {
    const { generation } = await lockGeneration(trx, connectionId);
    await upsertFolders(trx, [{ folders: [observed], observedAt }], { connectionId, generation });
  });
  return observed.sharing;
}
