import { sql, type RawBuilder } from 'kysely';
import type { OwnCollaborators } from '../../domain/exposure.js';
import type { ItemState } from '../../domain/file.js';
import type { ScanReason } from '../../domain/scan.js';
import { walkIds } from '../sql/batches.js';
import { ofConnection, rowsByKey, withoutIndex } from '../sql/by-key.js';
import { fromJsonRows, lastOfEach } from '../sql/json-rows.js';
import type { Db, Trx } from '../sql/postgres.js';
import { asTable, lockListings, recordListings, type PageOfListing } from './folder-listings.js';
import type { Observation, ObservedFile } from './observation.js';
import { LAST_SCAN, lockedFiles, ofLastScan, withLastScan } from './last-scan.js';
import { isUnseen, ROWS_AT_A_TIME } from './unseen.js';

/** Why a scan was made; `eventType` if it followed an event. */
export interface ScanCause {
  readonly reason: ScanReason;
  readonly eventType?: string;
}

/** The states of a file or folder that the scan no longer finds. */
export type RemovedState = Exclude<ItemState, 'active'>;

/** Files that were observed at one time; `cause` if it is not that of all. */
export interface ObservedFiles {
  readonly files: readonly ObservedFile[];
  readonly observedAt: Date;
  readonly cause?: ScanCause;
  /** The page of the listing, if these are all of the files on it that the user owns. */
  readonly listing?: PageOfListing | null;
}

/**
 * Inserts or updates files; returns how many of them this generation had not recorded before. A later observation is
 * never overwritten. A file that this generation has already recorded is updated only if it changed or `force` is set. The
 * first listing of a page in a generation writes no row of a file that the last one has shown there as well, and that is
 * unchanged (folder-listings.ts).
 */
export async function upsertFiles(
  trx: Trx,
  observed: readonly ObservedFiles[],
  scan: Omit<Observation, 'observedAt'> & ScanCause & { readonly force: boolean },
): Promise<number> {
  const fileIds = observed.flatMap(({ files }) => files.map(({ fileId }) => fileId));
  const pages = observed.flatMap(({ listing }) => listing ?? []);
  if (fileIds.length + pages.length === 0) return 0;
  const generationOf = await lockListings(trx, scan.connectionId, { fileIds, pages });
  const isFirst = (page: PageOfListing) => (generationOf(page) ?? -1) < scan.generation;
  const rows = lastOfEach(
    'file_id',
    observed.flatMap(({ files, observedAt, cause, listing }) => {
      const observation = { ...scan, ...cause, observedAt };
      const first = listing && isFirst(listing) ? listing : null;
      const isOn = ({ folderId, ownerId }: ObservedFile) => folderId === first?.folderId && ownerId === first.userId;
      return files.map((file) => toRow(file, observation, first && isOn(file) ? first.page : null));
    }),
    (row) => row.scanned_at,
  );
  const known = pages.filter((page) => isFirst(page) && generationOf(page) !== undefined);
  const found = known.length === 0 ? await writeFiles(trx, rows, scan) : await writeChanges(trx, rows, known, scan);
  const listings = observed.flatMap(({ listing, observedAt, files }) =>
    listing && isFirst(listing) && (files.length > 0 || generationOf(listing) !== undefined)
      ? { ...listing, listedAt: observedAt }
      : [],
  );
  await recordListings(trx, scan, listings);
  return found;
}

type FileRow = ReturnType<typeof toRow>;
type Upsert = Omit<Observation, 'observedAt'> & { readonly force: boolean };

/** Writes rows, unless a later observation of the file is recorded; returns how many this generation had not recorded. */
async function writeFiles(trx: Trx, rows: readonly FileRow[], { force }: Upsert): Promise<number> {
  if (rows.length === 0) return 0;
  const source = sql`select * from ${fromJsonRows('files', rows)}`;
  const { rows: written } = await sql<{ renewed: boolean }>`${upsert(source, force)}`.execute(trx);
  return written.filter(({ renewed }) => renewed).length;
}

/** The conflict is found by the primary key, whatever Postgres knows of the table. */
const upsert = (source: RawBuilder<unknown>, force: boolean): RawBuilder<unknown> => sql`
  insert into files as f ${source}
  on conflict (connection_id, file_id) do update set
    (${sql.raw(SCAN_COLUMNS.join(', '))}) = row(${columnsOf('excluded', SCAN_COLUMNS)}),
    earlier_scans = ${withLastScan()}
  where ${ofLastScan(sql`case when ${LAST_SCAN.generation} < excluded.generation then true
    else ${LAST_SCAN.scannedAt} <= excluded.scanned_at
      and (${force} or f.state <> 'active'
        or row(${columnsOf('f', CHANGE_COLUMNS)}) is distinct from row(${columnsOf('excluded', CHANGE_COLUMNS)})) end`)}
  returning ${LAST_GENERATION} is null or ${LAST_GENERATION} < f.generation as renewed`;

