import { sql } from 'kysely';
import type { Sharing } from '../../domain/exposure.js';
import { ofConnection, rowsByKey } from '../sql/by-key.js';
import type { Db } from '../sql/postgres.js';

/** A file or folder of Box; any other type of item has no path. */
interface Item {
  readonly itemType: string;
  readonly itemId: string;
}

/** Returns the path of each item as the last scan recorded it; null for an item that no scan has recorded. */
export async function pathsOf(
  db: Db,
  connectionId: string,
  items: readonly Item[],
): Promise<(item: Item) => string | null> {
  const idsOf = (type: string): string[] => items.flatMap(({ itemType, itemId }) => (itemType === type ? itemId : []));
  const { rows } = await sql<{ key: string; path: string }>`
    select 'file/' || f.file_id as key, f.path from ${rowsByKey('files', { connectionId, ids: idsOf('file') })} f
    union all
    select 'folder/' || d.folder_id, d.path from ${rowsByKey('folders', { connectionId, ids: idsOf('folder') })} d`.execute(
    db,
  );
  const paths = new Map(rows.map(({ key, path }) => [key, path]));
  return ({ itemType, itemId }) => paths.get(`${itemType}/${itemId}`) ?? null;
}

/** The owner of a recorded item, and the scan that recorded it. */
export interface RecordedOwner {
  readonly ownerId: string;
  readonly generation: number;
  readonly scannedAt: Date;
}

/** Returns the recorded owner of a folder; undefined if no scan has recorded the folder. */
export async function ownerOfFolder(
  db: Db,
  connectionId: string,
  folderId: string,
): Promise<RecordedOwner | undefined> {
  return db
    .selectFrom('folders')
    .select(['owner_id as ownerId', 'generation', 'observed_at as scannedAt'])
    .where('connection_id', '=', ofConnection(connectionId))
    .where('folder_id', '=', folderId)
    .executeTakeFirst();
}

/** Returns the recorded owners of files, by id; a file that no scan has recorded is missing. */
export async function ownersOfFiles(
  db: Db,
  connectionId: string,
  fileIds: readonly string[],
): Promise<Map<string, RecordedOwner>> {
  if (fileIds.length === 0) return new Map();
  const { rows } = await sql<RecordedOwner & { readonly fileId: string }>`
    select f.file_id as "fileId", f.owner_id as "ownerId", f.generation, f.scanned_at as "scannedAt"
    from ${rowsByKey('scanned_files', { connectionId, ids: fileIds })} f`.execute(db);
  return new Map(rows.map(({ fileId, ...owner }) => [fileId, owner]));
}

/** Returns the folder above a recorded file or folder, and the item's owner; undefined if no scan has recorded it. */
export async function placeOf(
  db: Db,
  connectionId: string,
  { itemType, itemId }: { readonly itemType: 'file' | 'folder'; readonly itemId: string },
): Promise<{ readonly parentId: string; readonly ownerId: string } | undefined> {
  if (itemType === 'folder') return parentOfFolder(db, connectionId, itemId);
  return db
    .selectFrom('files')
    .select(['folder_id as parentId', 'owner_id as ownerId'])
    .where('connection_id', '=', ofConnection(connectionId))
    .where('file_id', '=', itemId)
    .executeTakeFirst();
}

/** Returns the folder above a recorded folder, and the folder's owner; undefined if no scan has recorded it. */
export async function parentOfFolder(
  db: Db,
  connectionId: string,
  folderId: string,
): Promise<{ readonly parentId: string; readonly ownerId: string } | undefined> {
  return db
    .selectFrom('folders')
    .select(['parent_id as parentId', 'owner_id as ownerId'])
    .where('connection_id', '=', ofConnection(connectionId))
    .where('folder_id', '=', folderId)
    .executeTakeFirst();
}

/** A recorded folder: its path, and the sharing in force, null until its collaborations are known. */
export interface KnownFolder {
  readonly path: string;
  readonly sharing: Sharing | null;
}

/** Returns the active folders among these ids, by id. */
export async function knownFolders(
  db: Db,
  connectionId: string,
  folderIds: readonly string[],
): Promise<Map<string, KnownFolder>> {
  const { rows } = await sql<KnownFolder & { readonly folderId: string }>`
    select d.folder_id as "folderId", d.path, d.sharing
    from ${rowsByKey('folders', { connectionId, ids: folderIds })} d where d.state = 'active'`.execute(db);
  return new Map(rows.map(({ folderId, ...folder }) => [folderId, folder]));
}
