/** What became of items in the trash. Box lists there only items that were trashed themselves, not what lay below. */

/** A recorded item in the trash; `above` are the ids of the folders that it lay in. */
export interface TrashedItem {
  readonly itemType: 'file' | 'folder';
  readonly itemId: string;
  readonly above: readonly string[];
}

/** An item that is missing from the trash, with everything that is missing below it. */
export interface MissingItem {
  readonly top: TrashedItem;
  readonly below: readonly TrashedItem[];
}

/** The key of an item of the trash. */
export const trashKey = ({ itemType, itemId }: Pick<TrashedItem, 'itemType' | 'itemId'>): string =>
  `${itemType}/${itemId}`;

/**
 * Returns the items that are neither listed in the trash nor lie below a listed folder, grouped by the highest missing
 * folder: what becomes of it becomes of what was trashed with it.
 */
export function missingFromTrash(items: readonly TrashedItem[], listed: ReadonlySet<string>): MissingItem[] {
  const folderKey = (itemId: string): string => trashKey({ itemType: 'folder', itemId });
  const missing = items.filter(
    (item) => !listed.has(trashKey(item)) && !item.above.some((id) => listed.has(folderKey(id))),
  );
  const missingKeys = new Set(missing.map(trashKey));
  const topOf = (item: TrashedItem): string => {
    const highest = item.above.find((id) => missingKeys.has(folderKey(id)));
    return highest === undefined ? trashKey(item) : folderKey(highest);
  };
  const groups = new Map<string, TrashedItem[]>();
  for (const item of missing) {
    const key = topOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups].flatMap(([key, group]) => {
    const top = group.find((item) => trashKey(item) === key);
    return top ? [{ top, below: group.filter((item) => item !== top) }] : [];
  });
}
