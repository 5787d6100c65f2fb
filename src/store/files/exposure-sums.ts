import { sql, type RawBuilder } from 'kysely';
import type { Exposure } from '../../domain/exposure.js';
import { sum } from '../../util/sum.js';
import { countedConnections, isCounted, type CountedConnection } from '../connections/counted.js';
import { byAccess, byState, splitDoubled, type FilesByAccess, type FilesByState } from './counts.js';
import { CONNECTION_STATE, FILE_COLUMNS, filesFrom, type StoredFile } from './files.js';
import type { Db } from '../sql/postgres.js';

/** The number of files by the age of their last scan; each file is counted once. */
export interface Freshness {
  readonly lastHour: number;
  readonly lastDay: number;
  readonly lastWeek: number;
  readonly older: number;
}

const HOUR_MS = 3_600_000;
/** The upper limits of the ages, in milliseconds; each age starts where the previous one ends. */
const AGES = { lastHour: HOUR_MS, lastDay: 24 * HOUR_MS, lastWeek: 7 * 24 * HOUR_MS, older: Infinity } as const;

/** The files of all active connections, each once. */
export interface FileSums {
  /** Active files. */
  readonly access: FilesByAccess;
  /** Active files. */
  readonly freshness: Freshness;
  readonly states: FilesByState;
}

/**
 * Counts the active files by exposure and by the age of their last scan, and all files by state. Counts read indexes
 * alone: half the work of grouping a million rows.
 */
export async function sumFiles(db: Db, now: Date): Promise<FileSums> {
  const connections = await countedConnections(db, 'files', {});
  const { alone, doubled } = splitDoubled(connections);
  const ages = sql`jsonb_to_recordset(${JSON.stringify(ageRanges(now))}::jsonb)
    b (age text, after timestamptz, upto timestamptz)`;
  const sums = [await sumAlone(db, alone, ages), await sumDoubled(db, doubled, ages)];
  const removed = await db
    .selectFrom('files')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .where('state', '<>', 'active')
    .where(isCounted('files', connections))
    .groupBy('state')
    .execute();
  const access = byAccess(sums.flatMap((each) => each.access));
  const freshness = { lastHour: 0, lastDay: 0, lastWeek: 0, older: 0 };
  for (const { age, count } of sums.flatMap((each) => each.ages)) freshness[age] += count;
  return { access, freshness, states: { ...byState(removed), active: sum(Object.values(access)) } };
}

interface AgeCount {
  readonly age: keyof Freshness;
  readonly count: number;
}
interface AccessCount {
  readonly access: Exposure;
  readonly count: number;
}
interface Sums {
  readonly access: readonly AccessCount[];
  readonly ages: readonly AgeCount[];
}

/**
 * Counts the active files of connections whose files need not be compared. Those found by listing (all of them active) have
 * the age of the listing, and are counted folder by folder, except for the age with the most listings: its files are the
 * rest. After a complete scan that is nearly all of them.
 */
async function sumAlone(db: Db, connections: readonly CountedConnection[], ages: RawBuilder<unknown>): Promise<Sums> {
  if (connections.length === 0) return { access: [], ages: [] };
  const ids = sql`unnest(${connections.map(({ id }) => id)}::text[]) c (id)`;
  const { rows } = await sql<{ access: AccessCount[]; ages: (AgeCount & { isMost: boolean })[] }>`
    with by_access as (
      select n.access, sum(n.files) as count from ${ids} join file_counts n on n.connection_id = c.id
      where n.state = 'active' group by n.access
    ), age as materialized (
      select b.*, row_number() over (order by (
        select sum(n.count) from ${ids} cross join lateral (
          select count(*) from folder_listings l
          where l.connection_id = c.id and l.listed_at > b.after and l.listed_at <= b.upto
        ) n) desc) = 1 as "isMost"
      from ${ages}
    ), by_age as (
      select b.age, b."isMost", (
        select coalesce(sum(n.count), 0) from ${ids} cross join lateral (
          select count(*) from files f
          where f.connection_id = c.id and f.listing_page is null and f.state = 'active'
            and f.scanned_at > b.after and f.scanned_at <= b.upto
        ) n
      ) + case when b."isMost" then 0 else (
        select coalesce(sum(n.count), 0) from ${ids} cross join lateral (
          select f.count from folder_listings l cross join lateral (
            select count(*) from files f
            where f.connection_id = c.id and f.folder_id = l.folder_id and f.owner_id = l.user_id and f.listing_page = l.page
          ) f
          where l.connection_id = c.id and l.listed_at > b.after and l.listed_at <= b.upto
        ) n
      ) end as count
      from age b
    )
    select (select coalesce(json_agg(by_access), '[]') from by_access) as access,
      (select coalesce(json_agg(by_age), '[]') from by_age) as ages`.execute(db);
  const { access = [], ages: counted = [] } = rows[0] ?? {};
  const rest = sum(access.map(({ count }) => count)) - sum(counted.map(({ count }) => count));
  return { access, ages: counted.map((each) => (each.isMost ? { ...each, count: each.count + rest } : each)) };
}

