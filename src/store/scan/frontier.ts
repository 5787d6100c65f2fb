import { sql, type ExpressionBuilder, type RawBuilder } from 'kysely';
import type { Problem, ProblemCode } from '../../domain/problems.js';
import type { Lane } from '../../domain/scan.js';
import { ofConnection } from '../sql/by-key.js';
import { fromJsonRows } from '../sql/json-rows.js';
import type { Db, Trx } from '../sql/postgres.js';
import type { Database } from '../tables/index.js';
import type { ListingPass } from '../tables/scan.js';
import type { Claim } from './claim.js';
import { foldersBelow, foldersOf, type Subtree } from './scanned-folders.js';

export type { Claim, ClaimedFolder } from './claim.js';

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

/** The most parked folders that one statement claims: what keeps failing must not hold up the rest. */
const PARKED_AT_A_TIME = 4;

/** How many folders of one user are claimed at a time, and of how many the next in their order, if users are passed over. */
const OF_ONE_USER = 4;
const LOOKED_AT = 1_000;

/**
 * Claims up to `limit` folders: promoted subtrees first, by their turn, and those of the same turn in the order in which they
 * were added; and up to four parked folders whose time has come, if this generation has found them. Returns none for a generation that is not the
 * newest, because its results would count as unseen in the newest. With `passOver`, no folder of these users is claimed, and
 * at most four of any other, of the next 1,000 in their order.
 */
export async function claimFolders(
  db: Db,
  claim: { connectionId: string; generation: number; leaseId: string; limit: number; passOver?: readonly string[] },
): Promise<Claim[]> {
  const isNewest = sql<boolean>`${claim.generation} = (select max(generation) from scans where connection_id = ${ofConnection(claim.connectionId)})`;
  const isFree = sql<boolean>`(lease_until is null or lease_until < now())`;
  const ofConnectionId = ofConnection(claim.connectionId);
  const inOrder = sql`
    from frontier
    where connection_id = ${ofConnectionId} and parked_at is null and ${isNewest} and ${isFree}
      and (not_before is null or not_before <= now())
    order by lane, turn, seq`;
  // Each of the rows is looked up and locked by itself, in their order, until there are enough.
  const waiting = claim.passOver
    ? sql`
      select found.user_id, found.folder_id
      from (
        select user_id, folder_id
        from (
          select *, row_number() over (partition by user_id order by lane, turn, seq) as place
          from (select user_id, folder_id, lane, turn, seq ${inOrder} limit ${LOOKED_AT}) next
          where user_id <> all(${claim.passOver}::text[])
        ) fair
        where place <= ${OF_ONE_USER} order by lane, turn, seq offset 0
      ) n
      cross join lateral (
        select user_id, folder_id from frontier
        where connection_id = ${ofConnectionId} and user_id = n.user_id and folder_id = n.folder_id and ${isFree}
        for update skip locked
      ) found
      limit ${claim.limit}`
    : sql`select user_id, folder_id ${inOrder} limit ${claim.limit} for update skip locked`;
  const { rows } = await sql<Claim>`
    with waiting as (${waiting}), due as (
      select user_id, folder_id from frontier
      where connection_id = ${ofConnection(claim.connectionId)} and parked_at is not null and retry_at <= now()
        and generation = ${claim.generation} and ${isNewest} and ${isFree}
        and (not_before is null or not_before <= now())
      order by retry_at limit ${PARKED_AT_A_TIME} for update skip locked
    ), next as (
      select * from waiting union all select * from due
    ), claimed as (
      update frontier f set lease_id = ${claim.leaseId}, lease_until = ${leaseEnd()}, generation = ${claim.generation}
      from next n
      where f.connection_id = ${ofConnection(claim.connectionId)} and f.user_id = n.user_id and f.folder_id = n.folder_id
      returning f.*
    )
    select c.user_id as "userId", c.folder_id as "folderId", c.lane, c.turn, c.marker, c.attempts,
      c.parked_at is not null as "isParked", c.passes, c.pass, u.left_out is not null as "isUserSkipped",
      case when d.folder_id is null then null else jsonb_build_object(
        'name', d.name, 'path', d.path, 'parentId', d.parent_id, 'ownerId', d.owner_id, 'ancestorIds', d.ancestor_ids,
        'hasCollaborations', d.has_collaborations, 'ownLink', d.own_link, 'ownCollaborators', d.own_collaborators
      ) end as folder,
      p.sharing as "parentSharing"
    from claimed c
    left join folders d on d.connection_id = c.connection_id and d.folder_id = c.folder_id
    left join folders p on p.connection_id = c.connection_id and p.folder_id = d.parent_id
    left join box_users u on u.connection_id = c.connection_id and u.user_id = c.user_id
    order by c.parked_at is not null, c.lane, c.turn, c.seq`.execute(db);
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
    .where('connection_id', '=', ofConnection(lease.connectionId))
    .where('lease_id', '=', lease.leaseId)
    .execute();
}