/**
 * Writes the rows that differ from what these pages have shown last. What they have shown and the new rows lack keeps that
 * listing as its last scan. The pages are locked: nobody else writes what they have shown.
 */
async function writeChanges(
  trx: Trx,
  rows: readonly FileRow[],
  pages: readonly PageOfListing[],
  { connectionId, generation, force }: Upsert,
): Promise<number> {
  const { rows: counts } = await sql<{ found: number }>`
    with n as materialized (
      select * from ${fromJsonRows('files', rows)}
    ), unchanged as materialized (
      select f.file_id, f.generation from n cross join lateral (
        select * from files where connection_id = ${ofConnection(connectionId)} and file_id = n.file_id offset 0
      ) f
      where f.listing_page = n.listing_page and f.state = 'active'
        and row(${columnsOf('f', CONTENT_COLUMNS)}) is not distinct from row(${columnsOf('n', CONTENT_COLUMNS)})
    ), missing as (
      update files f set listing_page = null,
        (scanned_at, generation, earlier_scans) =
          ${ofLastScan(sql`${LAST_SCAN.scannedAt}, ${LAST_SCAN.generation}, ${LAST_SCAN.earlier}`)}
      from ${asTable(pages)} cross join lateral (
        select file_id from files
        where connection_id = ${ofConnection(connectionId)} and folder_id = k.folder_id and owner_id = k.user_id
          and listing_page = k.page and file_id not in (select file_id from n)
        offset 0
      ) m
      where f.connection_id = ${ofConnection(connectionId)} and f.file_id = m.file_id
    ), written as (
      ${upsert(sql`select * from n where file_id not in (select file_id from unchanged)`, force)}
    )
    select (select count(*) from unchanged where generation < ${generation})
      + (select count(*) from written where renewed) as found`.execute(trx);
  return counts[0]?.found ?? 0;
}

/** The generation that recorded a file before the present scan; null for a new file. */
const LAST_GENERATION = sql`(f.earlier_scans -> 0 -> 'generation')::integer`;

/** What Box says of a file, with its state. */
const CONTENT_COLUMNS = [
  'folder_id', 'name', 'path', 'owner_id', 'owner_login', 'size', 'sha1', 'extension', 'etag', 'access', 'shared_link',
  'has_collaborations', 'own_collaborators', 'state', 'created_at', 'modified_at',
] as const; // prettier-ignore
/** The columns that a scan sets: all except the key, the history and the columns of the express lane. */
const SCAN_COLUMNS = [
  ...CONTENT_COLUMNS, 'scanned_at', 'scan_reason', 'scan_event_type', 'generation', 'listing_page',
] as const; // prettier-ignore
/** A file has changed since its last scan if one of these columns differs. */
const CHANGE_COLUMNS = ['etag', 'path', 'access', 'shared_link', 'has_collaborations', 'own_collaborators'] as const;
const columnsOf = (table: string, names: readonly string[]) =>
  sql.raw(names.map((name) => `${table}.${name}`).join(', '));

function toRow(file: ObservedFile, scan: Observation & ScanCause, listingPage: number | null) {
  return {
    connection_id: scan.connectionId,
    file_id: file.fileId,
    folder_id: file.folderId,
    name: file.name,
    path: file.path,
    owner_id: file.ownerId,
    owner_login: file.ownerLogin,
    size: file.size,
    sha1: file.sha1,
    extension: file.extension,
    etag: file.etag,
    access: file.access,
    shared_link: file.sharedLink,
    has_collaborations: file.hasCollaborations,
    own_collaborators: file.ownCollaborators,
    state: 'active',
    created_at: file.createdAt,
    modified_at: file.modifiedAt,
    scanned_at: scan.observedAt,
    scan_reason: scan.reason,
    scan_event_type: scan.eventType ?? null,
    generation: scan.generation,
    earlier_scans: [],
    listing_page: listingPage,
  };
}

/** The collaborators of an active file as a generation has recorded them last. */
export interface CollaboratorsOnRecord {
  readonly generation: number;
  readonly etag: string | null;
  readonly ownCollaborators: OwnCollaborators;
}

