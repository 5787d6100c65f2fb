import { sql, type Kysely } from 'kysely';

/** Finds the claims of a lease: its renewal and its release read all waiting folders of the connection before. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index frontier_lease on frontier (connection_id, lease_id) where lease_id is not null`.execute(db);
}
