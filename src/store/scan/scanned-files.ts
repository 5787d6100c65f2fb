import { sql, type RawBuilder } from 'kysely';
import type { OwnCollaborators } from '../../domain/exposure.js';
import type { ItemState } from '../../domain/file.js';
import type { ScanReason } from '../../domain/scan.js';
import { walkIds } from '../sql/batches.js';
import { ofConnection, rowsByKey, withoutIndex } from '../sql/by-key.js';
import { fromJsonRows, lastOfEach } from '../sql/json-rows.js';
import type { Db, Trx } from '../sql/postgres.js';
import type { Observation, ObservedFile } from './observation.js';
import { withLastScan } from './scan-history.js';
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
}

/**
 * Inserts or updates files; returns how many of them this generation had not recorded before. A later observation is
 * never overwritten. A file that this generation has already recorded is updated only if it changed or `force` is set.
 */
export async function upsertFiles(
  trx: Trx,
  observed: readonly ObservedFiles[],
  scan: Omit<Observation, 'observedAt'> & ScanCause & { readonly force: boolean },
): Promise<number> {
  const rows = lastOfEach(
    'file_id',
    observed.flatMap(({ files, observedAt, cause }) => {
      const observation = { ...scan, ...cause, observedAt };
      return files.map((file) => toRow(file, observation));
    }),
    (row) => row.scanned_at,
  );
  if (rows.length === 0) return 0;
  // The conflict is found by the primary key, whatever Postgres knows of the table.
  const { rows: written } = await sql<{ renewed: boolean }>`
    insert into files as f select * from ${fromJsonRows('files', rows)}
    on conflict (connection_id, file_id) do update set
      (${sql.raw(SCAN_COLUMNS.join(', '))}) = row(${columnsOf('excluded', SCAN_COLUMNS)}),
      earlier_scans = ${withLastScan('f')}
    where f.generation < excluded.generation or (f.scanned_at <= excluded.scanned_at
      and (${scan.force} or f.state <> 'active'
        or row(${columnsOf('f', CHANGE_COLUMNS)}) is distinct from row(${columnsOf('excluded', CHANGE_COLUMNS)})))
    returning ${LAST_GENERATION} is null or ${LAST_GENERATION} < f.generation as renewed`.execute(trx);
  return written.filter(({ renewed }) => renewed).length;
}

/** The generation that recorded a file before the present scan; null for a new file. */
const LAST_GENERATION = sql`(f.earlier_scans -> 0 -> 'generation')::integer`;

/** The columns that a scan sets: all except the key, the history and the columns of the express lane. */
const SCAN_COLUMNS = [
  'folder_id', 'name', 'path', 'owner_id', 'owner_login', 'size', 'sha1', 'extension', 'etag', 'access', 'shared_link',
  'has_collaborations', 'own_collaborators', 'state', 'created_at', 'modified_at', 'scanned_at', 'scan_reason',
  'scan_event_type', 'generation',
] as const; // prettier-ignore
/** A file has changed since its last scan if one of these columns differs. */
const CHANGE_COLUMNS = ['etag', 'path', 'access', 'shared_link', 'has_collaborations', 'own_collaborators'] as const;
const columnsOf = (table: string, names: readonly string[]) =>
  sql.raw(names.map((name) => `${table}.${name}`).join(', '));

