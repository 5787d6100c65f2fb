import { sql, type Kysely } from 'kysely';

/** What is under way in a connection, so that people see it: a Test API that runs, and an end that was asked for. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw('alter table connections add column running_test jsonb, add column disconnect_requested_at timestamptz')
    .execute(db);
}
