import { sql, type ExpressionBuilder } from 'kysely';
import type { OwnCollaborators, SharedLink, Sharing } from '../../domain/exposure.js';
import type { Problem } from '../../domain/problems.js';
import type { Lane } from '../../domain/scan.js';
import { fromJsonRows } from '../sql/json-rows.js';
import type { Db, Trx } from '../sql/postgres.js';
import type { Database } from '../tables/index.js';
import { inSubtree, type Subtree } from './scanned-folders.js';

/** A claimed folder with the data that its listing needs; `folderId` '0' is the root of `userId`. */
export interface Claim {
  readonly userId: string;
  readonly folderId: string;
  readonly lane: Lane;
  readonly marker: string | null;
  readonly attempts: number;
  /** The folder itself; null for a root. */
  readonly folder: ClaimedFolder | null;
  /** The sharing in force on the parent folder; null for a root and where it is unknown. */
  readonly parentSharing: Sharing | null;
}

/** A claimed folder as the listing of its parent recorded it. */
export interface ClaimedFolder {
  readonly name: string;
  readonly path: string;
  readonly parentId: string;
  readonly ownerId: string;
  readonly ancestorIds: readonly string[];
  readonly hasCollaborations: boolean;
  readonly ownLink: SharedLink | null;
  readonly ownCollaborators: OwnCollaborators | null;
}

/** A claim and the lease that holds it. */
export interface HeldClaim {
  readonly connectionId: string;
  readonly leaseId: string;
  readonly userId: string;
  readonly folderId: string;
}

/** The condition that a row of the frontier is this claim, and that its lease still holds it. */
const claimKey =
  ({ connectionId, leaseId, userId, folderId }: HeldClaim) =>
  (eb: ExpressionBuilder<Database, 'frontier'>) =>
    eb.and({ connection_id: connectionId, lease_id: leaseId, user_id: userId, folder_id: folderId });

/** How long a claim holds without renewal, in seconds. */
const LEASE_SECONDS = 60;
/** How often a worker must renew its claims, in milliseconds. */
export const RENEW_LEASE_MS = 15_000;

const leaseEnd = () => sql<Date>`now() + make_interval(secs => ${LEASE_SECONDS})`;

/**
 * Claims up to `limit` folders: promoted subtrees first, then in the order in which they were added. Returns none for a
 * generation that is not the newest, because its results would count as unseen in the newest.
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
      update frontier f set lease_id = ${claim.leaseId}, lease_until = ${leaseEnd()}
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

/** Renews all claims of a lease. Call it every `RENEW_LEASE_MS`. */
export async function renewLease(
  db: Db,
  lease: { readonly connectionId: string; readonly leaseId: string },
): Promise<void> {
  await db
    .updateTable('frontier')
    .set({ lease_until: leaseEnd() })
    .where('connection_id', '=', lease.connectionId)
    .where('lease_id', '=', lease.leaseId)
    .execute();
}

/** Locks a claim until the transaction ends, and renews it; false if another worker has taken it. */
export async function lockClaim(trx: Trx, claim: HeldClaim): Promise<boolean> {
  const held = await trx
    .updateTable('frontier')
    .set({ lease_until: leaseEnd() })
    .where(claimKey(claim))
    .returning('seq')
    .executeTakeFirst();
  return held !== undefined;
}

/**
 * Releases claims, so that others can take them: after `waitMs`, with a failed attempt counted, or with the listing
 * restarted from its first page. Ignores lost claims.
 */
export async function releaseClaims(
  db: Db,
  claims: readonly Pick<Claim, 'userId' | 'folderId'>[],
  how: { connectionId: string; leaseId: string; waitMs?: number; failed?: boolean; restart?: boolean },
): Promise<void> {
  if (claims.length === 0) return;
  const userIds = claims.map((claim) => claim.userId);
  const folderIds = claims.map((claim) => claim.folderId);
  await db
    .updateTable('frontier')
    .set((eb) => ({
      lease_id: null,
      lease_until: null,
      not_before: how.waitMs ? sql<Date>`now() + make_interval(secs => ${how.waitMs / 1000})` : null,
      attempts: eb('attempts', '+', how.failed ? 1 : 0),
      ...(how.restart ? { marker: null } : {}),
    }))
    .where('connection_id', '=', how.connectionId)
    .where('lease_id', '=', how.leaseId)
    .where(sql<boolean>`(user_id, folder_id) in (select * from unnest(${userIds}::text[], ${folderIds}::text[]))`)
    .execute();
}

/** Releases the claims of leases whose activity attempts have died. */
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

/** Saves the marker of the next page of a claimed folder and resets its failed attempts. */
export async function moveMarker(trx: Trx, claim: HeldClaim, marker: string | null): Promise<void> {
  await trx.updateTable('frontier').set({ marker, attempts: 0 }).where(claimKey(claim)).execute();
}

