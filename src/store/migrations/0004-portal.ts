import { sql, type Kysely } from 'kysely';

/** What the portal shows and how it signs in: sessions, the history of a file's scans, and sums over a million rows. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // What lets somebody in is kept as its SHA-256 only.
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

  // In place of (connection_id, access, file_id): it answers how many there are, and how fresh, without the table.
  `drop index files_access`,
  `create index files_access on files (connection_id, access, state, scanned_at)`,
  // Of few files: those that anybody can open, by the item that carries the link.
  `create index files_open_link on files (connection_id, (coalesce(shared_link ->> 'inheritedFrom', file_id)))
   where access = 'public' and state = 'active'`,

  // In place of (occurred_at, event_id): it sums up events without the table.
  `drop index activities_all`,
  `create index activities_all on activities (occurred_at, connection_id) include (type, category)`,
  // Of few events: those by which a link may have been opened to anybody.
  `create index activities_links on activities (occurred_at) include (connection_id, item_id)
   where category = 'shares' and type in ('SHARE', 'ITEM_SHARED_UPDATE')`,
];