/** Returns, by id, what is recorded of the collaborators of the active files among these. */
export async function collaboratorsOnRecord(
  db: Db,
  connectionId: string,
  fileIds: readonly string[],
): Promise<ReadonlyMap<string, CollaboratorsOnRecord>> {
  if (fileIds.length === 0) return new Map();
  const { rows } = await sql<CollaboratorsOnRecord & { readonly fileId: string }>`
    select f.file_id as "fileId", f.generation, f.etag, f.own_collaborators as "ownCollaborators"
    from ${rowsByKey('scanned_files', { connectionId, ids: fileIds })} f where f.state = 'active'`.execute(db);
  return new Map(rows.map((row) => [row.fileId, row]));
}

/** Marks a file as trashed or gone, unless a later observation of it is recorded. */
export async function markFile(
  trx: Trx,
  fileId: string,
  state: RemovedState,
  scan: Observation & ScanCause,
): Promise<void> {
  await lockListings(trx, scan.connectionId, { fileIds: [fileId] });
  await writeRemoval(trx, [fileId], state, scan, sql`n.scanned_at <= ${scan.observedAt}`);
}

/** Marks at most `limit` active files directly in these folders as trashed or gone; returns how many it marked. */
export async function markFilesInFolders(
  trx: Trx,
  folders: { readonly ids: readonly string[]; readonly limit: number },
  state: RemovedState,
  scan: Observation & ScanCause,
): Promise<number> {
  const isOlder = sql`n.state = 'active' and n.scanned_at <= ${scan.observedAt}`;
  const { rows } = await sql<FoundFile>`
    select n.file_id as id from ${filesIn(scan.connectionId, folders.ids)} n
    where ${isOlder} order by n.file_id limit ${folders.limit}`.execute(trx);
  if (rows.length === 0) return 0;
  const fileIds = idsOf(rows);
  await lockListings(trx, scan.connectionId, { fileIds });
  return writeRemoval(trx, fileIds, state, scan, isOlder);
}

interface FoundFile {
  readonly id: string;
}
const idsOf = (rows: readonly FoundFile[]): string[] => rows.map(({ id }) => id);

/** Marks those of these files, as `n`, that fulfil a condition; returns how many it marked. */
async function writeRemoval(
  trx: Trx,
  fileIds: readonly string[],
  state: RemovedState,
  { connectionId, generation, observedAt, reason, eventType }: Observation & ScanCause,
  condition: RawBuilder<unknown>,
): Promise<number> {
  const { numAffectedRows } = await sql`
    update files f set state = ${state}, scanned_at = ${observedAt}, scan_reason = ${reason},
      scan_event_type = ${eventType ?? null}, generation = ${generation}, listing_page = null,
      earlier_scans = ${withLastScan()}
    from ${lockedFiles(connectionId, fileIds)} n
    where f.connection_id = ${ofConnection(connectionId)} and f.file_id = n.file_id and ${condition}`.execute(trx);
  return Number(numAffectedRows ?? 0);
}

/** Marks at most `limit` active files directly in a folder as gone that its listing in a generation did not show. */
export async function markUnlistedFiles(
  db: Db,
  folder: { readonly connectionId: string; readonly userId: string; readonly folderId: string },
  listing: { readonly generation: number; readonly observedAt: Date; readonly limit: number },
): Promise<number> {
  const { connectionId } = folder;
  const isUnlisted = sql`
    n.generation < ${listing.generation} and n.state = 'active' and n.scanned_at <= ${listing.observedAt}`;
  const { rows } = await sql<FoundFile>`
    select n.file_id as id from ${filesIn(connectionId, [folder.folderId])} n
    where n.owner_id = ${folder.userId} and ${isUnlisted} order by n.file_id limit ${listing.limit}`.execute(db);
  await markGone(db, connectionId, idsOf(rows), isUnlisted);
  // Those that were seen meanwhile count as well: further ones may follow.
  return rows.length;
}

/** Marks those of these files, as `n`, as gone that fulfil a condition. They keep their last scan. */
async function markGone(
  db: Db,
  connectionId: string,
  fileIds: readonly string[],
  condition: RawBuilder<unknown>,
): Promise<void> {
  if (fileIds.length === 0) return;
  await db.transaction().execute(async (trx) => {
    await lockListings(trx, connectionId, { fileIds });
    await sql`
      update files f set state = 'gone', listing_page = null,
        (scanned_at, generation, earlier_scans) =
          ${ofLastScan(sql`${LAST_SCAN.scannedAt}, ${LAST_SCAN.generation}, ${LAST_SCAN.earlier}`)}
      from ${lockedFiles(connectionId, fileIds)} n
      where f.connection_id = ${ofConnection(connectionId)} and f.file_id = n.file_id and ${condition}`.execute(trx);
  });
}

