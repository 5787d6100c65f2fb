import { sql, type Selectable, type SelectQueryBuilder } from 'kysely';
import { EXPOSURES, type Exposure } from '../../domain/exposure.js';
import type { ItemState } from '../../domain/file.js';
import {
  afterInConnection,
  listAcrossConnections,
  listColumns,
  orderOf,
  type KeysetColumn,
  type KeysetPosition,
  type ListOrder,
} from '../sql/keyset.js';
import { streamRows, type Db, type ReadRows } from '../sql/postgres.js';
import type { FileTable } from '../tables/files.js';
import type { Database } from '../tables/index.js';

/** A recorded file, without the columns that only its details show. */
export type StoredFile = Omit<
  Selectable<FileTable>,
  'earlier_scans' | 'own_collaborators' | 'scan_event_type' | 'express_box_delay_ms'
>;

/** The columns of a file in a list. */
export const FILE_COLUMNS = [
  'connection_id', 'file_id', 'folder_id', 'name', 'path', 'owner_id', 'owner_login', 'size', 'sha1', 'extension', 'etag',
  'access', 'shared_link', 'has_collaborations', 'state', 'created_at', 'modified_at', 'scanned_at', 'scan_reason',
  'generation', 'express_at', 'express_latency_ms',
] as const satisfies readonly (keyof StoredFile)[]; // prettier-ignore

/** A filter for files; times are RFC 3339. */
export interface FileFilter {
  readonly connectionId?: string | undefined;
  readonly access?: Exposure | undefined;
  readonly ownerId?: string | undefined;
  /** Case is ignored. */
  readonly ownerLogin?: string | undefined;
  readonly extension?: string | undefined;
  /** Matches files in this folder and below it. */
  readonly folderId?: string | undefined;
  /** Part of the path; case is ignored. */
  readonly q?: string | undefined;
  readonly modifiedAfter?: string | undefined;
  readonly modifiedBefore?: string | undefined;
  readonly scannedAfter?: string | undefined;
  readonly state?: ItemState | undefined;
}

/** The columns that files can be sorted by. */
export const FILE_SORTS = {
  name: { name: 'name', cast: 'text' },
  size: { name: 'size', cast: 'bigint' },
  modifiedAt: { name: 'modified_at', cast: 'timestamptz' },
  scannedAt: { name: 'scanned_at', cast: 'timestamptz' },
} as const satisfies Record<string, KeysetColumn>;
/** A sort key of files. */
export type FileSort = keyof typeof FILE_SORTS;

const ID = { name: 'file_id', cast: 'text' } as const satisfies KeysetColumn;

/** Returns the column types of a position in a list with this sort key. */
export const fileCasts = (sort: FileSort): KeysetColumn['cast'][] =>
  listColumns({ sort: FILE_SORTS[sort], id: ID }).map(({ cast }) => cast);

/** A page of a list of files. */
export interface FilePage {
  readonly sort: FileSort;
  readonly direction: 'asc' | 'desc';
  readonly limit: number;
  readonly after: KeysetPosition | null;
}

/** Returns a page of files. */
export async function listFiles(db: Db, filter: FileFilter, page: FilePage): Promise<StoredFile[]> {
  const { connectionId } = filter;
  if (connectionId !== undefined) return pageOfConnection(db, filter, connectionId, page).execute();
  return listAcrossConnections(db, { table: 'files', order: orderOfPage(page), limit: page.limit }, (id) =>
    pageOfConnection(db, filter, id, page),
  );
}

const orderOfPage = ({ sort, direction }: FilePage): ListOrder => ({ sort: FILE_SORTS[sort], id: ID, direction });

function pageOfConnection(db: Db, filter: FileFilter, connectionId: string, page: FilePage): FileQuery {
  const order = orderOfPage(page);
  let query = filtered(db, { ...filter, connectionId })
    .orderBy(orderOf(order))
    .limit(page.limit);
  // A list sorted by modification time has no files without one.
  if (page.sort === 'modifiedAt') query = query.where('modified_at', 'is not', null);
  return page.after ? query.where(afterInConnection(order, connectionId, page.after)) : query;
}

/** Returns the position of the page after this file. */
export function positionOfFile(file: StoredFile, sort: FileSort): KeysetPosition {
  // Only modified_at can be null, and a list sorted by it has no such files.
  const value = file[FILE_SORTS[sort].name] ?? '';
  return [value instanceof Date ? value.toISOString() : value, file.connection_id, file.file_id];
}

