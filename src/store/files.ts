import { sql, type Selectable } from 'kysely';
import type { Exposure } from '../box/exposure.js';
import type { FileTable } from './database.js';
import { afterPosition, type KeysetColumn, type KeysetPosition } from './keyset.js';
import { readAtLeisure, type Db, type ReadRows } from './postgres.js';

/** A file as the scan recorded it. */
export type StoredFile = Selectable<FileTable>;

/** Which files; times are RFC 3339. */
export interface FileFilter {
  readonly connectionId?: string | undefined;
  readonly access?: Exposure | undefined;
  readonly ownerId?: string | undefined;
  readonly extension?: string | undefined;
  /** Files in this folder, at any depth. */
  readonly folderId?: string | undefined;
  /** Part of the path, in any case. */
  readonly q?: string | undefined;
  readonly modifiedAfter?: string | undefined;
  readonly modifiedBefore?: string | undefined;
  readonly scannedAfter?: string | undefined;
  readonly state?: 'active' | 'trashed' | 'gone' | undefined;
}

/** What files can be sorted by. */
export const FILE_SORTS = {
  name: { name: 'name', cast: 'text' },
  size: { name: 'size', cast: 'bigint' },
  modifiedAt: { name: 'modified_at', cast: 'timestamptz' },
  scannedAt: { name: 'scanned_at', cast: 'timestamptz' },
} as const satisfies Record<string, KeysetColumn>;
export type FileSort = keyof typeof FILE_SORTS;

const TIE_BREAKERS: readonly KeysetColumn[] = [
  { name: 'connection_id', cast: 'text' },
  { name: 'file_id', cast: 'text' },
];

const columnsOf = (sort: FileSort): readonly KeysetColumn[] => [FILE_SORTS[sort], ...TIE_BREAKERS];

/** The types of a position in a list sorted so. */
export const fileCasts = (sort: FileSort): KeysetColumn['cast'][] => columnsOf(sort).map(({ cast }) => cast);

/** A page of files. */
export async function listFiles(
  db: Db,
  filter: FileFilter,
  page: {
    readonly sort: FileSort;
    readonly direction: 'asc' | 'desc';
    readonly limit: number;
    readonly after: KeysetPosition | null;
  },
): Promise<StoredFile[]> {
  const columns = columnsOf(page.sort);
  let query = filtered(db, filter).limit(page.limit);
  for (const { name } of columns) query = query.orderBy(sql.ref(name), page.direction);
  // A row without the time that the list is sorted by has no place in it.
  if (page.sort === 'modifiedAt') query = query.where('modified_at', 'is not', null);
  if (page.after) query = query.where(afterPosition(columns, page.after, page.direction));
  return query.execute();
}

/** Where the page after this file begins. */
export function positionOfFile(file: StoredFile, sort: FileSort): KeysetPosition {
  const value = file[FILE_SORTS[sort].name];
  return [value instanceof Date ? value.toISOString() : value, file.connection_id, file.file_id];
}

/** Every file that fits, for a reader that may take its time. */
export async function exportFiles(db: Db, filter: FileFilter, read: ReadRows<StoredFile>): Promise<void> {
  await readAtLeisure(db, (trx) => filtered(trx, filter).orderBy('connection_id').orderBy('file_id'), read);
}

/** One file; undefined when it is not known. */
export async function findFile(db: Db, connectionId: string, fileId: string): Promise<StoredFile | undefined> {
  return filtered(db, { connectionId }).where('file_id', '=', fileId).executeTakeFirst();
}

/** Who owns these files, by id; those that are not known are missing. */
export async function ownersOfFiles(
  db: Db,
  connectionId: string,
  fileIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('files')
    .select(['file_id', 'owner_id'])
    .where('connection_id', '=', connectionId)
    .where('file_id', 'in', fileIds)
    .execute();
  return new Map(rows.map((row) => [row.file_id, row.owner_id]));
}

function filtered(db: Db, filter: FileFilter) {
  const { connectionId, access, ownerId, extension, folderId, q, state } = filter;
  let query = db.selectFrom('files').selectAll();
  if (connectionId !== undefined) query = query.where('connection_id', '=', connectionId);
  if (access !== undefined) query = query.where('access', '=', access);
  if (ownerId !== undefined) query = query.where('owner_id', '=', ownerId);
  if (extension !== undefined) query = query.where('extension', '=', extension.toLowerCase());
  if (state !== undefined) query = query.where('state', '=', state);
  if (q !== undefined) query = query.where('path', 'ilike', `%${q.replace(/[\\%_]/g, '\\$&')}%`);
  if (filter.modifiedAfter !== undefined) query = query.where('modified_at', '>', new Date(filter.modifiedAfter));
  if (filter.modifiedBefore !== undefined) query = query.where('modified_at', '<', new Date(filter.modifiedBefore));
  if (filter.scannedAfter !== undefined) query = query.where('scanned_at', '>', new Date(filter.scannedAfter));
  if (folderId !== undefined) {
    query = query.where(
      sql<boolean>`exists (
        select from folders d where d.connection_id = files.connection_id and d.folder_id = files.folder_id
          and (d.folder_id = ${folderId} or d.ancestor_ids @> array[${folderId}]::text[]))`,
    );
  }
  return query;
}
