import { sql } from 'kysely';
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
    on conflict (connection_id, day, purpose) do update set calls = api_calls.calls + excluded.calls`.execute(db);
}

/** Returns the number of calls to Box that a connection has made today and this month (UTC). */
export async function apiCallsOf(db: Db, connectionId: string): Promise<{ today: number; thisMonth: number }> {
  const day = today();
  return db
    .selectFrom('api_calls')
    .select([
      sql<number>`coalesce(sum(calls) filter (where day = ${day}), 0)::bigint`.as('today'),
      sql<number>`coalesce(sum(calls), 0)::bigint`.as('thisMonth'),
    ])
    .where('connection_id', '=', connectionId)
    .where('day', '>=', `${day.slice(0, 8)}01`)
    .executeTakeFirstOrThrow();
}

const today = (): string => new Date().toISOString().slice(0, 10);
