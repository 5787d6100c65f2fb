import { sql, type RawBuilder } from 'kysely';
import type { OwnCollaborators, Sharing } from '../../domain/exposure.js';
import { walkIds } from '../sql/batches.js';
import { ofConnection, withoutIndex } from '../sql/by-key.js';
import { fromJsonRows, lastOfEach } from '../sql/json-rows.js';
import type { Db, Trx } from '../sql/postgres.js';
import type { Observation, ObservedFolder } from './observation.js';
import type { RemovedState } from './scanned-files.js';
import { isUnseen, ROWS_AT_A_TIME } from './unseen.js';

/**
 * Inserts or updates folders, unless a later observation is recorded. Collaborators that this generation already knows
 * are kept; those of an earlier generation are dropped, so that each generation reads them once from Box.
 */
export async function upsertFolders(
  trx: Trx,
  observed: readonly { readonly folders: readonly ObservedFolder[]; readonly observedAt: Date }[],
  scan: Omit<Observation, 'observedAt'>,
): Promise<void> {
  const rows = lastOfEach(
    'folder_id',
    observed.flatMap(({ folders, observedAt }) => {
      const observation = { ...scan, observedAt };
      return folders.map((folder) => toRow(folder, observation));
    }),
    (row) => row.observed_at,
  );
  if (rows.length === 0) return;
  await sql`
    insert into folders as f select * from ${fromJsonRows('folders', rows)}
    on conflict (connection_id, folder_id) do update set
      owner_id = excluded.owner_id, parent_id = excluded.parent_id, name = excluded.name, path = excluded.path,
      ancestor_ids = excluded.ancestor_ids, has_collaborations = excluded.has_collaborations,
      own_link = excluded.own_link, sharing = coalesce(excluded.sharing, f.sharing),
      own_collaborators = case when excluded.generation > f.generation then excluded.own_collaborators
        else coalesce(excluded.own_collaborators, f.own_collaborators) end,
      state = 'active', generation = greatest(f.generation, excluded.generation), observed_at = excluded.observed_at
    where f.observed_at <= excluded.observed_at`.execute(trx);
}

function toRow(folder: ObservedFolder, scan: Observation) {
  return {
    connection_id: scan.connectionId,
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
    generation: scan.generation,
    listed_generation: null,
    observed_at: scan.observedAt,
  };
}

/** A folder of which a page was listed. */
export interface ListedFolder {
  readonly folderId: string;
  /** Its own collaborators and the sharing in force there; null if it is a root. */
  readonly sharing: { readonly own: OwnCollaborators; readonly inForce: Sharing } | null;
  /** Whether it was listed to its end. */
  readonly isListed: boolean;
}

/** Records the sharing of folders, and which of them a generation has listed to the end. Roots have no row. */
export async function recordListedFolders(
  trx: Trx,
  { connectionId, generation }: Omit<Observation, 'observedAt'>,
  folders: readonly ListedFolder[],
): Promise<void> {
  const rows = folders
    .filter(({ folderId }) => folderId !== '0')
    .map(({ folderId, sharing, isListed }) => ({
      folder_id: folderId,
      own_collaborators: sharing?.own ?? null,
      sharing: sharing?.inForce ?? null,
      listed_generation: isListed ? generation : null,
    }));
  if (rows.length === 0) return;
  await sql`
    update folders f set own_collaborators = coalesce(n.own_collaborators, f.own_collaborators),
      sharing = coalesce(n.sharing, f.sharing), listed_generation = coalesce(n.listed_generation, f.listed_generation)
    from ${fromJsonRows('folders', rows)} n
    where f.connection_id = ${ofConnection(connectionId)} and f.folder_id = n.folder_id
      and f.folder_id = any(${rows.map((row) => row.folder_id)}::text[])`.execute(trx);
}

/** A folder and everything below it. */
export interface Subtree {
  readonly connectionId: string;
  readonly folderId: string;
}

/**
 * The folders below a folder, at any depth, as a table source with their ids, read through the index on `ancestor_ids`.
 * The connection is compared outside (`offset 0`): Postgres could otherwise walk through all folders of the connection.
 */
