import { sql, type Kysely } from 'kysely';

/**
 * A scan that finds a page of a folder's listing as it was writes one row instead of one for each file: `folder_listings`
 * has the time and the generation in which the page was last listed, and the files that it has shown unchanged have its
 * number as their `listing_page`. The rows that are there have none; the next listing of their folder writes them once more.
 *
 * Workers of the version before run on this schema during an upgrade. They leave the column empty in rows that they insert.
 * In rows that they update it stays as it is, which the views allow for: the newer generation counts. And what they have
 * not seen in a generation may have been found by listing.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** All columns of a file, with those of its last scan; `l` is the listing that found it unchanged, if one has. */
const COLUMNS = `f.connection_id, f.file_id, f.folder_id, f.name, f.path, f.owner_id, f.owner_login, f.size, f.sha1,
  f.extension, f.etag, f.access, f.shared_link, f.has_collaborations, f.own_collaborators, f.state, f.created_at,
  f.modified_at, f.scan_reason, f.scan_event_type, f.express_at, f.express_latency_ms, f.express_box_delay_ms`;
/** The scans before the listing: the listings since the row was written, and those before that. */
const EARLIER = `jsonb_path_query_array(
       jsonb_path_query_array(l.earlier, '$[*] ? (@.generation >= $from)', jsonb_build_object('from', f.generation))
         || f.earlier_scans, '$[0 to 8]')`;

const statements = [
  `create table folder_listings (
     connection_id text not null references connections (id) on delete cascade,
     folder_id text not null,
     user_id text not null,
     page integer not null,
     generation integer not null,
     listed_at timestamptz not null,
     earlier jsonb not null default '[]',
     primary key (connection_id, folder_id, user_id, page)
   )`,
  `create index folder_listings_time on folder_listings (connection_id, listed_at)`,

  `alter table files add column listing_page integer`,

  // Replaces (connection_id, folder_id): finds the files of a listing. The root of every user has the id 0.
  `drop index files_folder`,
  `create index files_folder on files (connection_id, folder_id, owner_id, listing_page)`,
  // The others by the time of their last scan; those found by listing have that of the listing.
  `drop index files_scanned`,
  `create index files_scanned on files (connection_id, scanned_at, file_id) include (state) where listing_page is null`,
  // Replaces (connection_id, access, state, scanned_at): finds files by exposure.
  `drop index files_access`,
  `create index files_access on files (connection_id, access, state)`,

  `create view scanned_files as
   select ${COLUMNS}, coalesce(l.listed_at, f.scanned_at) as scanned_at, coalesce(l.generation, f.generation) as generation,
     case when l.generation is null then f.earlier_scans else ${EARLIER} end as earlier_scans
   from files f
   left join folder_listings l on l.connection_id = f.connection_id and l.folder_id = f.folder_id
     and l.user_id = f.owner_id and l.page = f.listing_page and l.generation >= f.generation`,
  // Those found by listing, for lists in the order of the last scan: Postgres starts with the listings.
  `create view listed_files as
   select ${COLUMNS}, l.listed_at as scanned_at, l.generation, ${EARLIER} as earlier_scans
   from folder_listings l
   join files f on f.connection_id = l.connection_id and f.folder_id = l.folder_id and f.owner_id = l.user_id
     and f.listing_page = l.page`,

  // See above: a worker of the version before would mark files as gone that were found by listing.
  `create function keep_found_by_listing() returns trigger language plpgsql as $$
   begin
     if new.scanned_at = old.scanned_at then return null; end if;
     new.listing_page := null;
     return new;
   end $$`,
  `create trigger files_found_by_listing before update on files for each row
   when (old.listing_page = new.listing_page and new.state <> 'active') execute function keep_found_by_listing()`,
];
