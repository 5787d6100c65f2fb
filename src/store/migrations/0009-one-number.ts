import { sql, type Kysely } from 'kysely';

/** Since when users are skipped, and the lookup of the connections to the same enterprise. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table box_users add column left_out_at timestamptz`,
  `create index connections_enterprise on connections ((enterprise ->> 'id'))`,
];
