import { sql, type Kysely } from 'kysely';

/** Events whose time Box did not send, or not readably: they are kept with the time of receipt. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table activities add column time_unknown boolean not null default false').execute(db);
}
