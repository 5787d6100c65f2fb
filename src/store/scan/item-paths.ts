import { sql } from 'kysely';
import type { Db } from '../sql/postgres.js';

/** A file or folder of Box; a user, or anything else, has no path. */
interface Item {
  readonly itemType: string;
  readonly itemId: string;
}

/** The path of each item as the last scan saw it; an item that no scan has seen has none. */
export async function pathsOf(
  db: Db,
  connectionId: string,
  items: readonly Item[],
): Promise<(item: Item) => string | null> {
  const idsOf = (type: string): string[] => items.flatMap(({ itemType, itemId }) => (itemType === type ? itemId : []));
  const { rows } = await sql<{ key: string; path: string }>`
    select 'file/' || file_id as key, path from files
    where connection_id = ${connectionId} and file_id = any(${idsOf('file')}::text[])
    union all
    select 'folder/' || folder_id, path from folders
    where connection_id = ${connectionId} and folder_id = any(${idsOf('folder')}::text[])`.execute(db);
  const paths = new Map(rows.map(({ key, path }) => [key, path]));
  return ({ itemType, itemId }) => paths.get(`${itemType}/${itemId}`) ?? null;
}