/** How a claimed folder goes on after a page of it was listed. */
export interface ClaimMove {
  readonly userId: string;
  readonly folderId: string;
  readonly leaseId: string;
  /** True if the folder is listed, and leaves the frontier. */
  readonly isEnded: boolean;
  /** The next page, with the pass so far; null if the claim stays as it is. */
  readonly next: { readonly marker: string; readonly pass: ListingPass; readonly lane: Lane } | null;
}

/**
 * Ends or moves claims, and locks those that stay until the transaction ends; their leases are renewed. Returns for each
 * whether its lease still held it: nothing happens to a claim that another worker has taken.
 */
export async function moveClaims(
  trx: Trx,
  connectionId: string,
  moves: readonly ClaimMove[],
): Promise<readonly boolean[]> {
  const { rows } = await sql<{ key: string }>`
    with n as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(moves.map(moveRow))}::jsonb) as n (
        user_id text, folder_id text, lease_id text, ended boolean, marker text, pass jsonb, lane smallint)
    ), ended as (
      delete from frontier f using n
      where n.ended and f.connection_id = ${ofConnection(connectionId)} and f.user_id = n.user_id and f.folder_id = n.folder_id
        and f.lease_id = n.lease_id
      returning f.user_id, f.folder_id
    ), moved as (
      update frontier f set lease_until = ${leaseEnd()}, lane = coalesce(n.lane, f.lane),
        marker = coalesce(n.marker, f.marker), pass = coalesce(n.pass, f.pass),
        -- Progress resets the failed attempts; those of a parked folder are shown until it has been listed to its end.
        attempts = case when n.marker is null or f.parked_at is not null then f.attempts else 0 end
      from n
      where not n.ended and f.connection_id = ${ofConnection(connectionId)} and f.user_id = n.user_id and f.folder_id = n.folder_id
        and f.lease_id = n.lease_id
      returning f.user_id, f.folder_id
    )
    select user_id || '/' || folder_id as key from ended
    union all select user_id || '/' || folder_id from moved`.execute(trx);
  const held = new Set(rows.map(({ key }) => key));
  return moves.map(({ userId, folderId }) => held.has(`${userId}/${folderId}`));
}

function moveRow({ userId, folderId, leaseId, isEnded, next }: ClaimMove) {
  return {
    user_id: userId,
    folder_id: folderId,
    lease_id: leaseId,
    ended: isEnded,
    marker: next?.marker ?? null,
    pass: next?.pass ?? null,
    lane: next?.lane ?? null,
  };
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
      ...(how.restart ? { marker: null, pass: null } : {}),
    }))
    .where('connection_id', '=', ofConnection(how.connectionId))
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
    .where('connection_id', '=', ofConnection(held.connectionId))
    .where('lease_id', 'is not', null)
    .where('lease_id', 'in', held.leaseIds)
    .execute();
}

/** How often a folder with items that cannot be scanned is listed again at once, before it is parked. */
const MAX_PASSES = 4;
/** The first and the longest pause before a parked folder or item is retried, in seconds; doubled each time. */
const MIN_RETRY_SECONDS = 60;
export const MAX_RETRY_SECONDS = 3_600;

const backOff = (parks: RawBuilder<number>, maxSeconds: number) =>
  sql<Date>`now() + make_interval(secs => least(${MIN_RETRY_SECONDS} * 2.0 ^ least(${parks}, 20), ${maxSeconds}))`;

/**
 * Ends a pass through a folder some of whose items could not be scanned: it is listed again from its first page, a few
 * times at once, then as a parked folder. Items that were scanned are not scanned again.
 */
export async function endIncompletePass(trx: Trx, claim: HeldClaim, error: Problem): Promise<void> {
  const isParked = sql`(parked_at is not null or passes + 1 >= ${MAX_PASSES})`;
  await sql`
    update frontier set marker = null, pass = null, lease_id = null, lease_until = null,
      passes = passes + 1, error = ${JSON.stringify(error)},
      not_before = case when ${isParked} then null else now() + make_interval(secs => 2.0 ^ passes) end,
      parked_at = case when ${isParked} then coalesce(parked_at, now()) end,
      parks = parks + case when ${isParked} then 1 else 0 end,
      retry_at = case when ${isParked} then ${backOff(sql`parks`, MAX_RETRY_SECONDS)} end
    where connection_id = ${ofConnection(claim.connectionId)} and lease_id = ${claim.leaseId}
      and user_id = ${claim.userId} and folder_id = ${claim.folderId}`.execute(trx);
}

/**
 * Parks a claimed folder with its error. It can be claimed again after a minute, then after pauses that double up to
 * `maxRetrySeconds`, and counts as a problem until it has been listed to its end. Ignores a lost claim.
 */