async function sumDoubled(db: Db, connections: readonly CountedConnection[], ages: RawBuilder<unknown>): Promise<Sums> {
  if (connections.length === 0) return { access: [], ages: [] };
  const { rows } = await sql<AccessCount & AgeCount>`
    select f.access, b.age, count(*) as count
    from scanned_files f join ${ages} on f.scanned_at > b.after and f.scanned_at <= b.upto
    where f.state = 'active' and ${isCounted('files', connections, 'f')} group by f.access, b.age`.execute(db);
  return { access: rows, ages: rows };
}

/** Returns the time range of each age. */
function ageRanges(now: Date): { age: string; after: string; upto: string }[] {
  let upto = 'infinity';
  return Object.entries(AGES).map(([age, ms]) => {
    const after = ms === Infinity ? '-infinity' : new Date(now.getTime() - ms).toISOString();
    const range = { age, after, upto };
    upto = after;
    return range;
  });
}

/** The number of files on a day (UTC). */
export interface DayCount {
  readonly day: string;
  readonly count: number;
}

/**
 * Finds active public files of active connections whose shared link was created or changed since a time. Returns their number by the day (UTC)
 * of the link's last event, and the newest files. The event is on the file or on the folder that carries the link. Box
 * reports only that a link was created (SHARE) or changed (ITEM_SHARED_UPDATE), not its access level.
 */
export async function newPublicLinks(
  db: Db,
  { since, newest }: { readonly since: Date; readonly newest: number },
): Promise<{ days: readonly DayCount[]; files: StoredFile[] }> {
  const connections = await countedConnections(db, 'files', {});
  const { rows } = await sql<{ days: DayCount[] | null; keys: FileKey[] | null }>`
    with opened as materialized (
      select connection_id, item_id, max(occurred_at) as at from activities
      where category = 'shares' and type in ('SHARE', 'ITEM_SHARED_UPDATE') and occurred_at >= ${since}
      group by connection_id, item_id
    ), found as materialized (
      -- One index lookup per changed link, so that the cost depends on the changes and not on all public files.
      select o.at, o.connection_id, f.file_id from opened o cross join lateral (
        select file_id from files
        where connection_id = o.connection_id and access = 'public' and state = 'active'
          and coalesce(shared_link ->> 'inheritedFrom', file_id) = o.item_id and ${isCounted('files', connections)}
        offset 0
      ) f
    ), days as (
      select to_char(at at time zone 'utc', 'YYYY-MM-DD') as day, count(*) as count from found group by 1
    ), newest as (
      select connection_id as "connectionId", file_id as "fileId" from found
      order by at desc, connection_id, file_id limit ${newest}
    )
    select (select json_agg(days) from days) as days, (select json_agg(newest) from newest) as keys`.execute(db);
  const { days, keys } = rows[0] ?? { days: null, keys: null };
  return { days: days ?? [], files: await filesOf(db, keys ?? []) };
}

interface FileKey {
  readonly connectionId: string;
  readonly fileId: string;
}

/** Returns the files with these keys, in the same order; unknown keys are missing. */
async function filesOf(db: Db, keys: readonly FileKey[]): Promise<StoredFile[]> {
  if (keys.length === 0) return [];
  const rows = await filesFrom(db, 'all')
    .select(FILE_COLUMNS)
    .select(CONNECTION_STATE)
    .where((eb) =>
      eb(
        eb.refTuple('connection_id', 'file_id'),
        'in',
        keys.map(({ connectionId, fileId }) => eb.tuple(connectionId, fileId)),
      ),
    )
    .execute();
  const byKey = new Map(rows.map((row) => [`${row.connection_id} ${row.file_id}`, row]));
  return keys.flatMap(({ connectionId, fileId }) => byKey.get(`${connectionId} ${fileId}`) ?? []);
}