function toRow(file: ObservedFile, scan: Observation & ScanCause) {
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
    from ${rowsByKey('files', { connectionId, ids: fileIds })} f where f.state = 'active'`.execute(db);
  return new Map(rows.map((row) => [row.fileId, row]));
}

/** Marks a file as trashed or gone, unless a later observation of it is recorded. */
export async function markFile(
  trx: Trx,
  fileId: string,
  state: RemovedState,
  scan: Observation & ScanCause,
): Promise<void> {
  await trx
    .updateTable('files')
    .set({
      state,
      scanned_at: scan.observedAt,
      scan_reason: scan.reason,
      scan_event_type: scan.eventType ?? null,
      generation: scan.generation,
      earlier_scans: withLastScan('files'),
    })
    .where('connection_id', '=', ofConnection(scan.connectionId))
    .where('file_id', '=', fileId)
    .where('scanned_at', '<=', scan.observedAt)
    .execute();
}

/** Marks at most `limit` active files directly in these folders as trashed or gone; returns how many it marked. */
export async function markFilesInFolders(
  trx: Trx,
  folders: { readonly ids: readonly string[]; readonly limit: number },
  state: RemovedState,
  { connectionId, generation, observedAt, reason, eventType }: Observation & ScanCause,
): Promise<number> {
  const { numAffectedRows } = await sql`
    update files f set state = ${state}, scanned_at = ${observedAt}, scan_reason = ${reason},
      scan_event_type = ${eventType ?? null}, generation = ${generation}, earlier_scans = ${withLastScan('f')}
    from (
      select l.file_id from (
        select f.file_id from ${filesIn(connectionId, folders.ids)} f
        where f.state = 'active' and f.scanned_at <= ${observedAt} order by f.file_id limit ${folders.limit}
      ) k cross join lateral ${lockedFile(connectionId)} l
      where l.state = 'active' and l.scanned_at <= ${observedAt}
    ) n
    where f.connection_id = ${ofConnection(connectionId)} and f.file_id = n.file_id`.execute(trx);
  return Number(numAffectedRows ?? 0);
}

/** Marks at most `limit` active files directly in a folder as gone that its listing in a generation did not show. */
export async function markUnlistedFiles(
  db: Db,
  folder: { readonly connectionId: string; readonly userId: string; readonly folderId: string },
  listing: { readonly generation: number; readonly observedAt: Date; readonly limit: number },
): Promise<number> {
  const isUnlisted = sql`
    f.generation < ${listing.generation} and f.state = 'active' and f.scanned_at <= ${listing.observedAt}`;
  const { numAffectedRows } = await sql`
    update files f set state = 'gone'
    from (
      select f.file_id from (
        select f.file_id from ${filesIn(folder.connectionId, [folder.folderId])} f
        where f.owner_id = ${folder.userId} and ${isUnlisted} order by f.file_id limit ${listing.limit}
      ) k cross join lateral ${lockedFile(folder.connectionId)} f
      where ${isUnlisted}
    ) n
    where f.connection_id = ${ofConnection(folder.connectionId)} and f.file_id = n.file_id`.execute(db);
  return Number(numAffectedRows ?? 0);
}

/** All files directly in these folders, as a table source: each folder is looked up by itself (sql/by-key.ts). */
const filesIn = (connectionId: string, folderIds: readonly string[]): RawBuilder<unknown> => sql`(
  select found.* from unnest(${[...folderIds]}::text[]) wanted (id)
  cross join lateral (
    select file_id, owner_id, state, scanned_at, generation from files
    where connection_id = ${ofConnection(connectionId)} and folder_id = wanted.id offset 0
  ) found
)`;

/** The file that the row `k` names, as a table source: locked, and as it is after those who held it before. */
const lockedFile = (connectionId: string): RawBuilder<unknown> => sql`(
  select file_id, state, scanned_at, generation from files
  where connection_id = ${ofConnection(connectionId)} and file_id = k.file_id offset 0 for update
)`;

/** Marks files as gone that this generation has not recorded and could have seen (unseen.ts). */
export async function markUnseenFilesGone(db: Db, connectionId: string, generation: number): Promise<void> {
  await walkIds(async (after) => {
    const { rows } = await sql<{ last: string | null }>`
      with stretch as (
        select file_id from files where connection_id = ${ofConnection(connectionId)} and file_id > ${after}
        order by file_id limit ${ROWS_AT_A_TIME}
      ), gone as (
        update files f set state = 'gone'
        where f.file_id > ${after} and f.file_id <= (select max(file_id) from stretch) and ${isUnseen('files', connectionId, generation)}
      )
      select max(file_id) as last from stretch`.execute(db);
    return rows[0]?.last ?? null;
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
