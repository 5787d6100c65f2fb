import { sql, type RawBuilder } from 'kysely';
import { ofConnection } from '../sql/by-key.js';

/** The number of scans of a file that are kept, including the last one. */
export const MAX_SCANS = 10;

/**
 * The last scan of a file, and the scans before it: that of its own row, or the listing that found it unchanged since
 * (folder-listings.ts). As SQL over a file `f` and the listing `l`, whose columns are null if the row's own scan is the
 * last one. The listing counts only if it is not older than the row: what another transaction has just written to both may
 * be visible in the row alone. The view `scanned_files` has the same columns.
 */
export const LAST_SCAN = {
  scannedAt: sql`coalesce(l.listed_at, f.scanned_at)`,
  generation: sql`coalesce(l.generation, f.generation)`,
  /** As `earlier_scans`. */
  earlier: sql`case when l.generation is null then f.earlier_scans else jsonb_path_query_array(
    jsonb_path_query_array(l.earlier, '$[*] ? (@.generation >= $from)', jsonb_build_object('from', f.generation))
      || f.earlier_scans, ${sql.lit(`$[0 to ${MAX_SCANS - 2}]`)}) end`,
} as const;

/** A column of `LAST_SCAN`, or an expression of them, for the file `f` that a statement writes. */
export const ofLastScan = (columns: RawBuilder<unknown>): RawBuilder<unknown> => sql`(
  select ${columns} from (select) one left join folder_listings l on l.page = f.listing_page
    and l.connection_id = f.connection_id and l.folder_id = f.folder_id and l.user_id = f.owner_id
    and l.generation >= f.generation)`;

/** The new value of `earlier_scans` when a scan overwrites the last one of the file `f`. */
export const withLastScan = (): RawBuilder<unknown> =>
  ofLastScan(sql`jsonb_path_query_array(
    jsonb_build_object('scannedAt', ${LAST_SCAN.scannedAt}, 'reason', f.scan_reason,
      'generation', ${LAST_SCAN.generation}, 'eventType', f.scan_event_type) || (${LAST_SCAN.earlier}),
    ${sql.lit(`$[0 to ${MAX_SCANS - 2}]`)})`);

/**
 * Files as a table source, locked in the order of their ids and as they are after those who held them before: their id,
 * owner, state and last scan. Their listings must be locked (`lockListings`), so that the last scan stays what it is.
 */
export const lockedFiles = (connectionId: string, fileIds: readonly string[]): RawBuilder<unknown> => sql`(
  select f.file_id, f.owner_id, f.state, ${LAST_SCAN.scannedAt} as scanned_at, ${LAST_SCAN.generation} as generation
  from unnest(${[...fileIds].sort()}::text[]) k (file_id)
  cross join lateral (
    select * from files where connection_id = ${ofConnection(connectionId)} and file_id = k.file_id offset 0 for update
  ) f
  left join lateral (
    select * from folder_listings where page = f.listing_page and connection_id = ${ofConnection(connectionId)}
      and folder_id = f.folder_id and user_id = f.owner_id and generation >= f.generation offset 0
  ) l on true
)`;
