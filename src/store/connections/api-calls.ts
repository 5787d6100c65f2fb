import { sql } from 'kysely';
import { LIVE_PURPOSES, type MonthlyUse } from '../../domain/monthly-calls.js';
import { countersOf } from '../scan/counters.js';
import type { Db } from '../sql/postgres.js';

/**
 * Adds to today's (UTC) calls of a connection, by purpose. Does nothing for a connection that is disconnected: its last
 * counts arrive late, perhaps after its data was purged.
 */
export async function addApiCalls(db: Db, connectionId: string, calls: ReadonlyMap<string, number>): Promise<void> {
  const [purposes, counts] = [[...calls.keys()], [...calls.values()]];
  await sql`
    insert into api_calls (connection_id, day, purpose, calls)
    select connections.id, ${today()}::date, added.purpose, added.calls
    from connections, unnest(${purposes}::text[], ${counts}::bigint[]) as added (purpose, calls)
    where connections.id = ${connectionId} and connections.disconnected_at is null
    order by added.purpose -- two processes lock the rows in the same order
    on conflict (connection_id, day, purpose) do update set calls = api_calls.calls + excluded.calls`.execute(db);
}

/**
 * Returns the number of calls to Box that a connection has made today and this month (UTC). The counts are written every
 * two seconds, those of a scan with each page: calls that a scan begun in the period has counted already are included.
 */
export async function apiCallsOf(db: Db, connectionId: string): Promise<{ today: number; thisMonth: number }> {
  const day = today();
  const since = (first: string) => sql`greatest(
    (select coalesce(sum(calls), 0) from api_calls where connection_id = ${connectionId} and day >= ${first}::date),
    (select coalesce(sum(counted.api_calls), 0) from scans s cross join lateral (${countersOf('s')}) counted
      where s.connection_id = ${connectionId} and s.started_at >= ${`${first}T00:00:00Z`}::timestamptz))::bigint`;
  const { rows } = await sql<{ today: number; thisMonth: number }>`
    select ${since(day)} as today, ${since(`${day.slice(0, 8)}01`)} as "thisMonth"`.execute(db);
  return rows[0] ?? { today: 0, thisMonth: 0 };
}

/**
 * Returns what the enterprises of these connections have used of the month's calls (UTC), by connection: Box counts the
 * calls of an enterprise, which several connections may share. What disconnected ones have used this month counts as
 * well, until it is purged.
 */
export async function monthlyUseOf(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, MonthlyUse>> {
  const day = today();
  const first = `${day.slice(0, 8)}01`;
  const { rows } = await sql<MonthlyUse & { id: string }>`
    with shared as (
      select id, id as sibling, true as is_connected from connections where id = any(${[...ids]}::text[])
      union all
      select own.id, c.id, c.status <> 'disconnected'
      from connections own join connections c on c.enterprise ->> 'id' = own.enterprise ->> 'id'
      where own.id = any(${[...ids]}::text[]) and c.id <> own.id
    )
    select id, count(*) filter (where is_connected) as "connections",
      sum(greatest(counted.this_month, coalesce(ended.this_month, 0)))::bigint as "thisMonth",
      coalesce(sum(counted.live) filter (where is_connected), 0)::bigint as "liveInWeek",
      coalesce(sum(last.api_calls) filter (where is_connected), 0)::bigint as "ofLastScan"
    from shared
    cross join lateral (
      select coalesce(sum(calls) filter (where day >= ${first}::date), 0)::bigint as this_month,
        coalesce(sum(calls) filter (where day > ${day}::date - 7 and purpose = any(${LIVE_PURPOSES}::text[])), 0)::bigint
          as live
      from api_calls where connection_id = sibling and day >= least(${first}::date, ${day}::date - 6)
    ) counted
    cross join lateral (
      select sum(counters.api_calls) as this_month from scans s cross join lateral (${countersOf('s')}) counters
      where s.connection_id = sibling and s.started_at >= ${`${first}T00:00:00Z`}::timestamptz
    ) ended
    left join lateral (
      select api_calls from scans where connection_id = sibling and finished_at is not null order by generation desc limit 1
    ) last on true
    group by id`.execute(db);
  return new Map(rows.map(({ id, ...use }) => [id, use]));
}

const today = (): string => new Date().toISOString().slice(0, 10);
