import { sql } from 'kysely';
import type { Problem } from '../../domain/problems.js';
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

/** Records what the listing of a folder could not show; null if it showed everything. */
export async function recordGap(
  trx: Trx,
  { connectionId, userId, folderId }: ListedAs,
  gap: Gap | null,
): Promise<void> {
  if (!gap) {
    await trx
      .deleteFrom('scan_gaps')
      .where('connection_id', '=', connectionId)
      .where('folder_id', '=', folderId)
      .where('user_id', '=', userId)
      .execute();
    return;
  }
  await sql`
    insert into scan_gaps (connection_id, folder_id, user_id, entries, error, since)
    values (${connectionId}, ${folderId}, ${userId}, ${gap.entries}, ${JSON.stringify(gap.error)}, now())
    on conflict (connection_id, folder_id, user_id)
    do update set entries = excluded.entries, error = excluded.error`.execute(trx);
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