/** Parks a claimed folder with its error until the next generation. Ignores a lost claim. */
export async function parkClaim(db: Db, claim: HeldClaim, error: Problem): Promise<void> {
  await db
    .updateTable('frontier')
    .set({ parked_at: new Date(), error: JSON.stringify(error), lease_id: null, lease_until: null })
    .where(claimKey(claim))
    .execute();
}

/** Removes a claimed folder from the frontier. Ignores a lost claim. */
export async function removeClaim(db: Db, claim: HeldClaim): Promise<void> {
  await db.deleteFrom('frontier').where(claimKey(claim)).execute();
}

/** A folder to add to the frontier. */
export interface FrontierEntry {
  readonly userId: string;
  readonly folderId: string;
}

/**
 * Adds folders to the frontier. Lane 1 (bulk) skips folders that are pending, or that this generation has listed to the
 * end. Lane 0 (a promoted subtree) replaces pending entries and restarts their listing from the first page.
 */
export async function extendFrontier(
  db: Db,
  entries: readonly FrontierEntry[],
  how: { connectionId: string; generation: number; lane: Lane },
): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map((entry) => ({ user_id: entry.userId, folder_id: entry.folderId }));
  const { connectionId, generation, lane } = how;
  const source = sql`
    insert into frontier (connection_id, user_id, folder_id, lane, generation)
    select ${connectionId}, n.user_id, n.folder_id, ${lane}::smallint, ${generation}::integer
    from ${fromJsonRows('frontier', rows)} n`;
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

/** Removes all folders of a user who cannot be scanned. */
export async function removeUserFromFrontier(db: Db, connectionId: string, userId: string): Promise<void> {
  await db.deleteFrom('frontier').where('connection_id', '=', connectionId).where('user_id', '=', userId).execute();
}

/** Removes the entries of a subtree that belong to users other than its present owner. */
export async function removeFromOtherOwners(
  db: Db,
  { ownerId, ...subtree }: Subtree & { readonly ownerId: string },
): Promise<void> {
  await sql`
    delete from frontier w using folders d
    where ${inSubtree(subtree)}
      and w.connection_id = d.connection_id and w.folder_id = d.folder_id and w.user_id <> ${ownerId}`.execute(db);
}

/** Removes the folders below a folder; the folder itself stays. */
export async function removeFoldersBelow(db: Db, subtree: Subtree): Promise<void> {
  await sql`
    delete from frontier w using folders d
    where ${inSubtree(subtree)} and d.folder_id <> ${subtree.folderId} and w.connection_id = d.connection_id
      and w.folder_id = d.folder_id`.execute(db);
}

/** Removes a folder unless it is active: it may have been restored in the meantime. */
export async function removeUnlessActive(db: Db, { connectionId, folderId }: Subtree): Promise<void> {
  await sql`
    delete from frontier w where w.connection_id = ${connectionId} and w.folder_id = ${folderId} and not exists (
      select from folders d
      where d.connection_id = ${connectionId} and d.folder_id = ${folderId} and d.state = 'active')`.execute(db);
}

/** Removes all folders of a connection. */
export async function clearFrontier(trx: Trx, connectionId: string): Promise<void> {
  await trx.deleteFrom('frontier').where('connection_id', '=', connectionId).execute();
}

/** Removes the parked folders of a connection: the next generation finds them again. */
export async function removeParkedFolders(trx: Trx, connectionId: string): Promise<void> {
  await trx
    .deleteFrom('frontier')
    .where('connection_id', '=', connectionId)
    .where('parked_at', 'is not', null)
    .execute();
}

/**
 * Restarts the listing of all pending folders from their first page and ends all claims. Pages recorded under the
 * previous generation would count as unseen in the new one.
 */
export async function restartPendingFolders(trx: Trx, connectionId: string): Promise<void> {
  await trx
    .updateTable('frontier')
    .set({ marker: null, lease_id: null, lease_until: null })
    .where('connection_id', '=', connectionId)
    .execute();
}

/** Whether any folder is pending or claimed; parked folders do not count. */
export async function hasPendingFolders(db: Db, connectionId: string): Promise<boolean> {
  const pending = await db
    .selectFrom('frontier')
    .select('seq')
    .where('connection_id', '=', connectionId)
    .where('parked_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return pending !== undefined;
}

/** Counts the folders that are pending (or claimed) and those that are parked. */
export async function countFrontier(db: Db, connectionId: string): Promise<{ pending: number; parked: number }> {
  return db
    .selectFrom('frontier')
    .select(({ fn }) => [
      fn.countAll<number>().filterWhere('parked_at', 'is', null).as('pending'),
      fn.countAll<number>().filterWhere('parked_at', 'is not', null).as('parked'),
    ])
    .where('connection_id', '=', connectionId)
    .executeTakeFirstOrThrow();
}
