import { sql, type Kysely } from 'kysely';

/** Indexes for filters and sorts of the lists that read whole tables before. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create index activities_category on activities (connection_id, category, occurred_at)`,
  `create index activities_ip on activities (connection_id, ip, occurred_at)`,
  // Few files are not active. The index finds them in the order of the list.
  `create index files_not_active on files (connection_id, state, name, file_id) where state <> 'active'`,
];
