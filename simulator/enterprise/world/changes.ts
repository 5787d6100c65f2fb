/** Changes to an item and everything below it: moves and purges. */
import type { SimItem } from '../model.js';
import { findItem, idsEverIn, recordArrival } from './items.js';
import type { World } from './world.js';

/** Moves an item. Its contents get the same new owner. */
export function moveItem(
  world: World,
  item: SimItem,
  { parentId, ownerId }: { readonly parentId: string; readonly ownerId: string },
): void {
  if (ownerId !== item.ownerId) for (const each of descendants(world, item)) each.ownerId = ownerId;
  item.parentId = parentId;
  item.ownerId = ownerId;
  recordArrival(world, item);
}

/** Purges an item and the contents that were trashed with it. Contents trashed before it remain in the trash. */
export function purgeItem(world: World, item: SimItem): void {
  const purged = descendants(world, item, ({ status }) => status === 'trashed');
  for (const each of [...purged, item]) each.status = 'purged';
}

/** Purges all items of an owner, in the trash or not. */
export function purgeItemsOf(world: World, ownerId: string): void {
  const { changed } = world.items;
  const inRoot = [...idsEverIn(world, ownerId, '0')].flatMap((id) => findItem(world, id) ?? []);
  for (const item of inRoot.filter((each) => each.ownerId === ownerId && each.parentId === '0')) {
    changed.set(item.id, item);
    for (const each of [...descendants(world, item), item]) each.status = 'purged';
  }
  // Items that were in the trash when their folder was purged are not below the root.
  for (const item of changed.values()) if (item.ownerId === ownerId) item.status = 'purged';
}

/** Everything below a folder, in any state, without what `isSkipped` excludes. All of it is stored from now on. */
function* descendants(
  world: World,
  { id, type }: SimItem,
  isSkipped: (child: SimItem) => boolean = () => false,
): Iterable<SimItem> {
  if (type !== 'folder') return;
  for (const childId of idsEverIn(world, '', id)) {
    const child = findItem(world, childId);
    if (child?.parentId !== id || isSkipped(child)) continue;
    world.items.changed.set(childId, child);
    yield* descendants(world, child, isSkipped);
    yield child;
  }
}
