import { sql, type Kysely } from 'kysely';

/** Parked work that comes back by itself, and what a listing could not show. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table frontier
     add column retry_at timestamptz,
     add column parks integer not null default 0,
     add column passes integer not null default 0,
     add column pass jsonb`,
  // Work that an earlier version parked until the next scan is retried at once.
  `update frontier set retry_at = now(), parks = 1 where parked_at is not null`,
  `drop index frontier_parked`,
  `create index frontier_retry on frontier (connection_id, retry_at) where parked_at is not null`,
  `create index frontier_folder on frontier (connection_id, folder_id)`,

  `alter table promotions add column retry_at timestamptz`,
  `update promotions set retry_at = now() where parked_at is not null`,
  `create index promotions_retry on promotions (connection_id, retry_at) where parked_at is not null`,

  `alter table scans
     add column users_guard jsonb,
     add column users_problem jsonb,
     add column users_since timestamptz,
     add column users_attempts integer not null default 0,
     add column users_retry_at timestamptz`,

  // What the last listing of a folder could not show: unreadable entries, or all that follows where it did not end.
  `create table scan_gaps (
     connection_id text not null references connections (id) on delete cascade,
     folder_id text not null,
     user_id text not null,
     entries integer not null,
     error jsonb not null,
     since timestamptz not null,
     primary key (connection_id, folder_id, user_id)
   )`,

  // Finds the folders directly below a folder that a listing no longer shows.
  `create index folders_parent on folders (connection_id, parent_id, owner_id)`,
];
