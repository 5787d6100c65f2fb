import type { Db } from './postgres.js';

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
  const [files, folders] = [idsOf('file'), idsOf('folder')];
  const [filePaths, folderPaths] = await Promise.all([
    files.length === 0
      ? []
      : db
          .selectFrom('files')
          .select(['file_id as id', 'path'])
          .where('connection_id', '=', connectionId)
          .where('file_id', 'in', files)
          .execute(),
    folders.length === 0
      ? []
      : db
          .selectFrom('folders')
          .select(['folder_id as id', 'path'])
          .where('connection_id', '=', connectionId)
          .where('folder_id', 'in', folders)
          .execute(),
  ]);
  const paths = new Map<string, string>();
  for (const { id, path } of filePaths) paths.set(`file/${id}`, path);
  for (const { id, path } of folderPaths) paths.set(`folder/${id}`, path);
  return ({ itemType, itemId }) => paths.get(`${itemType}/${itemId}`) ?? null;
}
