/** Counts of items, computed from folders and changes instead of file by file. */
import { generatedItem, generatedPlaces } from '../generated/items.js';
import type { SimItem } from '../model.js';
import { changedItems, findItem, isActive, placeKey } from './items.js';
import type { World } from './world.js';

/** The number of active files of each user. */
export function fileCountsByOwner(world: World): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (ownerId: string, count: number) => counts.set(ownerId, (counts.get(ownerId) ?? 0) + count);
  const isActiveFolder = (folderId: string): boolean => {
    if (folderId === '0') return true;
    const folder = findItem(world, folderId);
    return folder !== undefined && isActive(world, folder);
  };
  // Count the files generated into active folders, then correct for changed files.
  for (const { ownerId, folderId, files } of generatedPlaces(world.generated)) {
    if (isActiveFolder(folderId)) add(ownerId, files);
  }
  for (const item of changedItems(world)) {
    if (item.type !== 'file') continue;
    const before = generatedItem(world.generated, item.id);
    if (before && isActiveFolder(before.parentId)) add(before.ownerId, -1);
    if (isActive(world, item)) add(item.ownerId, 1);
  }
  return counts;
}

/** Returns a function for the number of items in a folder (or root, by owner) that are not trashed themselves. */
export function countChildren(world: World): (ownerId: string, folderId: string) => number {
  const counts = new Map<string, number>();
  const add = ({ ownerId, parentId }: SimItem, count: number) => {
    const key = placeKey(ownerId, parentId);
    counts.set(key, (counts.get(key) ?? 0) + count);
  };
  for (const { ownerId, folderId, folders, files } of generatedPlaces(world.generated)) {
    counts.set(placeKey(ownerId, folderId), folders + files);
  }
  for (const item of changedItems(world)) {
    const before = generatedItem(world.generated, item.id);
    if (before) add(before, -1);
    if (item.status === 'active') add(item, 1);
  }
  return (ownerId, folderId) => counts.get(placeKey(ownerId, folderId)) ?? 0;
}
