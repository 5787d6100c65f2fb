import { sql, type Kysely } from 'kysely';

/** Each page of events asks which promotions it left behind: without an index, that reads all that wait. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index promotions_event on promotions (connection_id, event_id)`.execute(db);
}
