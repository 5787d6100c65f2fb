import { sql, type Selectable, type SelectQueryBuilder } from 'kysely';
import { EXPOSURES, type Exposure } from '../../domain/exposure.js';
import type { ItemState } from '../../domain/file.js';
import type { Database } from '../tables/index.js';
import type { FileTable } from '../tables/files.js';
import {
  afterInConnection,
  connectionsWith,
  listColumns,
  type KeysetColumn,
  type KeysetPosition,
  type ListOrder,
} from '../sql/keyset.js';
import { readAtLeisure, type Db, type ReadRows } from '../sql/postgres.js';

/** A file as the scan recorded it, without what only its own page shows. */
export type StoredFile = Omit<Selectable<FileTable>, 'earlier_scans' | 'own_collaborators'>;

/** The columns of a file in a list. */
export const FILE_COLUMNS = [
  'connection_id', 'file_id', 'folder_id', 'name', 'path', 'owner_id', 'owner_login', 'size', 'sha1', 'extension', 'etag',
  'access', 'shared_link', 'has_collaborations', 'state', 'created_at', 'modified_at', 'scanned_at', 'scan_reason',
  'generation', 'express_at', 'express_latency_ms',
] as const satisfies readonly (keyof StoredFile)[]; // prettier-ignore

/** Which files; times are RFC 3339. */
export interface FileFilter {
  readonly connectionId?: string | undefined;
  readonly access?: Exposure | undefined;
  readonly ownerId?: string | undefined;
  /** In any case. */
  readonly ownerLogin?: string | undefined;
  readonly extension?: string | undefined;
  /** Files in this folder, at any depth. */
  readonly folderId?: string | undefined;
  /** Part of the path, in any case. */
  readonly q?: string | undefined;
  readonly modifiedAfter?: string | undefined;
  readonly modifiedBefore?: string | undefined;
  readonly scannedAfter?: string | undefined;
  readonly state?: ItemState | undefined;
}

/** What files can be sorted by. */
export const FILE_SORTS = {
  name: { name: 'name', cast: 'text' },
  size: { name: 'size', cast: 'bigint' },
  modifiedAt: { name: 'modified_at', cast: 'timestamptz' },
  scannedAt: { name: 'scanned_at', cast: 'timestamptz' },
} as const satisfies Record<string, KeysetColumn>;
/** One of them. */
export type FileSort = keyof typeof FILE_SORTS;

const ID = { name: 'file_id', cast: 'text' } as const satisfies KeysetColumn;

/** The types of a position in a list sorted so. */
export const fileCasts = (sort: FileSort): KeysetColumn['cast'][] =>
  listColumns({ sort: FILE_SORTS[sort], id: ID }).map(({ cast }) => cast);

/** Which page of a list of files. */
export interface FilePage {
  readonly sort: FileSort;
  readonly direction: 'asc' | 'desc';
  readonly limit: number;
  readonly after: KeysetPosition | null;
}

/** A page of files. */
export async function listFiles(db: Db, filter: FileFilter, page: FilePage): Promise<StoredFile[]> {
  if (filter.connectionId !== undefined) return pageOfConnection(db, filter, filter.connectionId, page).execute();
  // Indexes are by connection: the first of each, and of these the first, is no walk through all of them.
  const [first, ...others] = (await connectionsWith(db, 'files')).map((id) =>
    db.selectFrom(pageOfConnection(db, filter, id, page).as('files')).selectAll(),
  );
  if (!first) return [];
  const all = others.reduce((union, each) => union.unionAll(each), first);
  return sorted(db.selectFrom(all.as('files')).selectAll(), page).execute();
}

function pageOfConnection(db: Db, filter: FileFilter, connectionId: string, page: FilePage): FileQuery {
  const { sort, direction, after } = page;
  let query = sorted(filtered(db, { ...filter, connectionId }), page);
  // A row without the time that the list is sorted by has no place in it.
  if (sort === 'modifiedAt') query = query.where('modified_at', 'is not', null);
  if (!after) return query;
  const order: ListOrder = { sort: FILE_SORTS[sort], id: ID, direction };
  return query.where(afterInConnection(order, connectionId, after));
}

function sorted(query: FileQuery, { sort, direction, limit }: FilePage): FileQuery {
  let page = query.limit(limit);
  for (const { name } of listColumns({ sort: FILE_SORTS[sort], id: ID })) page = page.orderBy(sql.ref(name), direction);
  return page;
}

/** Where the page after this file begins. */
export function positionOfFile(file: StoredFile, sort: FileSort): KeysetPosition {
  // Only a time can be missing, and a file without it is in no list that is sorted by it.
  const value = file[FILE_SORTS[sort].name] ?? '';
  return [value instanceof Date ? value.toISOString() : value, file.connection_id, file.file_id];
}

/** Every file that fits, for a reader that may take its time. */
export async function exportFiles(db: Db, filter: FileFilter, read: ReadRows<StoredFile>): Promise<void> {
  await readAtLeisure(db, (trx) => filtered(trx, filter).orderBy('connection_id').orderBy('file_id'), read);
}

/** How many files there are, by who can reach them. */
export type FilesByAccess = Readonly<Record<Exposure, number>>;

/** How many files fit, by who can reach them; what the filter says of access does not count. */
export async function countFiles(db: Db, filter: Omit<FileFilter, 'access'>): Promise<FilesByAccess> {
  const { connectionId, state } = filter;
  // `access` may be given all the same: a type takes nothing away.
  const others: FileFilter = { ...filter, connectionId: undefined, state: undefined, access: undefined };
  if (Object.values(others).every((value) => value === undefined)) return countIndexed(db, { connectionId, state });
  const rows = await matching(db.selectFrom('files'), { ...others, connectionId, state })
    .select(({ fn }) => ['access', fn.countAll<number>().as('count')])
    .groupBy('access')
    .execute();
  return byAccess(rows);
}

/** The same by the index `files_access` alone, a stretch of it at a time: half the work of grouping a million rows. */
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

/** Adds up counts by access, of every kind of it. */
export function byAccess(rows: readonly { readonly access: Exposure; readonly count: number }[]): FilesByAccess {
  const sums = { private: 0, internal: 0, external: 0, public: 0 };
  for (const { access, count } of rows) sums[access] += count;
  return sums;
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
