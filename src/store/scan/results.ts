import { sql } from 'kysely';
import type { EffectiveLink, Exposure, OwnCollaborators, SharedLink, Sharing } from '../../domain/exposure.js';
import type { ScanReason } from '../../domain/scan.js';
import { extendFrontier, holdClaim, type Claim } from './frontier.js';
import { holdGeneration } from './generations.js';
import { rowsOf } from '../sql/json-rows.js';
import { withLastScan } from './scan-history.js';
import type { Db, Trx } from '../sql/postgres.js';

/** A file as it stood at Box when it was asked for. */
export interface ObservedFile {
  readonly fileId: string;
  readonly folderId: string;
  readonly name: string;
  readonly path: string;
  readonly ownerId: string;
  readonly ownerLogin: string;
  readonly size: number;
  readonly sha1: string | null;
  readonly extension: string;
  readonly etag: string | null;
  readonly access: Exposure;
  readonly sharedLink: EffectiveLink | null;
  readonly hasCollaborations: boolean;
  readonly ownCollaborators: OwnCollaborators;
  readonly createdAt: string | null;
  readonly modifiedAt: string | null;
}

/** A folder as it stood at Box when it was asked for; collaborators and sharing are null until they are known. */
export interface ObservedFolder {
  readonly folderId: string;
  readonly ownerId: string;
  readonly parentId: string;
  readonly name: string;
  readonly path: string;
  readonly ancestorIds: readonly string[];
  readonly hasCollaborations: boolean;
  readonly ownLink: SharedLink | null;
  readonly ownCollaborators: OwnCollaborators | null;
  readonly sharing: Sharing | null;
}

/** The scan that an observation belongs to; `observedAt` is when Box was asked. */
export interface Observation {
  readonly connectionId: string;
  readonly generation: number;
  readonly observedAt: Date;
}

/** One page of a folder's listing. */
export interface ListedPage extends Observation {
  readonly leaseId: string;
  readonly claim: Claim;
  /** What was found out about the listed folder itself; null for a root. */
  readonly sharing: { readonly own: OwnCollaborators; readonly inForce: Sharing } | null;
  readonly files: readonly ObservedFile[];
  readonly folders: readonly ObservedFolder[];
  /** False when files of the page are still to be looked at: it is listed once more then. */
  readonly isWhole: boolean;
  readonly nextMarker: string | null;
  readonly apiCalls: number;
}

/**
 * Records a page, its folders' place in the frontier and the way on, all or nothing; false if the claim was lost, or a
 * newer generation has begun.
 */
export async function recordPage(db: Db, page: ListedPage): Promise<boolean> {
  const { connectionId, generation, leaseId, claim } = page;
  return db.transaction().execute(async (trx) => {
    if ((await holdGeneration(trx, connectionId)) !== generation) return false;
    if (!(await holdClaim(trx, { connectionId, leaseId, userId: claim.userId, folderId: claim.folderId })))
      return false;
    // The frontier before the folders, here and everywhere: two that lock both cannot lock each other out.
    const entries = page.folders.map(({ folderId }) => ({ userId: claim.userId, folderId }));
    await extendFrontier(trx, entries, { connectionId, generation, lane: claim.lane });
    if (page.sharing) await saveSharing(trx, connectionId, claim.folderId, page.sharing);
    await upsertFolders(trx, page.folders, page);
    const found = await upsertFiles(trx, page.files, { ...page, ...reasonOf(claim) });
    const isListed = page.isWhole && page.nextMarker === null;
    if (isListed) await closeFolder(trx, page);
    else if (page.isWhole) await moveMarker(trx, page);
    const foldersListed = isListed ? 1 : 0;
    await countScan(trx, connectionId, generation, { foldersListed, filesFound: found, apiCalls: page.apiCalls });
    return true;
  });
}

const reasonOf = (claim: Claim): { reason: ScanReason; force: boolean } =>
  claim.lane === 0 ? { reason: 'subtree', force: true } : { reason: 'bulk', force: false };

/**
 * Records files; answers how many of them this generation had not seen before. What was observed later stays. A file
 * that this generation has recorded already is left alone unless it, its path or its exposure changed, or `force` is set.
 */
