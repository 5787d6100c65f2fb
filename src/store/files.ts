import { sql, type Selectable, type SelectQueryBuilder } from 'kysely';
import type { Exposure } from '../box/exposure.js';
import type { Database, FileTable } from './database.js';
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

/** Which page of a list of files. */
export interface FilePage {
  readonly sort: FileSort;
  readonly direction: 'asc' | 'desc';
  readonly limit: number;
  readonly after: KeysetPosition | null;
}

/** A page of files. */
export async function listFiles(db: Db, filter: FileFilter, page: FilePage): Promise<StoredFile[]> {
  if (filter.connectionId !== undefined) return sorted(filtered(db, filter), page).execute();
  // Indexes are by connection: the first of each, and of these the first, is no walk through all of them.
  const connections = await db.selectFrom('connections').select('id').execute();
  const [first, ...others] = connections.map(({ id }) =>
    db.selectFrom(sorted(filtered(db, { ...filter, connectionId: id }), page).as('files')).selectAll(),
  );
  if (!first) return [];
  const all = others.reduce((union, each) => union.unionAll(each), first);
  return sorted(db.selectFrom(all.as('files')).selectAll(), page).execute();
}

function sorted(query: FileQuery, { sort, direction, limit, after }: FilePage): FileQuery {
  const columns = columnsOf(sort);
  let page = query.limit(limit);
  for (const { name } of columns) page = page.orderBy(sql.ref(name), direction);
  // A row without the time that the list is sorted by has no place in it.
  if (sort === 'modifiedAt') page = page.where('modified_at', 'is not', null);
  if (after) page = page.where(afterPosition(columns, after, direction));
  return page;
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

type FileQuery = SelectQueryBuilder<Database, 'files', StoredFile>;

function filtered(db: Db, filter: FileFilter): FileQuery {
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
  // Everything lies below the root. Box's ids are nobody else's, so the folders below one are looked up once, for all.
  if (folderId !== undefined && folderId !== '0') {
    query = query.where(
      sql<boolean>`folder_id = any(array(
        select ${folderId}::text union all
        select d.folder_id from folders d where d.ancestor_ids @> array[${folderId}]::text[]))`,
    );
  }
  return query;
}
