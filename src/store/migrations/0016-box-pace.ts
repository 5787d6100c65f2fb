import { sql, type Kysely } from 'kysely';

/**
 * The pace of calls to Box, which all workers share. Unlogged: a crash of Postgres empties it, and that only forgets the
 * waits that Box requested. Half of each page stays free, so that an update writes no index.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create unlogged table box_pace (
         connection_id text not null references connections (id) on delete cascade,
         user_id text not null,
         next_at double precision not null,
         level_at double precision not null,
         share double precision not null,
         share_at double precision not null,
         blocked_until double precision not null,
         charged_until double precision not null,
         primary key (connection_id, user_id)
       ) with (fillfactor = 50)`,
    )
    .execute(db);
}
