import { sql, type Kysely } from 'kysely';

/** Supports the lookup of a page's promotions by event, which read all pending promotions before. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index promotions_event on promotions (connection_id, event_id)`.execute(db);
}
