import { sql, type RawBuilder, type Selectable, type SelectQueryBuilder } from 'kysely';
import type { ConnectionState } from '../../domain/connection.js';
import type { Exposure } from '../../domain/exposure.js';
import type { ItemState } from '../../domain/file.js';
import {
  countedConnections,
  isCounted,
  pageOfCounted,
  withAllRows,
  type ConnectionFilter,
  type CountedConnection,
} from '../connections/counted.js';
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
import type { ScannedFileTable } from '../tables/files.js';
import type { Database } from '../tables/index.js';

/** A recorded file, without the columns that only its details show, and whether its connection is disconnected. */
export interface StoredFile extends Omit<
  Selectable<ScannedFileTable>,
  'earlier_scans' | 'own_collaborators' | 'scan_event_type' | 'express_box_delay_ms'
> {
  readonly connection_state: ConnectionState;
}

/** The columns of a file in a list. */
export const FILE_COLUMNS = [
  'connection_id', 'file_id', 'folder_id', 'name', 'path', 'owner_id', 'owner_login', 'size', 'sha1', 'extension', 'etag',
  'access', 'shared_link', 'has_collaborations', 'state', 'created_at', 'modified_at', 'scanned_at', 'scan_reason',
  'generation', 'express_at', 'express_latency_ms',
] as const satisfies readonly (keyof ScannedFileTable)[]; // prettier-ignore

/** The state of a file's connection, for a query of files under that name. */
export const CONNECTION_STATE = sql<ConnectionState>`(
  select case status when 'disconnected' then 'disconnected' else 'active' end from connections
  where id = files.connection_id)`.as('connection_state');

/** A filter for files; times are RFC 3339. */
export interface FileFilter extends ConnectionFilter {
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
  /** Any state if it is missing. */
  readonly states?: readonly ItemState[] | undefined;
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
  const counted = await countedConnections(db, 'files', filter);
  const read = (part: Pick<FilePage, 'limit' | 'after'>) => readPage(db, filter, counted, { ...page, ...part });
  return pageOfCounted(counted, page, read, (file) => positionOfFile(file, page.sort));
}

/** A file, and whether it counts in this connection. */
type ListedFile = StoredFile & { readonly is_counted: boolean };

function readPage(
  db: Db,
  filter: FileFilter,
  counted: readonly CountedConnection[],
  page: FilePage,
): Promise<ListedFile[]> {
  // One page for each state, too: no index has the order of a list of two states.
  const states = filter.states === undefined ? [undefined] : filter.states.map((state) => [state]);
  // And one for each half of the files, if their last scan matters.
  const halves = page.sort === 'scannedAt' ? HALVES : sourcesFor(filter);
  const connections = counted.flatMap((each) =>
    states.flatMap((one) => halves.map((source) => ({ id: each.id, counted: each, states: one, source }))),
  );
  return listAcrossConnections(
    db,
    { table: 'files', order: orderOfPage(page), limit: page.limit, connections },
    (each) => pageOfConnection(db, { ...filter, states: each.states }, each, page),
  );
}

const orderOfPage = ({ sort, direction }: FilePage): ListOrder => ({ sort: FILE_SORTS[sort], id: ID, direction });

function pageOfConnection(
  db: Db,
  filter: FileFilter,
  { counted, source }: { readonly counted: CountedConnection; readonly source: FileSource },
  page: FilePage,
) {
  const order = orderOfPage(page);
  const { owners } = counted;
  let query = filtered(db, source, filter, [withAllRows(counted)])
    .select(isCounted('files', [counted]).as('is_counted'))
    .orderBy(orderOf(order))
    .limit(page.limit);
  if (owners) query = query.where('owner_id', '=', sql<string>`any(${owners}::text[])`);
  // A list sorted by modification time has no files without one.
  if (page.sort === 'modifiedAt') query = query.where('modified_at', 'is not', null);
  if (!page.after) return query;
  // Which listings come later: the other condition compares columns of two tables, which no index can.
  const [last] = page.after;
  if (page.sort === 'scannedAt' && source === 'listed') {
    query = query.where('scanned_at', page.direction === 'asc' ? '>=' : '<=', sql<Date>`${last}::timestamptz`);
  }
  return query.where(afterInConnection(order, counted.id, page.after));
}