export async function parkClaim(
  db: Db,
  claim: HeldClaim,
  error: Problem,
  maxRetrySeconds: number = MAX_RETRY_SECONDS,
): Promise<void> {
  await db
    .updateTable('frontier')
    .set((eb) => ({
      parked_at: sql<Date>`coalesce(parked_at, now())`,
      retry_at: backOff(sql`parks`, maxRetrySeconds),
      parks: eb('parks', '+', 1),
      attempts: eb('attempts', '+', 1),
      error: JSON.stringify(error),
      lease_id: null,
      lease_until: null,
    }))
    .where(claimKey(claim))
    .execute();
}

/**
 * Parks a claimed folder that was listed to its end, because the listing could not show everything: it is listed again
 * after a minute, then after pauses that double up to an hour. Ignores a lost claim.
 */
export async function parkForGap(trx: Trx, claim: HeldClaim, error: Problem): Promise<void> {
  await trx
    .updateTable('frontier')
    .set((eb) => ({
      marker: null,
      pass: null,
      lease_id: null,
      lease_until: null,
      parked_at: sql<Date>`coalesce(parked_at, now())`,
      retry_at: backOff(sql`parks`, MAX_RETRY_SECONDS),
      parks: eb('parks', '+', 1),
      attempts: eb('attempts', '+', 1),
      error: JSON.stringify(error),
    }))
    .where(claimKey(claim))
    .execute();
}

/**
 * Parks the root of a skipped user and removes the user's other folders. The root is retried like any parked folder; its
 * whole tree is then scanned before the bulk, because what changed meanwhile was not followed.
 */
export async function parkSkippedUser(
  db: Db,
  { connectionId, userId }: { readonly connectionId: string; readonly userId: string },
  how: { readonly generation: number; readonly error: Problem; readonly maxRetrySeconds: number },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .deleteFrom('frontier')
      .where('connection_id', '=', ofConnection(connectionId))
      .where('user_id', '=', userId)
      .where('folder_id', '<>', '0')
      .execute();
    await sql`
      insert into frontier as f (connection_id, user_id, folder_id, lane, generation, attempts, parks, parked_at, retry_at, error)
      values (${connectionId}, ${userId}, '0', 0, ${how.generation}, 1, 1, now(),
        ${backOff(sql`0`, how.maxRetrySeconds)}, ${JSON.stringify(how.error)})
      on conflict (connection_id, user_id, folder_id) do update set
        lane = 0, generation = excluded.generation, marker = null, pass = null, lease_id = null, lease_until = null,
        attempts = f.attempts + 1,
        parks = f.parks + 1, parked_at = coalesce(f.parked_at, now()), error = excluded.error,
        retry_at = ${backOff(sql`f.parks`, how.maxRetrySeconds)}`.execute(trx);
  });
}

/**
 * Parks all folders of other users than the account that consented: Box lets it act as nobody. They are retried together,
 * so that one success brings all of them back (`retryParkedFor`). Claims that other slices hold stay as they are.
 */
export async function parkAllActedFor(
  db: Db,
  lease: { readonly connectionId: string; readonly leaseId: string },
  how: { readonly accountId: string; readonly error: Problem },
): Promise<void> {
  await sql`
    update frontier set parked_at = coalesce(parked_at, now()), attempts = attempts + 1, parks = parks + 1,
      retry_at = ${backOff(sql`parks`, MAX_RETRY_SECONDS)}, error = ${JSON.stringify(how.error)},
      lease_id = null, lease_until = null
    where connection_id = ${ofConnection(lease.connectionId)} and user_id <> ${how.accountId}
      and (parked_at is null or retry_at <= now() or lease_id = ${lease.leaseId})
      and (lease_id is null or lease_id = ${lease.leaseId} or lease_until < now())`.execute(db);
}

/** Retries at once all folders that are parked with this problem: what it named works again. */
export async function retryParkedFor(db: Db, connectionId: string, code: ProblemCode): Promise<void> {
  await db
    .updateTable('frontier')
    .set({ retry_at: sql<Date>`now()`, parks: 0 })
    .where('connection_id', '=', ofConnection(connectionId))
    .where('parked_at', 'is not', null)
    .where(sql`error ->> 'code'`, '=', code)
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
  /**
   * Folders with a lower turn are listed first; 0, as for a root, if it is missing. Each user has one folder in a turn, as
   * far as one process finds them: Box limits the calls of each user, and listings of one user alone would leave the pace
   * of all others unused.
   */
  readonly turn?: number;
}

/**
 * Adds folders to the frontier. Lane 1 (bulk) skips folders that are pending, or that this generation has listed to the
 * end; a folder that an earlier generation parked is retried at once. Lane 0 (a promoted subtree) replaces pending
 * entries and restarts their listing from the first page. A parked folder stays a problem until its listing succeeds.
 */
