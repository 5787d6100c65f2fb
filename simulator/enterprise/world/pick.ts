/** Items for a test to work on. */
import type { SimItem } from '../model.js';
import { draw } from '../../random.js';
import { managedUsers, type World } from './world.js';

/** Which items, and how many of them at most. */
export interface Wanted {
  readonly kind: 'file' | 'folder';
  readonly n: number;
  readonly seed: number;
  readonly owner?: string | undefined;
  /** Only folders in which so many files lie. */
  readonly minFiles: number;
}

/** Picks active items of active users: those whose lots, drawn from the seed, are the lowest, lowest first. */
export function pick(world: World, { kind, n, seed, owner, minFiles }: Wanted): SimItem[] {
  const active = new Set(managedUsers(world).flatMap(({ id, status }) => (status === 'active' ? [id] : [])));
  const picked: { readonly lot: number; readonly item: SimItem }[] = [];
  for (const id of world.allIds(kind)) {
    const lot = draw(seed, 'pick', id);
    // Most of a million lose by their lots alone, and are never looked at.
    if (picked.length === n && lot >= (picked.at(-1)?.lot ?? 0)) continue;
    const item = world.item(id);
    if (!item || !isWanted(item)) continue;
    const after = picked.findIndex((other) => other.lot > lot);
    picked.splice(after === -1 ? picked.length : after, 0, { lot, item });
    if (picked.length > n) picked.pop();
  }
  return picked.map(({ item }) => item);

  function isWanted(item: SimItem): boolean {
    if (!active.has(item.ownerId) || (owner !== undefined && owner !== item.ownerId) || !world.isActive(item))
      return false;
    return (
      minFiles === 0 || world.children(item.ownerId, item.id).filter(({ type }) => type === 'file').length >= minFiles
    );
  }
}
