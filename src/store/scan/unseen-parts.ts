import { sql, type RawBuilder } from 'kysely';
import { ofConnection } from '../sql/by-key.js';
import type { Db } from '../sql/postgres.js';

/** What a connection's scan knows of, but cannot see now. While anything is unseen, coverage is not full. */
export interface UnseenParts {
  /** Folders that failed and are retried. The roots of skipped users do not count; the users do. */
  readonly parkedFolders: number;
  /** Changed files, folders and users that failed and are retried. */
  readonly parkedItems: number;
  /** Users whose files are not scanned, for any reason. */
  readonly skippedUsers: number;
  /** Entries of folders that could not be read at the last listing. */
  readonly unreadableEntries: number;
  /** Folders whose listing at Box does not end, so that the rest of them is unknown. */
  readonly endlessListings: number;
  /** Whether the newest generation could not list the users to the end. */
  readonly usersListingIncomplete: boolean;
  /** Since when Box lets the account act as nobody; null if it does. */
  readonly asUserRefusedSince: Date | null;
  /** Since when the oldest of these parts is unseen; null if all is seen, or if that was not kept (by an earlier version). */
  readonly since: Date | null;
}

/** Reads what a connection's scan cannot see. */
export async function unseenParts(db: Db, connectionId: string): Promise<UnseenParts> {
  const { rows } = await sql<UnseenParts>`
    with skipped as (
      select count(*) as users, min(left_out_at) as since from box_users where connection_id = ${ofConnection(connectionId)} and left_out is not null
    ), parked as (
      ${parkedFolders(ofConnection(connectionId))}
    ), items as (
      select count(*) as count, min(parked_at) as since from promotions
      where connection_id = ${ofConnection(connectionId)} and parked_at is not null
    ), gaps as (
      select coalesce(sum(entries), 0) as entries, count(*) filter (where entries = 0) as endless, min(since) as since
      from scan_gaps where connection_id = ${ofConnection(connectionId)}
    ), listing as (
      select users_problem is not null as incomplete, users_since as since from scans
      where connection_id = ${ofConnection(connectionId)} order by generation desc limit 1
    )
    select parked.folders as "parkedFolders", items.count as "parkedItems", skipped.users as "skippedUsers",
      gaps.entries as "unreadableEntries", gaps.endless as "endlessListings",
      coalesce(listing.incomplete, false) as "usersListingIncomplete", parked.refused as "asUserRefusedSince",
      least(skipped.since, parked.since, items.since, gaps.since, listing.since) as since
    from skipped cross join parked cross join items cross join gaps left join listing on true`.execute(db);
  const [parts] = rows;
  if (!parts) throw new Error('What is unseen has no row');
  return parts;
}

/**
 * Whether a parked folder, under the alias `f`, counts as something else: the root of a skipped user as the user, a folder
 * that was listed with gaps as its gaps.
 */
export const countsOtherwise = sql<boolean>`(
  (f.folder_id = '0' and exists (select from box_users u
    where u.connection_id = f.connection_id and u.user_id = f.user_id and u.left_out is not null))
  or (f.error ->> 'code' in ('entry_unreadable', 'listing_endless') and exists (select from scan_gaps g
    where g.connection_id = f.connection_id and g.folder_id = f.folder_id and g.user_id = f.user_id)))`;

/**
 * A query for the folders of a connection that failed and are retried: how many, since when, and since when Box lets the
 * account act as nobody. The roots of skipped users do not count; the users do. Nor do folders that were listed with
 * gaps; the gaps do.
 */
export const parkedFolders = (connectionId: RawBuilder<unknown>) => sql`
  select count(*) as folders, min(f.parked_at) as since,
    min(f.parked_at) filter (where f.error ->> 'code' = 'as_user_refused') as refused
  from frontier f
  where f.connection_id = ${connectionId} and f.parked_at is not null
    and not ${countsOtherwise}`;
