import { sql, type Kysely } from 'kysely';

/**
 * Folders are listed by their turn, so that those of different users alternate. Before, the folders of one page followed
 * one another: all of a scan's listings waited for the pace of their one owner, while that of others was not used. Folders
 * that wait have turn 0, as those that a worker of the version before adds.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table frontier add column turn integer not null default 0`.execute(db);
  await sql`drop index frontier_next`.execute(db);
  await sql`create index frontier_next on frontier (connection_id, lane, turn, seq) where parked_at is null`.execute(
    db,
  );
}
