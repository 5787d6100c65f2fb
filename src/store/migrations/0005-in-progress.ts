import { sql, type Kysely } from 'kysely';

/** Progress that the portal shows: a running Test API, and a requested disconnection. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw('alter table connections add column running_test jsonb, add column disconnect_requested_at timestamptz')
    .execute(db);
}
