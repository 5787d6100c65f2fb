import { sql } from 'kysely';
import { ofConnection } from '../sql/by-key.js';
import type { Db } from '../sql/postgres.js';

/** What waits in the frontier of a connection. */
export interface FrontierState {
  /** Whether a folder is pending or claimed, or parked work is due: a folder, or a listing of users that failed. */
  readonly hasWork: boolean;
  /** In how many milliseconds the next parked work is due; null if there is none. */
  readonly retryInMs: number | null;
}

/** Returns what a slice leaves behind: whether there is work, and when parked work is due. */
export async function frontierState(db: Db, connectionId: string): Promise<FrontierState> {
  const { rows } = await sql<{ has_work: boolean; due_at: Date | null; now: Date }>`
    with newest as (select max(generation) as generation from scans where connection_id = ${ofConnection(connectionId)}),
    due as (
      select least(
        (select min(retry_at) from frontier f, newest
         where connection_id = ${ofConnection(connectionId)} and parked_at is not null and f.generation = newest.generation
           and (lease_until is null or lease_until < now())),
        (select users_retry_at from scans s, newest
         where connection_id = ${ofConnection(connectionId)} and s.generation = newest.generation and users_problem is not null)
      ) as at
    )
    select exists (select from frontier where connection_id = ${ofConnection(connectionId)} and parked_at is null) or coalesce(due.at <= now(), false) as has_work,
      due.at as due_at, now() as now
    from due`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('The state of the frontier has no row');
  return {
    hasWork: row.has_work,
    retryInMs: row.due_at === null ? null : Math.max(row.due_at.getTime() - row.now.getTime(), 0),
  };
}

/** Whether a folder is pending or claimed. */
export async function hasPendingFolders(db: Db, connectionId: string): Promise<boolean> {
  const pending = await db
    .selectFrom('frontier')
    .select('seq')
    .where('connection_id', '=', ofConnection(connectionId))
    .where('parked_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return pending !== undefined;
}
