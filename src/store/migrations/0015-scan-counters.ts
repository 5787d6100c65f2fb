import { sql, type Kysely } from 'kysely';

/**
 * Counters of a generation in several rows, so that transactions that count at the same time do not wait for each other.
 * Those in `scans` stay: they hold the counts of earlier versions, also of their workers that still run.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      // Updated with every page: with room for the next version beside it, a row's update writes no index.
      `create table scan_counters (
         connection_id text not null references connections (id) on delete cascade,
         generation integer not null,
         slot smallint not null,
         folders_listed bigint not null default 0,
         files_found bigint not null default 0,
         files_scanned bigint not null default 0,
         express_scanned bigint not null default 0,
         api_calls bigint not null default 0,
         primary key (connection_id, generation, slot)
       ) with (fillfactor = 25)`,
    )
    .execute(db);
}
