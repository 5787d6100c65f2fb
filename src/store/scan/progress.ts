import { sql, type RawBuilder } from 'kysely';
import { WORKER_STALE_MS } from '../../domain/health-deployment.js';
import type { ScanSituation } from '../../domain/scan-request.js';
import { ofConnection } from '../sql/by-key.js';
import { afterPosition, type KeysetColumn, type KeysetPosition } from '../sql/keyset.js';
import type { Db } from '../sql/postgres.js';
import { countersOf } from './counters.js';
import { countsOtherwise } from './unseen-parts.js';

/** What of a scan is counted row by row: the work that waits, and what has failed. */
export interface ScanWork {
  readonly usersDone: number;
  readonly foldersWaiting: number;
  readonly problems: number;
}

/** The newest generation of a connection; null before the first. */
export interface CountedScan {
  readonly connectionId: string;
  readonly generation: number | null;
  readonly isRunning: boolean;
}

/** The state of a connection's scan and the counters of its newest generation. */
export interface ScanNumbers extends ScanSituation, ScanWork {
  readonly generation: number | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** When a generation last finished; null before the first one has. */
  readonly finishedAt: Date | null;
  readonly usersTotal: number;
  readonly usersSkipped: number;
  readonly foldersListed: number;
  readonly filesFound: number;
  readonly filesScanned: number;
  readonly expressWaiting: number;
  readonly expressScanned: number;
  /** The delays of the live changes rescanned in the last `EXPRESS_PERIOD_SECONDS`: ours, and Box's own before. */
  readonly expressP95Ms: number | null;
  readonly expressBoxP95Ms: number | null;
  readonly apiCalls: number;
}

/** The period of the delays of the express lane, in seconds: older ones say nothing about now. */
export const EXPRESS_PERIOD_SECONDS = 3_600;

/** Reads the progress of a scan; `countWork` may reuse what it has counted before. Throws for an unknown connection. */
export async function scanNumbers(
  db: Db,
  connectionId: string,
  countWork: (db: Db, scan: CountedScan) => Promise<ScanWork> = countScanWork,
): Promise<ScanNumbers> {
  const { rows } = await sql<Omit<ScanNumbers, keyof ScanWork>>`
    with scan as (
      select * from scans where connection_id = ${ofConnection(connectionId)} order by generation desc limit 1
    ), counted as (
      select c.* from scan cross join lateral (${countersOf('scan')}) c
    ), finished as (
      select max(finished_at) as at from scans
      where connection_id = ${ofConnection(connectionId)} and outcome in ('completed', 'partial')
    ), users as (
      select count(*) as total, count(*) filter (where left_out is not null) as skipped
      from box_users where connection_id = ${ofConnection(connectionId)}
    ), express as (
      select count(*) filter (where parked_at is null) as waiting from promotions where connection_id = ${ofConnection(connectionId)}
    ), latency as (
      select percentile_cont(0.95) within group (order by express_latency_ms) as p95,
        percentile_cont(0.95) within group (order by express_box_delay_ms) as "boxP95"
      from files
      where connection_id = ${ofConnection(connectionId)} and express_at > now() - make_interval(secs => ${EXPRESS_PERIOD_SECONDS})
    )
    select c.scan_state as state, c.scan_requested as requested,
      c.scan_restart_requested_at is not null as "isRestartRequested", c.status = 'needs_reauthorization' as "isParked",
      exists (select from workers where state = 'running'
        and seen_at > now() - make_interval(secs => ${WORKER_STALE_MS / 1_000})) as "hasWorker", scan.generation, scan.started_at as "startedAt", scan.finished_at as "endedAt", finished.at as "finishedAt",
      users.total as "usersTotal", users.skipped as "usersSkipped",
      coalesce(counted.folders_listed, 0) as "foldersListed",
      coalesce(counted.files_found, 0) as "filesFound", coalesce(counted.files_scanned, 0) as "filesScanned",
      express.waiting as "expressWaiting", coalesce(counted.express_scanned, 0) as "expressScanned",
      latency.p95 as "expressP95Ms", latency."boxP95" as "expressBoxP95Ms", coalesce(counted.api_calls, 0) as "apiCalls"
    from connections c cross join finished cross join users cross join express cross join latency
    left join scan on true left join counted on true
    where c.id = ${connectionId}`.execute(db);
  const [numbers] = rows;
  if (!numbers) throw new Error('Unknown connection');
  const isRunning = numbers.generation !== null && numbers.endedAt === null;
  return { ...numbers, ...(await countWork(db, { connectionId, generation: numbers.generation, isRunning })) };
}

/** Counts what waits and what has failed in a connection's scan, which takes the longer the more users and folders wait. */
export async function countScanWork(db: Db, { connectionId }: CountedScan): Promise<ScanWork> {
  const { rows } = await sql<ScanWork>`
    select (
      select count(*) from box_users u
      where connection_id = ${ofConnection(connectionId)} and left_out is null and u.user_id is distinct from (
        -- Only the primary key has this order: otherwise the folders of all users could be read for each of them.
        select f.user_id from frontier f where f.connection_id = u.connection_id and f.user_id >= u.user_id
        order by f.user_id limit 1
      )
    ) as "usersDone", (
      select count(*) from frontier where connection_id = ${ofConnection(connectionId)} and parked_at is null
    ) as "foldersWaiting", (
      select count(*) from (${allProblems(connectionId)}) p where "itemType" <> 'user'
    ) as problems`.execute(db);
  return rows[0] ?? { usersDone: 0, foldersWaiting: 0, problems: 0 };
}

