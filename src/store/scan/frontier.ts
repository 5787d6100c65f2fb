import { sql } from 'kysely';
import type { Problem } from '../../domain/problems.js';
import type { OwnCollaborators, Sharing } from '../../domain/exposure.js';
import { rowsOf } from '../sql/json-rows.js';
import type { Db, Trx } from '../sql/postgres.js';

/** A claimed folder with what its listing needs to know; `folderId` '0' is the root of `userId`. */
export interface Claim {
  readonly userId: string;
  readonly folderId: string;
  readonly lane: 0 | 1;
  readonly marker: string | null;
  readonly attempts: number;
  /** The folder itself; null for a root. */
  readonly folder: ClaimedFolder | null;
  /** The sharing in force on the folder above; null for a root and where it is not known. */
  readonly parentSharing: Sharing | null;
}

/** What is known of a claimed folder from the listing in which it was seen. */
export interface ClaimedFolder {
  readonly name: string;
  readonly path: string;
  readonly parentId: string;
  readonly ownerId: string;
  readonly ancestorIds: readonly string[];
  readonly hasCollaborations: boolean;
  readonly ownLink: { url: string; access: 'open' | 'company' | 'collaborators'; passwordProtected: boolean } | null;
  readonly ownCollaborators: OwnCollaborators | null;
}

/** How long a claim holds without being renewed, in seconds. */
const LEASE_SECONDS = 60;
/** How often whoever works on claims is to renew them, in milliseconds. */
export const RENEW_LEASE_MS = 15_000;

/**
 * Claims up to `limit` folders in the order of the scan: promoted subtrees first, then first come first served. None
 * for a generation that is not the newest: what it listed would count as unseen in the next.
 */
export async function claimFolders(
  db: Db,
  claim: { connectionId: string; generation: number; leaseId: string; limit: number },
): Promise<Claim[]> {
  const { rows } = await sql<Claim>`
    with next as (
      select user_id, folder_id from frontier
      where connection_id = ${claim.connectionId} and parked_at is null
        and ${claim.generation} = (select max(generation) from scans where connection_id = ${claim.connectionId})
        and (lease_until is null or lease_until < now()) and (not_before is null or not_before <= now())
      order by lane, seq limit ${claim.limit} for update skip locked
    ), claimed as (
      update frontier f set lease_id = ${claim.leaseId}, lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
      from next n
      where f.connection_id = ${claim.connectionId} and f.user_id = n.user_id and f.folder_id = n.folder_id
      returning f.*
    )
    select c.user_id as "userId", c.folder_id as "folderId", c.lane, c.marker, c.attempts,
      case when d.folder_id is null then null else jsonb_build_object(
        'name', d.name, 'path', d.path, 'parentId', d.parent_id, 'ownerId', d.owner_id, 'ancestorIds', d.ancestor_ids,
        'hasCollaborations', d.has_collaborations, 'ownLink', d.own_link, 'ownCollaborators', d.own_collaborators
      ) end as folder,
      p.sharing as "parentSharing"
    from claimed c
    left join folders d on d.connection_id = c.connection_id and d.folder_id = c.folder_id
    left join folders p on p.connection_id = c.connection_id and p.folder_id = d.parent_id
    order by c.lane, c.seq`.execute(db);
  return rows;
}

/** Keeps what a lease holds from being taken by others: to be called well within the lease's time. */
export async function renewLease(
  db: Db,
  lease: { readonly connectionId: string; readonly leaseId: string },
): Promise<void> {
  await db
    .updateTable('frontier')
    .set({ lease_until: sql<Date>`now() + make_interval(secs => ${LEASE_SECONDS})` })
    .where('connection_id', '=', lease.connectionId)
    .where('lease_id', '=', lease.leaseId)
    .execute();
}

/** Locks a claim for the rest of the transaction and renews it; false when it was lost to somebody else. */
export async function holdClaim(
  trx: Trx,
  claim: { connectionId: string; userId: string; folderId: string; leaseId: string },
): Promise<boolean> {
  const held = await trx
    .updateTable('frontier')
    .set({ lease_until: sql<Date>`now() + make_interval(secs => ${LEASE_SECONDS})` })
    .where('connection_id', '=', claim.connectionId)
    .where('user_id', '=', claim.userId)
    .where('folder_id', '=', claim.folderId)
    .where('lease_id', '=', claim.leaseId)
    .returning('seq')
    .executeTakeFirst();
  return held !== undefined;
}

/**
 * Gives claims back: as they are, after a wait, counted as a failed attempt, or to be listed from the beginning. Lost
 * claims are left alone.
 */
