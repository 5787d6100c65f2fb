/** How many lie where, counted by folders and by what changed, and not file by file. */
import type { SimItem } from '../model.js';
import type { World } from './world.js';

/** How many active files each user owns. */
export function filesByOwner(world: World): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (ownerId: string, count: number) => counts.set(ownerId, (counts.get(ownerId) ?? 0) + count);
  const isOpen = (folderId: string): boolean => {
    if (folderId === '0') return true;
    const folder = world.item(folderId);
    return folder !== undefined && world.isActive(folder);
  };
  // All that was drawn into a folder is there as long as the folder is; what was touched is counted by itself.
  for (const { ownerId, folderId, files } of world.drawn.places()) if (isOpen(folderId)) add(ownerId, files);
  for (const entry of world.touched()) {
    if (entry.type !== 'file') continue;
    const before = world.drawn.item(entry.id);
    if (before && isOpen(before.parentId)) add(before.ownerId, -1);
    if (world.isActive(entry)) add(entry.ownerId, 1);
  }
  return counts;
}

/** How many items lie in each folder (or root, by owner) and are not in the trash themselves. */
export function childCounts(world: World): (ownerId: string, folderId: string) => number {
  const counts = new Map<string, number>();
  const place = (ownerId: string, folderId: string) => (folderId === '0' ? `root/${ownerId}` : folderId);
  const add = ({ ownerId, parentId }: SimItem, count: number) => {
    const key = place(ownerId, parentId);
    counts.set(key, (counts.get(key) ?? 0) + count);
  };
  for (const { ownerId, folderId, folders, files } of world.drawn.places()) {
    counts.set(place(ownerId, folderId), folders + files);
  }
  for (const entry of world.touched()) {
    const before = world.drawn.item(entry.id);
    if (before) add(before, -1);
    if (entry.status === 'active') add(entry, 1);
  }
  return (ownerId, folderId) => counts.get(place(ownerId, folderId)) ?? 0;
}

/** Every active item that has collaborations of its own. */
export function* collaborated(world: World): Iterable<SimItem> {
  const ids = new Set(world.drawn.collaboratedIds());
  for (const { id, collaborations } of world.touched()) if (collaborations.length > 0) ids.add(id);
  for (const id of ids) {
    const entry = world.item(id);
    if (entry && entry.collaborations.length > 0 && world.isActive(entry)) yield entry;
  }
}