export async function upsertFiles(
  trx: Trx,
  files: readonly ObservedFile[],
  how: Observation & { readonly reason: ScanReason; readonly force: boolean },
): Promise<number> {
  if (files.length === 0) return 0;
  // One order for all writers: two pages that share files cannot lock each other out.
  const rows = files.map((file) => fileRow(file, how)).sort((a, b) => (a.file_id < b.file_id ? -1 : 1));
  const inserted = await sql<{ file_id: string }>`
    insert into files select * from ${rowsOf('files', rows)} on conflict do nothing returning file_id`.execute(trx);
  if (inserted.rows.length === files.length) return files.length;
  const fresh = new Set(inserted.rows.map((row) => row.file_id));
  const known = rows.filter((row) => !fresh.has(row.file_id));
  const updated = await sql<{ renewed: boolean }>`
    with n as (select * from ${rowsOf('files', known)}),
    old as (
      select f.file_id, f.generation from files f join n on n.file_id = f.file_id
      where f.connection_id = ${how.connectionId} order by f.file_id for update of f
    )
    update files f set (${OBSERVED_COLUMNS}) = row(${columns('n', OBSERVED)}), earlier_scans = ${withLastScan('f')}
    from n join old on old.file_id = n.file_id
    where f.connection_id = ${how.connectionId} and f.file_id = n.file_id
      and (f.generation < n.generation or (f.scanned_at <= n.scanned_at
        and (${how.force} or f.state <> 'active' or row(${columns('f', TELLING)}) is distinct from row(${columns('n', TELLING)}))))
    returning old.generation < n.generation as renewed`.execute(trx);
  return fresh.size + updated.rows.filter((row) => row.renewed).length;
}

/** Every column that an observation sets, the key, the history and the express lane's own columns left out. */
const OBSERVED = [
  'folder_id',
  'name',
  'path',
  'owner_id',
  'owner_login',
  'size',
  'sha1',
  'extension',
  'etag',
  'access',
  'shared_link',
  'has_collaborations',
  'own_collaborators',
  'state',
  'created_at',
  'modified_at',
  'scanned_at',
  'scan_reason',
  'generation',
];
const OBSERVED_COLUMNS = sql.raw(OBSERVED.join(', '));
/** The columns by which a file that this generation has recorded already is seen to have changed. */
const TELLING = ['etag', 'path', 'access', 'shared_link', 'has_collaborations'];
const columns = (table: string, names: readonly string[]) =>
  sql.raw(names.map((name) => `${table}.${name}`).join(', '));

function fileRow(file: ObservedFile, how: Observation & { readonly reason: ScanReason }) {
  return {
    connection_id: how.connectionId,
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
    scanned_at: how.observedAt,
    scan_reason: how.reason,
    generation: how.generation,
    earlier_scans: [],
  };
}

/**
 * Records folders as they were seen. OwnCollaborators that this generation knows already are kept; those of an earlier one
 * are forgotten, so that they are asked for once a generation.
 */
export async function upsertFolders(trx: Trx, folders: readonly ObservedFolder[], how: Observation): Promise<void> {
  if (folders.length === 0) return;
  const rows = folders.map((folder) => folderRow(folder, how)).sort((a, b) => (a.folder_id < b.folder_id ? -1 : 1));
  await sql`
    insert into folders as f select * from ${rowsOf('folders', rows)}
    on conflict (connection_id, folder_id) do update set
      owner_id = excluded.owner_id, parent_id = excluded.parent_id, name = excluded.name, path = excluded.path,
      ancestor_ids = excluded.ancestor_ids, has_collaborations = excluded.has_collaborations,
      own_link = excluded.own_link, sharing = coalesce(excluded.sharing, f.sharing),
      own_collaborators = case when excluded.generation > f.generation then excluded.own_collaborators
        else coalesce(excluded.own_collaborators, f.own_collaborators) end,
      state = 'active', generation = greatest(f.generation, excluded.generation), observed_at = excluded.observed_at
    where f.observed_at <= excluded.observed_at`.execute(trx);
}

function folderRow(folder: ObservedFolder, how: Observation) {
  return {
    connection_id: how.connectionId,
    folder_id: folder.folderId,
    owner_id: folder.ownerId,
    parent_id: folder.parentId,
    name: folder.name,
    path: folder.path,
    ancestor_ids: folder.ancestorIds,
    has_collaborations: folder.hasCollaborations,
    own_link: folder.ownLink,
    own_collaborators: folder.ownCollaborators,
    sharing: folder.sharing,
    state: 'active',
    generation: how.generation,
    listed_generation: null,
    observed_at: how.observedAt,
  };
}