export const foldersBelow = ({ connectionId, folderId }: Subtree): RawBuilder<unknown> => sql`(
  select below.folder_id from (
    select d.connection_id, d.folder_id from folders d where d.ancestor_ids @> array[${folderId}]::text[] offset 0
  ) below
  where below.connection_id = ${ofConnection(connectionId)} and below.folder_id <> ${folderId}
)`;

/** The folders of a subtree as a table source with their ids. */
export const foldersOf = (subtree: Subtree): RawBuilder<unknown> => sql`(
  select folder_id from ${foldersBelow(subtree)} below union all select ${subtree.folderId}
)`;

/** Returns the next folder ids of a subtree after the given id, at most `limit`, in ascending order. */
export async function folderIdsInSubtree(
  db: Db,
  subtree: Subtree,
  page: { readonly after: string; readonly limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ folder_id: string }>`
    with subtree as materialized (select folder_id from ${foldersOf(subtree)} d)
    select folder_id from subtree where folder_id > ${page.after} order by folder_id limit ${page.limit}`.execute(db);
  return rows.map((row) => row.folder_id);
}

/** Marks the folders of a subtree as trashed or gone, except those with a later observation. */
export async function markFolders(db: Db, subtree: Subtree, state: RemovedState, observedAt: Date): Promise<void> {
  await sql`
    update folders d set state = ${state}, observed_at = ${observedAt}
    from ${foldersOf(subtree)} n
    where d.connection_id = ${ofConnection(subtree.connectionId)} and d.folder_id = n.folder_id and d.observed_at <= ${observedAt}`.execute(
    db,
  );
}

/** Returns at most `limit` active folders directly in a folder that its listing in a generation did not show. */
export async function unlistedFolders(
  db: Db,
  folder: { readonly connectionId: string; readonly userId: string; readonly folderId: string },
  listing: { readonly generation: number; readonly observedAt: Date; readonly limit: number },
): Promise<string[]> {
  const rows = await db
    .selectFrom('folders')
    .select('folder_id')
    .where('connection_id', '=', ofConnection(folder.connectionId))
    .where('parent_id', '=', folder.folderId)
    .where('owner_id', '=', folder.userId)
    .where('generation', '<', listing.generation)
    .where('state', '=', 'active')
    .where('observed_at', '<=', listing.observedAt)
    .orderBy('folder_id')
    .limit(listing.limit)
    .execute();
  return rows.map((row) => row.folder_id);
}

/** Marks folders as gone that this generation has not recorded and could have seen (unseen.ts). */
export async function markUnseenFoldersGone(db: Db, connectionId: string, generation: number): Promise<void> {
  await walkIds(async (after) => {
    const { rows } = await sql<{ last: string | null }>`
      with stretch as (
        select folder_id from folders where connection_id = ${ofConnection(connectionId)} and folder_id > ${after}
        order by folder_id limit ${ROWS_AT_A_TIME}
      ), gone as (
        update folders f set state = 'gone'
        where f.folder_id > ${after} and f.folder_id <= (select max(folder_id) from stretch) and ${isUnseen('folders', connectionId, generation)}
      )
      select max(folder_id) as last from stretch`.execute(db);
    return rows[0]?.last ?? null;
  });
}

/** Marks folders in the trash as gone, except those with a later observation. */
export async function markPurgedFolders(
  trx: Trx,
  connectionId: string,
  folderIds: readonly string[],
  observedAt: Date,
): Promise<void> {
  await sql`
    update folders d set state = 'gone'
    where d.connection_id = ${ofConnection(connectionId)} and d.folder_id = any(${[...folderIds]}::text[])
      and ${withoutIndex('d.state')} = 'trashed' and d.observed_at <= ${observedAt}`.execute(trx);
}

/** The most files below a folder that are counted. */
const MAX_COUNTED = 100_000;

/** Counts the active files that are recorded below a folder, at any depth; at most 100,000. */
export async function countFilesBelow(db: Db, subtree: Subtree): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select from ${foldersOf(subtree)} d
      cross join lateral (
        select from files f
        where f.connection_id = ${ofConnection(subtree.connectionId)} and f.folder_id = d.folder_id and f.state = 'active'
        limit ${MAX_COUNTED}
      ) f limit ${MAX_COUNTED}
    ) below`.execute(db);
  return rows[0]?.count ?? 0;
}
