import { sql, type Kysely } from 'kysely';

/**
 * The index of a folder's entries leaves out the roots, which all have the id '0'. Before the first statistics, Postgres
 * took it to find the root of one user, and read those of all users for each of them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index frontier_by_folder on frontier (connection_id, folder_id) where folder_id <> '0'`.execute(db);
  await sql`drop index frontier_folder`.execute(db);
}