/** All files directly in these folders, as a table source: each folder is looked up by itself (sql/by-key.ts). */
const filesIn = (connectionId: string, folderIds: readonly string[]): RawBuilder<unknown> => sql`(
  select found.* from unnest(${[...folderIds]}::text[]) wanted (id)
  cross join lateral (
    select file_id, owner_id, state, scanned_at, generation from scanned_files
    where connection_id = ${ofConnection(connectionId)} and folder_id = wanted.id offset 0
  ) found
)`;

/** Marks files as gone that this generation has not recorded and could have seen (unseen.ts). */
export async function markUnseenFilesGone(db: Db, connectionId: string, generation: number): Promise<void> {
  await walkIds(async (after) => {
    const { rows } = await sql<{ last: string | null; unseen: string[] }>`
      with stretch as materialized (
        select connection_id, file_id, folder_id, owner_id, state, generation, listing_page from files
        where connection_id = ${ofConnection(connectionId)} and file_id > ${after} order by file_id limit ${ROWS_AT_A_TIME}
      )
      select (select max(file_id) from stretch) as last, array(
        select f.file_id from (
          select s.connection_id, s.file_id, s.folder_id, s.owner_id, s.state,
            coalesce(l.generation, s.generation) as generation
          from stretch s left join lateral (
            select * from folder_listings
            where connection_id = ${ofConnection(connectionId)} and folder_id = s.folder_id
              and user_id = s.owner_id and page = s.listing_page and generation >= s.generation
            offset 0
          ) l on true
          where s.generation < ${generation} offset 0
        ) f
        where ${isUnseen('files', connectionId, generation)}
      ) as unseen`.execute(db);
    const [found] = rows;
    await markGone(db, connectionId, found?.unseen ?? [], sql`n.generation < ${generation} and n.state <> 'gone'`);
    return found?.last ?? null;
  });
}

/** Marks files in the trash as gone, except those with a later observation. */
export async function markPurgedFiles(
  trx: Trx,
  connectionId: string,
  fileIds: readonly string[],
  observedAt: Date,
): Promise<void> {
  await sql`
    update files f set state = 'gone'
    where f.connection_id = ${ofConnection(connectionId)} and f.file_id = any(${[...fileIds]}::text[])
      and ${withoutIndex('f.state')} = 'trashed' and f.scanned_at <= ${observedAt}`.execute(trx);
}

/** The largest value of an integer column. */
const MAX_INTEGER = 2 ** 31 - 1;

/** How long the rescan of a live change of a file took. */
export interface ExpressLatency {
  readonly fileId: string;
  readonly scannedAt: Date;
  /** In milliseconds (`RescanDelay`). */
  readonly ourMs: number | null;
  readonly boxMs: number | null;
}

/**
 * Records that live changes of files were rescanned, and how long each took: the source of the delays in the scan's
 * progress. Does nothing for a file of which it is not known when the change was known here. The transaction must have
 * written the files: it waits for nobody then.
 */
export async function recordExpressLatencies(
  trx: Trx,
  connectionId: string,
  latencies: readonly ExpressLatency[],
): Promise<void> {
  const known = latencies.flatMap(({ fileId, scannedAt, ourMs, boxMs }) =>
    ourMs === null
      ? []
      : { fileId, scannedAt, ourMs: inInteger(ourMs), boxMs: boxMs === null ? null : inInteger(boxMs) },
  );
  if (known.length === 0) return;
  const of = <T>(pick: (latency: (typeof known)[number]) => T): T[] => known.map(pick);
  await sql`
    update files f set express_at = n.scanned_at, express_latency_ms = n.our_ms, express_box_delay_ms = n.box_ms
    from (
      select l.tid, k.scanned_at, k.our_ms, k.box_ms from unnest(
        ${of(({ fileId }) => fileId)}::text[], ${of(({ scannedAt }) => scannedAt)}::timestamptz[],
        ${of(({ ourMs }) => ourMs)}::integer[], ${of(({ boxMs }) => boxMs)}::integer[]
      ) k (file_id, scanned_at, our_ms, box_ms)
      cross join lateral (
        select ctid as tid from files
        where connection_id = ${ofConnection(connectionId)} and file_id = k.file_id offset 0 for update
      ) l
    ) n
    where f.ctid = n.tid`.execute(trx);
}

const inInteger = (value: number): number => Math.min(value, MAX_INTEGER);
