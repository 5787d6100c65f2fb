import { sql } from 'kysely';
import type { Problem } from '../../domain/problems.js';
import { ofConnection } from '../sql/by-key.js';
import type { Db, Trx } from '../sql/postgres.js';

/** A folder, listed as one user; '0' is the user's root. */
export interface ListedAs {
  readonly connectionId: string;
  readonly userId: string;
  readonly folderId: string;
}

/** What a listing could not show: entries that could not be read, or, with 0 entries, the rest of an endless listing. */
export interface Gap {
  readonly entries: number;
  readonly error: Problem;
}

/** Records what the listing of a folder could not show. */
export async function recordGap(trx: Trx, { connectionId, userId, folderId }: ListedAs, gap: Gap): Promise<void> {
  await sql`
    insert into scan_gaps (connection_id, folder_id, user_id, entries, error, since)
    values (${connectionId}, ${folderId}, ${userId}, ${gap.entries}, ${JSON.stringify(gap.error)}, now())
    on conflict (connection_id, folder_id, user_id)
    do update set entries = excluded.entries, error = excluded.error`.execute(trx);
}

/** Removes the gaps of folders whose listing showed everything. */
export async function closeGaps(
  trx: Trx,
  connectionId: string,
  listed: readonly Omit<ListedAs, 'connectionId'>[],
): Promise<void> {
  if (listed.length === 0) return;
  const folderIds = listed.map(({ folderId }) => folderId);
  const userIds = listed.map(({ userId }) => userId);
  await sql`
    delete from scan_gaps g using unnest(${folderIds}::text[], ${userIds}::text[]) n (folder_id, user_id)
    where g.connection_id = ${ofConnection(connectionId)} and g.folder_id = n.folder_id and g.user_id = n.user_id`.execute(
    trx,
  );
}

/**
 * Removes the gaps of folders that are no longer there, or belong to another user now, and of users who have left: no
 * listing would close them.
 */
export async function removeLostGaps(db: Db, connectionId: string): Promise<void> {
  await sql`
    delete from scan_gaps g where connection_id = ${connectionId}
      and not exists (select from folders d where d.connection_id = g.connection_id and d.folder_id = g.folder_id
        and d.owner_id = g.user_id and d.state = 'active')
      and not (g.folder_id = '0' and exists (
        select from box_users u where u.connection_id = g.connection_id and u.user_id = g.user_id))`.execute(db);
}