export async function extendFrontier(
  db: Db,
  entries: readonly FrontierEntry[],
  how: { connectionId: string; generation: number; lane: Lane },
): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map(({ userId, folderId, turn = 0 }) => ({ user_id: userId, folder_id: folderId, turn }));
  const { connectionId, generation, lane } = how;
  const source = sql`
    insert into frontier as f (connection_id, user_id, folder_id, lane, turn, generation)
    select ${connectionId}, n.user_id, n.folder_id, ${lane}::smallint, n.turn, ${generation}::integer
    from ${fromJsonRows('frontier', rows)} n`;
  if (lane === 0) {
    await sql`${source}
      on conflict (connection_id, user_id, folder_id) do update
      set lane = 0, turn = excluded.turn, generation = excluded.generation, marker = null, pass = null, lease_id = null,
        lease_until = null, attempts = case when f.parked_at is null then 0 else f.attempts end, not_before = null,
        retry_at = case when f.parked_at is null then null else now() end`.execute(db);
    return;
  }
  await sql`${source}
    where not exists (
      select from folders d
      where d.connection_id = ${ofConnection(connectionId)} and d.folder_id = n.folder_id
        and d.listed_generation = ${generation} offset 0
    )
    on conflict (connection_id, user_id, folder_id) do update set generation = excluded.generation, retry_at = now()
    where f.parked_at is not null and f.generation < excluded.generation`.execute(db);
}

/** Removes all folders of a user who cannot be scanned. */
export async function removeUserFromFrontier(db: Db, connectionId: string, userId: string): Promise<void> {
  await db
    .deleteFrom('frontier')
    .where('connection_id', '=', ofConnection(connectionId))
    .where('user_id', '=', userId)
    .execute();
}

/** Removes the entries of a subtree that belong to users other than its present owner. */
export async function removeFromOtherOwners(
  db: Db,
  { ownerId, ...subtree }: Subtree & { readonly ownerId: string },
): Promise<void> {
  await sql`
    delete from frontier w using ${entriesIn(foldersOf(subtree), subtree)} n
    where w.connection_id = ${ofConnection(subtree.connectionId)} and w.user_id = n.user_id and w.folder_id = n.folder_id
      and w.user_id <> ${ownerId}`.execute(db);
}

/** Removes the folders below a folder; the folder itself stays. */
export async function removeFoldersBelow(db: Db, subtree: Subtree): Promise<void> {
  await sql`
    delete from frontier w using ${entriesIn(foldersBelow(subtree), subtree)} n
    where w.connection_id = ${ofConnection(subtree.connectionId)} and w.user_id = n.user_id and w.folder_id = n.folder_id`.execute(
    db,
  );
}

/** The keys of the entries of these folders, as a table source: each is looked up by itself. The index has no roots. */
const entriesIn = (folders: RawBuilder<unknown>, { connectionId }: Subtree): RawBuilder<unknown> => sql`(
  select found.user_id, found.folder_id from ${folders} d
  cross join lateral (
    select f.user_id, f.folder_id from frontier f
    where f.connection_id = ${ofConnection(connectionId)} and f.folder_id = d.folder_id and f.folder_id <> '0' offset 0
  ) found
)`;

/** Removes a folder unless it is active: it may have been restored in the meantime. */
export async function removeUnlessActive(db: Db, { connectionId, folderId }: Subtree): Promise<void> {
  await sql`
    delete from frontier w
    where w.connection_id = ${ofConnection(connectionId)} and w.folder_id = ${folderId} and w.folder_id <> '0' and not exists (
      select from folders d
      where d.connection_id = ${ofConnection(connectionId)} and d.folder_id = ${folderId} and d.state = 'active')`.execute(
    db,
  );
}

/** Removes all folders of a connection. */
export async function clearFrontier(trx: Trx, connectionId: string): Promise<void> {
  await trx.deleteFrom('frontier').where('connection_id', '=', ofConnection(connectionId)).execute();
}

/**
 * Removes parked folders that this generation has not found: they are gone, or lie below another parked folder, whose
 * listing will find them.
 */
export async function removeLostParkedFolders(trx: Trx, connectionId: string, generation: number): Promise<void> {
  await trx
    .deleteFrom('frontier')
    .where('connection_id', '=', ofConnection(connectionId))
    .where('parked_at', 'is not', null)
    .where('generation', '<', generation)
    .execute();
}

/**
 * Restarts the listing of all pending folders from their first page and ends all claims. Pages recorded under the
 * previous generation would count as unseen in the new one.
 */
export async function restartPendingFolders(trx: Trx, connectionId: string): Promise<void> {
  await trx
    .updateTable('frontier')
    .set({ marker: null, pass: null, lease_id: null, lease_until: null })
    .where('connection_id', '=', ofConnection(connectionId))
    .execute();
}