/** Streams all files that match a filter. */
export async function exportFiles(db: Db, filter: FileFilter, read: ReadRows<StoredFile>): Promise<void> {
  await streamRows(db, (trx) => filtered(trx, filter).orderBy('connection_id').orderBy('file_id'), read);
}

/** The number of files by exposure. */
export type FilesByAccess = Readonly<Record<Exposure, number>>;

/** Counts the files that match a filter, by exposure; the filter's own `access` is ignored. */
export async function countFiles(db: Db, filter: Omit<FileFilter, 'access'>): Promise<FilesByAccess> {
  const { connectionId, state } = filter;
  // The type does not keep callers from passing `access`, so it is removed here.
  const others: FileFilter = { ...filter, connectionId: undefined, state: undefined, access: undefined };
  if (Object.values(others).every((value) => value === undefined)) return countIndexed(db, { connectionId, state });
  const rows = await matching(db.selectFrom('files'), { ...others, connectionId, state })
    .select(({ fn }) => ['access', fn.countAll<number>().as('count')])
    .groupBy('access')
    .execute();
  return byAccess(rows);
}

/** Counts with the index `files_access` alone: half the work of grouping a million rows. */
async function countIndexed(db: Db, { connectionId, state }: Pick<FileFilter, 'connectionId' | 'state'>) {
  const ofConnection = connectionId === undefined ? sql`true` : sql`c.id = ${connectionId}`;
  const ofState = state === undefined ? sql`true` : sql`f.state = ${state}`;
  const { rows } = await sql<{ access: Exposure; count: number }>`
    select a.access, n.count from connections c cross join unnest(${EXPOSURES}::text[]) a (access)
    cross join lateral (
      select count(*) from files f where f.connection_id = c.id and f.access = a.access and ${ofState}
    ) n where ${ofConnection}`.execute(db);
  return byAccess(rows);
}

/** Adds up counts by exposure. */
export function byAccess(rows: readonly { readonly access: Exposure; readonly count: number }[]): FilesByAccess {
  const sums = { private: 0, internal: 0, external: 0, public: 0 };
  for (const { access, count } of rows) sums[access] += count;
  return sums;
}

/** Returns the owners of these files by file id; unknown files are missing. */
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

const filtered = (db: Db, filter: FileFilter): FileQuery =>
  matching(db.selectFrom('files').select(FILE_COLUMNS), filter);

function matching<Row>(
  files: SelectQueryBuilder<Database, 'files', Row>,
  filter: FileFilter,
): SelectQueryBuilder<Database, 'files', Row> {
  const { connectionId, access, ownerId, ownerLogin, extension, folderId, q, state } = filter;
  let query = files;
  if (connectionId !== undefined) query = query.where('connection_id', '=', connectionId);
  if (access !== undefined) query = query.where('access', '=', access);
  if (ownerId !== undefined) query = query.where('owner_id', '=', ownerId);
  if (ownerLogin !== undefined) {
    query = query.where(
      sql<boolean>`owner_id = any(array(select user_id from box_users where lower(login) = lower(${ownerLogin})))`,
    );
  }
  if (extension !== undefined) query = query.where('extension', '=', extension.toLowerCase());
  if (state !== undefined) query = query.where('state', '=', state);
  if (q !== undefined) query = query.where('path', 'ilike', `%${q.replace(/[\\%_]/g, '\\$&')}%`);
  if (filter.modifiedAfter !== undefined) query = query.where('modified_at', '>', new Date(filter.modifiedAfter));
  if (filter.modifiedBefore !== undefined) query = query.where('modified_at', '<', new Date(filter.modifiedBefore));
  if (filter.scannedAfter !== undefined) query = query.where('scanned_at', '>', new Date(filter.scannedAfter));
  // Every file is below the root, '0'. Box's ids are unique across enterprises, so one lookup serves all connections.
  if (folderId !== undefined && folderId !== '0') {
    query = query.where(
      sql<boolean>`folder_id = any(array(
        select ${folderId}::text union all
        select d.folder_id from folders d where d.ancestor_ids @> array[${folderId}]::text[]))`,
    );
  }
  return query;
}
