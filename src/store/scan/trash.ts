import { sql } from 'kysely';
import type { TrashedItem } from '../../domain/trash.js';
import { ofConnection } from '../sql/by-key.js';
import type { Db } from '../sql/postgres.js';

/**
 * Returns users who own items in the trash, at most `limit`, except skipped ones. The order differs with each generation,
 * so that all are reached sooner or later.
 */
export async function ownersOfTrash(
  db: Db,
  { connectionId, generation }: { readonly connectionId: string; readonly generation: number },
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select u.user_id as id from box_users u
    where u.connection_id = ${ofConnection(connectionId)} and u.left_out is null and (
      exists (select from files f
        where f.connection_id = u.connection_id and f.owner_id = u.user_id and f.state = 'trashed')
      or exists (select from folders d
        where d.connection_id = u.connection_id and d.owner_id = u.user_id and d.state = 'trashed'))
    order by md5(u.user_id || ${generation}::text) limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

/** Returns the recorded items in a user's trash, those trashed longest ago first, folders before files; at most `limit`. */
export async function trashOf(db: Db, connectionId: string, ownerId: string, limit: number): Promise<TrashedItem[]> {
  const { rows } = await sql<TrashedItem>`
    select "itemType", "itemId", above from (
      select 'folder' as "itemType", d.folder_id as "itemId", d.ancestor_ids as above, d.observed_at as at
      from folders d where d.connection_id = ${ofConnection(connectionId)} and d.owner_id = ${ownerId} and d.state = 'trashed'
      union all
      select 'file', f.file_id, case when d.folder_id is null then '{}' else d.ancestor_ids || d.folder_id end,
        f.scanned_at
      from files f left join folders d on d.connection_id = f.connection_id and d.folder_id = f.folder_id
      where f.connection_id = ${ofConnection(connectionId)} and f.owner_id = ${ownerId} and f.state = 'trashed'
    ) trashed order by "itemType" desc, at limit ${limit}`.execute(db);
  return rows;
}
