import { isBoxError } from '../../src/box/errors.js';
import { advance, NO_PROGRESS, type ListingProgress } from '../../src/domain/listing-guard.js';
import { parentOfFolder, placeOf } from '../../src/store/scan/items.js';
import type { Db } from '../../src/store/sql/postgres.js';
import type { ScanContext, Tries } from './context.js';

/** The most pages of a listing that are read to find an item, and the most folders above it that are asked about. */
const MAX_PAGES = 50;
const MAX_DEPTH = 50;
const ROOT = '0';

/** A recorded item: the folder above it and its owner. */
export interface RecordedPlace {
  readonly parentId: string;
  readonly ownerId: string;
}

/**
 * What became of a folder that Box does not find: in the trash, gone, owned by somebody else now, or there after all,
 * which also stands for "it could not be found out". Throws `BoxError`.
 */
export async function whereIsFolder(
  db: Db,
  scan: ScanContext,
  { folderId, ...place }: RecordedPlace & { readonly folderId: string },
): Promise<'trashed' | 'gone' | 'moved' | 'there'> {
  try {
    const folder = await scan.client.folder(folderId, {
      asUser: place.ownerId,
      purpose: 'express',
      signal: scan.signal,
    });
    if (folder.itemStatus !== 'active') return 'trashed';
    return folder.ownerId === place.ownerId ? 'there' : 'moved';
  } catch (error) {
    if (!isBoxError(error, 'BoxNotFound')) throw error;
    if (error.code === 'trashed') return 'trashed';
  }
  return askAbove(db, scan, { type: 'folder', id: folderId }, place);
}

/**
 * Reads an item, or finds out what became of one that Box does not find. Box reports an item in the trash as an error with
 * code `trashed` (guide "Trash"). Only on the last try does the listing of the folder above decide; until then, and if that
 * listing has the item, throws the `BoxError` of `read`.
 */
export async function readUnlessMissing<Read>(
  db: Db,
  scan: ScanContext,
  { itemType, itemId }: { readonly itemType: 'file' | 'folder'; readonly itemId: string },
  { isLastTry }: Tries,
  read: () => Promise<Read>,
): Promise<Read | 'trashed' | 'gone'> {
  try {
    return await read();
  } catch (error) {
    if (!isBoxError(error, 'BoxNotFound')) throw error;
    if (error.code === 'trashed') return 'trashed';
    if (!isLastTry) throw error;
    const place = await placeOf(db, scan.connectionId, { itemType, itemId });
    const found = place ? await askAbove(db, scan, { type: itemType, id: itemId }, place) : 'gone';
    if (found === 'there') throw error;
    return found;
  }
}

/**
 * Finds out from the folder above what became of an item that Box does not find: `there` if the folder's listing has it,
 * or could not be read to its end. If that folder is not found either, the one above it decides. Throws `BoxError`.
 */
export async function askAbove(
  db: Db,
  scan: ScanContext,
  item: { readonly type: 'file' | 'folder'; readonly id: string },
  { parentId, ownerId }: RecordedPlace,
  depth = 0,
): Promise<'trashed' | 'gone' | 'there'> {
  let progress: ListingProgress | null = NO_PROGRESS;
  let marker: string | null = null;
  try {
    for (let pages = 0; pages < MAX_PAGES; pages += 1) {
      const page = await scan.client.folderItems(
        parentId,
        { marker, limit: 1000 },
        { asUser: ownerId, purpose: 'express', signal: scan.signal },
      );
      if (page.entries.some(({ type, id }) => type === item.type && id === item.id)) return 'there';
      // An entry that cannot be read may be the item.
      if (page.unreadable.some(({ id }) => id === null || id === item.id)) return 'there';
      if (page.nextMarker === null) return 'gone';
      progress = advance(progress, { ...page, ids: page.entries.map(({ id }) => id) });
      if (!progress) return 'there';
      marker = page.nextMarker;
    }
    return 'there';
  } catch (error) {
    if (!isBoxError(error, 'BoxNotFound')) throw error;
    if (error.code === 'trashed') return 'trashed';
    // A root is always there: a root that is not found tells nothing about the items in it.
    const above =
      parentId === ROOT || depth >= MAX_DEPTH ? undefined : await parentOfFolder(db, scan.connectionId, parentId);
    return above ? askAbove(db, scan, { type: 'folder', id: parentId }, above, depth + 1) : 'there';
  }
}
