import { sql, type Kysely } from 'kysely';

/**
 * Workers of the version before leave the column empty: they insert whole rows of the table as they know it. During an
 * upgrade they run on this schema.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table activities alter column time_unknown drop not null').execute(db);
}
