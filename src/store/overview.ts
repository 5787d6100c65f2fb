import { sql } from 'kysely';
import type { Exposure } from '../box/exposure.js';
import type { ConnectionStatus } from './database.js';
import { byAccess, FILE_COLUMNS, type FilesByAccess, type StoredFile } from './files.js';
import type { Db } from './postgres.js';

/** How many connections there are, by where they stand; what there is none of is missing. */
export async function countConnections(db: Db): Promise<Partial<Record<ConnectionStatus, number>>> {
  const rows = await db
    .selectFrom('connections')
    .select(({ fn }) => ['status', fn.countAll<number>().as('count')])
    .groupBy('status')
    .execute();
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}

/** How many files were last scanned how long ago; each is counted once. */
export interface Freshness {
  readonly lastHour: number;
  readonly lastDay: number;
  readonly lastWeek: number;
  readonly older: number;
}

/** The active files: by who can reach them, and by how fresh what is known of them is. */
export async function sumActiveFiles(db: Db): Promise<{ access: FilesByAccess; freshness: Freshness }> {
  const since = (interval: string) =>
    sql<number>`count(*) filter (where scanned_at > now() - ${sql.lit(interval)}::interval)`;
  const { rows } = await sql<{ access: Exposure; count: number; hour: number; day: number; week: number }>`
    select access, count(*) as count, ${since('1 hour')} as hour, ${since('1 day')} as day, ${since('7 days')} as week
    from files where state = 'active' group by access`.execute(db);
  const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + of(row), 0);
  const [total, week, day, hour] = [sum((r) => r.count), sum((r) => r.week), sum((r) => r.day), sum((r) => r.hour)];
  return {
    access: byAccess(rows),
    freshness: { lastHour: hour, lastDay: day - hour, lastWeek: week - day, older: total - week },
  };
}

/** Events that open a link, or change one: Box says no more of it than that. */
const LINK_EVENTS = ['SHARE', 'ITEM_SHARED_UPDATE'];

/**
 * Active files that anybody can open, by a link that was made or changed since: by the day (UTC) of its last such
 * event, and the newest of them. The event is one on the file itself, or on the folder that carries the link.
 */
export async function newPublicLinks(
  db: Db,
  { since, newest }: { readonly since: Date; readonly newest: number },
): Promise<{ days: { day: string; count: number }[]; files: StoredFile[] }> {
  const opened = sql`
    select a.connection_id, a.item_id, a.at from connections c cross join lateral (
      select connection_id, item_id, max(occurred_at) as at from activities
      where connection_id = c.id and category = 'shares' and occurred_at >= ${since} and type = any(${LINK_EVENTS}::text[])
      group by connection_id, item_id
    ) a`;
  const found = sql`opened o join files f on f.connection_id = o.connection_id
    and coalesce(f.shared_link ->> 'inheritedFrom', f.file_id) = o.item_id
    and f.access = 'public' and f.state = 'active'`;
  const days = await sql<{ day: string; count: number }>`
    with opened as materialized (${opened})
    select to_char(o.at at time zone 'utc', 'YYYY-MM-DD') as day, count(*) as count from ${found} group by 1`.execute(
    db,
  );
  const columns = sql.join(FILE_COLUMNS.map((name) => sql.ref(`f.${name}`)));
  const files = await sql<StoredFile>`
    with opened as materialized (${opened})
    select ${columns} from ${found} order by o.at desc, f.connection_id, f.file_id limit ${newest}`.execute(db);
  return { days: days.rows, files: files.rows };
}