/** Returns the position of the page after this file. */
export function positionOfFile(file: StoredFile, sort: FileSort): KeysetPosition {
  // Only modified_at can be null, and a list sorted by it has no such files.
  const value = file[FILE_SORTS[sort].name] ?? '';
  return [value instanceof Date ? value.toISOString() : value, file.connection_id, file.file_id];
}

/** Streams all files that match a filter. */
export async function exportFiles(db: Db, filter: FileFilter, read: ReadRows<StoredFile>): Promise<void> {
  const connections = await countedConnections(db, 'files', filter);
  const ordered = (trx: Db) => {
    const filesOf = (source: FileSource) => filtered(trx, source, filter, connections);
    const [first, ...others] = sourcesFor(filter);
    const all = others.reduce((query, source) => query.unionAll(filesOf(source)), filesOf(first));
    return all.orderBy('connection_id').orderBy('file_id');
  };
  await streamRows(db, ordered, read);
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

/** A recorded file with its last scan, without the scans before. */
type ScannedFile = Omit<Selectable<ScannedFileTable>, 'earlier_scans'>;
/** The tables of a query of files under that name. */
type ScannedFiles = Omit<Database, 'files'> & { readonly files: ScannedFile };
type FileQuery<Row> = SelectQueryBuilder<ScannedFiles, 'files', Row>;

/**
 * Where a query reads files with their last scan: all of them, or those that a listing found as they are, or the others.
 * Only the halves have indexes that know the time of the last scan.
 */
const SOURCES = {
  all: sql<ScannedFile>`scanned_files`,
  listed: sql<ScannedFile>`listed_files`,
  others: sql<ScannedFile>`(select * from files where listing_page is null)`,
} as const;
type FileSource = keyof typeof SOURCES;
const HALVES = ['others', 'listed'] as const satisfies readonly FileSource[];

/** Returns the sources of the files that match a filter. */
export const sourcesFor = ({ scannedAfter }: FileFilter): readonly [FileSource, ...FileSource[]] =>
  scannedAfter === undefined ? ['all'] : HALVES;

/** A query of files under that name. */
export const filesFrom = (db: Db, source: FileSource): FileQuery<object> => db.selectFrom(SOURCES[source].as('files'));

const filtered = (
  db: Db,
  source: FileSource,
  filter: FileFilter,
  connections: readonly CountedConnection[],
): FileQuery<StoredFile> =>
  matchingFiles(filesFrom(db, source).select(FILE_COLUMNS).select(CONNECTION_STATE), filter, connections);

/** Adds a filter to a query of the files of these connections. */
export function matchingFiles<Row>(
  files: FileQuery<Row>,
  filter: FileFilter,
  connections: readonly CountedConnection[],
): FileQuery<Row> {
  const { access, ownerId, ownerLogin, extension, folderId, q, states } = filter;
  let query = files.where(isCounted('files', connections));
  if (access !== undefined) query = query.where('access', '=', access);
  if (ownerId !== undefined) query = query.where('owner_id', '=', ownerId);
  if (ownerLogin !== undefined) {
    query = query.where(
      sql<boolean>`owner_id = any(array(select user_id from box_users where lower(login) = lower(${ownerLogin})))`,
    );
  }
  if (extension !== undefined) query = query.where('extension', '=', extension.toLowerCase());
  if (states !== undefined) query = query.where(isInStates(states));
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

/** Compares with a single state by `=`: the planner then uses the indexes that end with the state or are limited to it. */
function isInStates(states: readonly ItemState[]): RawBuilder<boolean> {
  const [only] = states;
  return states.length === 1 && only !== undefined
    ? sql<boolean>`state = ${only}`
    : sql<boolean>`state = any(${states}::text[])`;
}