async function saveSharing(
  trx: Trx,
  connectionId: string,
  folderId: string,
  sharing: { readonly own: OwnCollaborators; readonly inForce: Sharing },
): Promise<void> {
  await trx
    .updateTable('folders')
    .set({ own_collaborators: JSON.stringify(sharing.own), sharing: JSON.stringify(sharing.inForce) })
    .where('connection_id', '=', connectionId)
    .where('folder_id', '=', folderId)
    .execute();
}

async function closeFolder(trx: Trx, { connectionId, generation, claim }: ListedPage): Promise<void> {
  await trx
    .deleteFrom('frontier')
    .where('connection_id', '=', connectionId)
    .where('user_id', '=', claim.userId)
    .where('folder_id', '=', claim.folderId)
    .execute();
  await trx
    .updateTable('folders')
    .set({ listed_generation: generation })
    .where('connection_id', '=', connectionId)
    .where('folder_id', '=', claim.folderId)
    .execute();
}

async function moveMarker(trx: Trx, { connectionId, claim, nextMarker }: ListedPage): Promise<void> {
  await trx
    .updateTable('frontier')
    .set({ marker: nextMarker, attempts: 0 })
    .where('connection_id', '=', connectionId)
    .where('user_id', '=', claim.userId)
    .where('folder_id', '=', claim.folderId)
    .execute();
}

/** Adds to the counters of a generation. */
export async function countScan(
  db: Db,
  connectionId: string,
  generation: number,
  by: { foldersListed?: number; filesFound?: number; expressScanned?: number; apiCalls?: number },
): Promise<void> {
  await db
    .updateTable('scans')
    .set((eb) => ({
      folders_listed: eb('folders_listed', '+', by.foldersListed ?? 0),
      files_found: eb('files_found', '+', by.filesFound ?? 0),
      // A file found in a listing is scanned by it: what the listing tells is what is recorded.
      files_scanned: eb('files_scanned', '+', by.filesFound ?? 0),
      express_scanned: eb('express_scanned', '+', by.expressScanned ?? 0),
      api_calls: eb('api_calls', '+', by.apiCalls ?? 0),
    }))
    .where('connection_id', '=', connectionId)
    .where('generation', '=', generation)
    .execute();
}

/** A file as this generation has recorded it. */
export type RecordedFile = Pick<
  ObservedFile,
  'etag' | 'path' | 'access' | 'sharedLink' | 'hasCollaborations' | 'ownCollaborators'
>;

/** Which of these files this generation has recorded already, and how. */
export async function recordedFiles(
  db: Db,
  generation: Pick<Observation, 'connectionId' | 'generation'>,
  fileIds: readonly string[],
): Promise<Map<string, RecordedFile>> {
  if (fileIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('files')
    .select([
      'file_id',
      'etag',
      'path',
      'access',
      'shared_link as sharedLink',
      'has_collaborations as hasCollaborations',
      'own_collaborators as ownCollaborators',
    ])
    .where('connection_id', '=', generation.connectionId)
    .where('generation', '=', generation.generation)
    .where('state', '=', 'active')
    .where('file_id', '=', sql<string>`any(${fileIds}::text[])`)
    .execute();
  return new Map(rows.map(({ file_id: fileId, ...recorded }) => [fileId, recorded]));
}

/** The largest value of an integer column. */
const MAX_INTEGER = 2 ** 31 - 1;

/**
 * Records that a file was scanned in the express lane, and the time from its change at Box until now: the source of the
 * express lane's p95.
 */
export async function recordExpressLatency(
  trx: Trx,
  scan: {
    readonly connectionId: string;
    readonly fileId: string;
    readonly scannedAt: Date;
    /** RFC 3339. */
    readonly changedAt: string;
  },
): Promise<void> {
  const latencyMs = Math.min(Math.max(Date.now() - Date.parse(scan.changedAt), 0), MAX_INTEGER);
  await trx
    .updateTable('files')
    .set({ express_at: scan.scannedAt, express_latency_ms: sql<number>`${latencyMs}::integer` })
    .where('connection_id', '=', scan.connectionId)
    .where('file_id', '=', scan.fileId)
    .execute();
}
