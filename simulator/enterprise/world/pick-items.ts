/** Picks items for tests to work on. */
import { randomUint32 } from '../../random.js';
import type { SimItem } from '../model.js';
import { allItemIds, childrenOf, findItem, isActive } from './items.js';
import { managedUsers } from './users.js';
import type { World } from './world.js';

/** Which items to pick, and how many at most. */
export interface PickRequest {
  readonly kind: 'file' | 'folder';
  readonly n: number;
  readonly seed: number;
  readonly owner?: string | undefined;
  /** Only folders that directly contain at least this many files. */
  readonly minFiles: number;
}

/** Picks active items of active users, in the order of a rank that the seed gives each item. */
export function pickItems(world: World, { kind, n, seed, owner, minFiles }: PickRequest): SimItem[] {
  const activeUsers = new Set(managedUsers(world).flatMap(({ id, status }) => (status === 'active' ? [id] : [])));
  const picked: { readonly rank: number; readonly item: SimItem }[] = [];
  for (const id of allItemIds(world, kind)) {
    const rank = randomUint32(seed, 'pick', id);
    // In a large enterprise the rank alone excludes most items, without generating them.
    if (picked.length === n && rank >= (picked.at(-1)?.rank ?? 0)) continue;
    const item = findItem(world, id);
    if (!item || !qualifies(item)) continue;
    const after = picked.findIndex((other) => other.rank > rank);
    picked.splice(after === -1 ? picked.length : after, 0, { rank, item });
    if (picked.length > n) picked.pop();
  }
  return picked.map(({ item }) => item);

  function qualifies(item: SimItem): boolean {
    if (!activeUsers.has(item.ownerId) || (owner !== undefined && owner !== item.ownerId)) return false;
    if (!isActive(world, item)) return false;
    if (minFiles === 0) return true;
    return childrenOf(world, item.ownerId, item.id).filter(({ type }) => type === 'file').length >= minFiles;
  }
}
