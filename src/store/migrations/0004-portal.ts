import { sql, type Kysely } from 'kysely';

/** For the portal: sessions, the scan history of files, and indexes for sums over a million rows. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Only the SHA-256 of a session id, code or token is stored.
  `create table sessions (
     id_hash bytea primary key,
     token_hash bytea not null,
     created_at timestamptz not null default now(),
     expires_at timestamptz not null
   )`,
  `create index sessions_token on sessions (token_hash, created_at)`,
  `create index sessions_expiry on sessions (expires_at)`,
  `create table sign_in_links (
     code_hash bytea primary key,
     token_hash bytea not null,
     created_at timestamptz not null default now(),
     expires_at timestamptz not null
   )`,
  `create index sign_in_links_token on sign_in_links (token_hash, created_at)`,
  `create index sign_in_links_expiry on sign_in_links (expires_at)`,

  `alter table files add column earlier_scans jsonb not null default '[]'`,

  // Replaces (connection_id, access, file_id): counts files by exposure and age without reading the table.
  `drop index files_access`,
  `create index files_access on files (connection_id, access, state, scanned_at)`,
  // A partial index of the public files, by the item that carries the link.
  `create index files_open_link on files (connection_id, (coalesce(shared_link ->> 'inheritedFrom', file_id)))
   where access = 'public' and state = 'active'`,

  // Replaces (occurred_at, event_id): counts events without reading the table.
  `drop index activities_all`,
  `create index activities_all on activities (occurred_at, connection_id) include (type, category)`,
  // A partial index of the events that may have made a link public.
  `create index activities_links on activities (occurred_at) include (connection_id, item_id)
   where category = 'shares' and type in ('SHARE', 'ITEM_SHARED_UPDATE')`,
];
