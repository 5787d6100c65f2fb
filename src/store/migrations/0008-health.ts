import { sql, type Kysely } from 'kysely';

/** Health: worker processes, what was last observed of each part of a connection, and each connection's last state. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // One row per worker process; rows that have not been seen for a day are deleted.
  `create table workers (
     id text primary key,
     version text not null,
     state text not null,
     started_at timestamptz not null,
     seen_at timestamptz not null,
     temporal_failing_since timestamptz,
     key_ids text[] not null default '{}'
   )`,
  `create table observations (
     connection_id text not null references connections (id) on delete cascade,
     part text not null,
     succeeded_at timestamptz,
     failing_since timestamptz,
     failed_at timestamptz,
     failures bigint not null default 0,
     problem jsonb,
     retry_at timestamptz,
     primary key (connection_id, part)
   )`,
  `alter table connections add column health jsonb, add column status_since timestamptz`,
  // Counts the skipped users without reading the tables.
  `create index box_users_skipped on box_users (connection_id, (left_out ->> 'code')) where left_out is not null`,
];