/** A problem that keeps something out of the scan; `ownerId` is the owner of the item. */
export interface ScanProblem {
  readonly code: string;
  readonly message: string;
  readonly remedy: string | null;
  /** Null for a problem of the whole connection. */
  readonly itemType: 'user' | 'folder' | 'file' | null;
  readonly itemId: string | null;
  readonly ownerId: string | null;
  /** Since when it exists; null if that is not known. */
  readonly since: Date | null;
  /** The number of failed attempts; null if nothing is retried. */
  readonly attempts: number | null;
  /** When it is tried again; null if nothing is retried before the next scan. */
  readonly nextTryAt: Date | null;
}

const PROBLEM_COLUMNS: readonly KeysetColumn[] = [
  { name: 'itemType', cast: 'text' },
  { name: 'itemId', cast: 'text' },
  { name: 'owner', cast: 'text' },
];

/** The column types of a position in the list of problems. */
export const PROBLEM_CASTS = PROBLEM_COLUMNS.map(({ cast }) => cast);

/** Returns a page of the skipped users, then of what else the scan could not see, each with its reason. */
export async function scanProblems(
  db: Db,
  connectionId: string,
  page: { readonly limit: number; readonly after: KeysetPosition | null },
): Promise<ScanProblem[]> {
  const beyond = page.after ? afterPosition(PROBLEM_COLUMNS, page.after, 'desc') : sql<boolean>`true`;
  const { rows } = await sql<ScanProblem>`
    select problem ->> 'code' as code, problem ->> 'message' as message, problem ->> 'remedy' as remedy,
      nullif("itemType", '') as "itemType", case when "itemType" <> '' then "itemId" end as "itemId", nullif(owner, '') as "ownerId",
      since, attempts, "nextTryAt"
    from (${allProblems(connectionId)}) found
    where ${beyond} order by "itemType" desc, "itemId" desc, owner desc limit ${page.limit}`.execute(db);
  return rows;
}

/**
 * All problems of a scan. The root of a skipped user is not a problem of its own, and that Box lets us act as nobody is
 * one problem, not one of each user. Problems of the whole connection have no item.
 */
const allProblems = (connectionId: string) => sql`
  select u.left_out as problem, 'user' as "itemType", u.user_id as "itemId", u.user_id as owner,
    coalesce(u.left_out_at, f.parked_at) as since, f.attempts, f.retry_at as "nextTryAt"
  from box_users u
  left join lateral ${entryOf(sql`u.connection_id`, sql`u.user_id`, sql`'0'`)} f on f.parked_at is not null
  where u.connection_id = ${ofConnection(connectionId)} and u.left_out is not null
  union all
  select f.error, 'folder', f.folder_id, f.user_id, f.parked_at, f.attempts + f.passes, f.retry_at
  from frontier f
  where f.connection_id = ${ofConnection(connectionId)} and f.parked_at is not null and f.error ->> 'code' <> 'as_user_refused'
    and not ${countsOtherwise}
  union all
  select (array_agg(error))[1], '', 'as_user_refused', '', min(parked_at), max(attempts), min(retry_at)
  from (
    select connection_id, error, parked_at, attempts, retry_at from frontier where parked_at is not null
    union all
    select connection_id, error, parked_at, attempts, retry_at from promotions where parked_at is not null
  ) refused
  where connection_id = ${ofConnection(connectionId)} and error ->> 'code' = 'as_user_refused'
  having count(*) > 0
  union all
  select error, item_type, item_id, coalesce(owner_id, ''), parked_at, attempts, retry_at
  from promotions
  where connection_id = ${ofConnection(connectionId)} and parked_at is not null and error ->> 'code' <> 'as_user_refused'
  union all
  select g.error, 'folder', g.folder_id, g.user_id, g.since, f.attempts, f.retry_at
  from scan_gaps g
  left join lateral ${entryOf(sql`g.connection_id`, sql`g.user_id`, sql`g.folder_id`)} f on f.parked_at is not null
  where g.connection_id = ${ofConnection(connectionId)}
  union all
  select * from (
    select users_problem, '', 'users', '', users_since, users_attempts, users_retry_at
    from scans where connection_id = ${ofConnection(connectionId)} order by generation desc limit 1
  ) listing where users_problem is not null`;

/** The entry of a folder in the frontier, as a table source that looks it up by its key. */
const entryOf = (connectionId: RawBuilder<unknown>, userId: RawBuilder<unknown>, folderId: RawBuilder<unknown>) => sql`(
  select parked_at, attempts, retry_at from frontier
  where connection_id = ${connectionId} and user_id = ${userId} and folder_id = ${folderId} offset 0
)`;

/** Returns the position of the page after this problem. */
export const positionOfProblem = ({ itemType, itemId, ownerId, code }: ScanProblem): KeysetPosition => [
  itemType ?? '',
  itemId ?? (code === 'as_user_refused' ? code : 'users'),
  ownerId ?? '',
];
