import { sql } from 'kysely';
import type { Db } from '../sql/postgres.js';

/** Adds to today's (UTC) calls of a connection, by purpose. */
export async function addApiCalls(db: Db, connectionId: string, calls: ReadonlyMap<string, number>): Promise<void> {
  if (calls.size === 0) return;
  await db
    .insertInto('api_calls')
    .values(
      [...calls].map(([purpose, count]) => ({ connection_id: connectionId, day: today(), purpose, calls: count })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['connection_id', 'day', 'purpose'])
        .doUpdateSet({ calls: sql<number>`api_calls.calls + excluded.calls` }),
    )
    .execute();
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
