/** Box's search: over an index that lags behind, and only over what a user sees. */
import type { SimItem, SimUser } from '../../enterprise/model.js';
import { ancestorsOf, childrenOf, trashedItems } from '../../enterprise/world/items.js';
import type { World } from '../../enterprise/world/world.js';
import { rootItems } from './listing.js';

/** What is looked for; all that is given must hold. Times are epoch milliseconds, sizes bytes, ranges include their ends. */
export interface SearchRequest {
  readonly query: string;
  readonly types: readonly string[] | null;
  readonly extensions: readonly string[] | null;
  readonly ownerIds: readonly string[] | null;
  readonly folderIds: readonly string[] | null;
  readonly createdAt: Range;
  readonly updatedAt: Range;
  readonly size: Range;
  readonly trash: 'non_trashed_only' | 'trashed_only' | 'all_items';
}

/** Null is an open end. */
export type Range = readonly [from: number | null, to: number | null];

/** What the index holds at a time: items as they were by then, without those made since. */
export function searchItems(world: World, user: SimUser, wanted: SearchRequest, indexedAt: number): SimItem[] {
  const found: SimItem[] = [];
  for (const item of [...visibleItems(world, rootItems(world, user)), ...trashedItems(world, user.id)]) {
    if (item.createdAt > indexedAt) continue;
    const known = asIndexed(item, indexedAt);
    if (matches(world, known, wanted)) found.push(known);
  }
  return found;
}

/** An item as it was before what happened to it since `indexedAt`. */
function asIndexed(item: SimItem, indexedAt: number): SimItem {
  const change = item.recentChanges?.find(({ at }) => at > indexedAt);
  return change ? { ...item, ...change.before } : item;
}

function* visibleItems(world: World, items: readonly SimItem[], seen = new Set<string>()): Iterable<SimItem> {
  for (const item of items) {
    // Both its folder and the item itself may be shared with the user.
    if (seen.has(item.id)) continue;
    seen.add(item.id);
    yield item;
    if (item.type === 'folder') yield* visibleItems(world, childrenOf(world, item.ownerId, item.id), seen);
  }
}

function matches(world: World, item: SimItem, wanted: SearchRequest): boolean {
  const text = `${item.name} ${item.description ?? ''}`.toLowerCase();
  const words = wanted.query.toLowerCase().split(/\s+/);
  const isTrashed = item.status !== 'active';
  const extension = item.name.split('.').at(-1)?.toLowerCase() ?? '';
  return (
    words.every((word) => text.includes(word)) &&
    (wanted.trash === 'all_items' || isTrashed === (wanted.trash === 'trashed_only')) &&
    isOneOf(wanted.types, item.type) &&
    isOneOf(wanted.ownerIds, item.ownerId) &&
    (wanted.extensions === null || (item.type === 'file' && wanted.extensions.includes(extension))) &&
    (wanted.folderIds === null || ancestorsOf(world, item).some(({ id }) => isOneOf(wanted.folderIds, id))) &&
    isWithin(wanted.createdAt, item.createdAt) &&
    isWithin(wanted.updatedAt, item.modifiedAt) &&
    isWithin(wanted.size, item.size)
  );
}

const isOneOf = (choices: readonly string[] | null, value: string): boolean => choices?.includes(value) ?? true;
const isWithin = ([from, to]: Range, value: number): boolean =>
  (from === null || value >= from) && (to === null || value <= to);