export async function releaseClaims(
  db: Db,
  claims: readonly Pick<Claim, 'userId' | 'folderId'>[],
  how: { connectionId: string; leaseId: string; waitMs?: number; failed?: boolean; startAnew?: boolean },
): Promise<void> {
  if (claims.length === 0) return;
  await db
    .updateTable('frontier')
    .set((eb) => ({
      lease_id: null,
      lease_until: null,
      not_before: how.waitMs ? sql<Date>`now() + make_interval(secs => ${how.waitMs / 1000})` : null,
      attempts: eb('attempts', '+', how.failed ? 1 : 0),
      ...(how.startAnew ? { marker: null } : {}),
    }))
    .where('connection_id', '=', how.connectionId)
    .where('lease_id', '=', how.leaseId)
    .where(
      sql<boolean>`(user_id, folder_id) in (select * from unnest(${claims.map((claim) => claim.userId)}::text[], ${claims.map((claim) => claim.folderId)}::text[]))`,
    )
    .execute();
}

/** Takes back what earlier attempts of the same activity held when they died. */
export async function releaseLeases(
  db: Db,
  held: { connectionId: string; leaseIds: readonly string[] },
): Promise<void> {
  if (held.leaseIds.length === 0) return;
  await db
    .updateTable('frontier')
    .set({ lease_id: null, lease_until: null })
    .where('connection_id', '=', held.connectionId)
    .where('lease_id', 'in', held.leaseIds)
    .execute();
}

/** Sets a folder aside with its error until the next generation; its claim must be held. */
export async function parkClaim(
  db: Db,
  claim: { connectionId: string; userId: string; folderId: string; leaseId: string },
  error: Problem,
): Promise<void> {
  await db
    .updateTable('frontier')
    .set({ parked_at: new Date(), error: JSON.stringify(error), lease_id: null, lease_until: null })
    .where('connection_id', '=', claim.connectionId)
    .where('user_id', '=', claim.userId)
    .where('folder_id', '=', claim.folderId)
    .where('lease_id', '=', claim.leaseId)
    .execute();
}

/** Takes a claimed folder out of the frontier, unless the claim was lost. */
export async function dropClaim(
  db: Db,
  claim: { connectionId: string; userId: string; folderId: string; leaseId: string },
): Promise<void> {
  await db
    .deleteFrom('frontier')
    .where('connection_id', '=', claim.connectionId)
    .where('user_id', '=', claim.userId)
    .where('folder_id', '=', claim.folderId)
    .where('lease_id', '=', claim.leaseId)
    .execute();
}

/** A folder that changed hands, and all below it, is no longer its former owners' to list. */
export async function dropFormerOwners(
  db: Db,
  { connectionId, folderId, ownerId }: { connectionId: string; folderId: string; ownerId: string },
): Promise<void> {
  await sql`
    delete from frontier w using folders d
    where d.connection_id = ${connectionId}
      and (d.folder_id = ${folderId} or d.ancestor_ids @> array[${folderId}]::text[])
      and w.connection_id = d.connection_id and w.folder_id = d.folder_id and w.user_id <> ${ownerId}`.execute(db);
}

/** A folder that joins the frontier. */
export interface FrontierEntry {
  readonly userId: string;
  readonly folderId: string;
}

/**
 * Adds folders to the frontier. In the bulk, one that waits already or was listed to the end in this generation is not
 * added again; a promoted subtree takes over whatever waits or is being listed, from its first page.
 */
export async function extendFrontier(
  db: Db,
  entries: readonly FrontierEntry[],
  how: { connectionId: string; generation: number; lane: 0 | 1 },
): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map((entry) => ({ user_id: entry.userId, folder_id: entry.folderId }));
  const { connectionId, generation, lane } = how;
  const source = sql`
    insert into frontier (connection_id, user_id, folder_id, lane, generation)
    select ${connectionId}, n.user_id, n.folder_id, ${lane}::smallint, ${generation}::integer
    from ${rowsOf('frontier', rows)} n`;
  if (lane === 0) {
    await sql`${source}
      on conflict (connection_id, user_id, folder_id) do update
      set lane = 0, generation = excluded.generation, marker = null, lease_id = null, lease_until = null,
        attempts = 0, not_before = null, parked_at = null, error = null`.execute(db);
    return;
  }
  await sql`${source}
    where not exists (
      select from folders d
      where d.connection_id = ${connectionId} and d.folder_id = n.folder_id and d.listed_generation = ${generation}
    )
    on conflict do nothing`.execute(db);
}

/** Takes everything below a user out of the frontier: that user cannot be scanned. */
export async function dropUserFromFrontier(db: Db, connectionId: string, userId: string): Promise<void> {
  await db.deleteFrom('frontier').where('connection_id', '=', connectionId).where('user_id', '=', userId).execute();
}

/** Whether folders wait, or are being listed, that are not parked. */
export async function hasFrontier(db: Db, connectionId: string): Promise<boolean> {
  const waiting = await db
    .selectFrom('frontier')
    .select('seq')
    .where('connection_id', '=', connectionId)
    .where('parked_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return waiting !== undefined;
}
