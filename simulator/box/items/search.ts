/** Search. It covers the items that a user can see, in an index that lags behind. */
import type { SimItem, SimUser } from '../../enterprise/model.js';
import { ancestorsOf, childrenOf, trashedItems } from '../../enterprise/world/items.js';
import type { World } from '../../enterprise/world/world.js';
import { rootItems } from './listing.js';

/**
 * The conditions of a search, all of which must match. Times are epoch milliseconds, sizes bytes; ranges include their
 * bounds.
 */
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

/** Null is an open bound. */
export type Range = readonly [from: number | null, to: number | null];

/** Searches the index as of `indexedAt`: items as they were then, without those created since. */
export function searchItems(world: World, user: SimUser, request: SearchRequest, indexedAt: number): SimItem[] {
  const found: SimItem[] = [];
  for (const item of [...visibleItems(world, rootItems(world, user)), ...trashedItems(world, user.id)]) {
    if (item.createdAt > indexedAt) continue;
    const indexed = asIndexed(item, indexedAt);
    if (matches(world, indexed, request)) found.push(indexed);
  }
  return found;
}

/** An item without its changes since `indexedAt`. */
function asIndexed(item: SimItem, indexedAt: number): SimItem {
  const change = item.recentChanges?.find(({ at }) => at > indexedAt);
  return change ? { ...item, ...change.before } : item;
}

function* visibleItems(world: World, items: readonly SimItem[], seen = new Set<string>()): Iterable<SimItem> {
  for (const item of items) {
    // The item and a folder above it may both be shared with the user.
    if (seen.has(item.id)) continue;
    seen.add(item.id);
    yield item;
    if (item.type === 'folder') yield* visibleItems(world, childrenOf(world, item.ownerId, item.id), seen);
  }
}

function matches(world: World, item: SimItem, request: SearchRequest): boolean {
  const text = `${item.name} ${item.description ?? ''}`.toLowerCase();
  const words = request.query.toLowerCase().split(/\s+/);
  const isTrashed = item.status !== 'active';
  const extension = item.name.split('.').at(-1)?.toLowerCase() ?? '';
  return (
    words.every((word) => text.includes(word)) &&
    (request.trash === 'all_items' || isTrashed === (request.trash === 'trashed_only')) &&
    isOneOf(request.types, item.type) &&
    isOneOf(request.ownerIds, item.ownerId) &&
    (request.extensions === null || (item.type === 'file' && request.extensions.includes(extension))) &&
    (request.folderIds === null || ancestorsOf(world, item).some(({ id }) => isOneOf(request.folderIds, id))) &&
    isWithin(request.createdAt, item.createdAt) &&
    isWithin(request.updatedAt, item.modifiedAt) &&
    isWithin(request.size, item.size)
  );
}

const isOneOf = (choices: readonly string[] | null, value: string): boolean => choices?.includes(value) ?? true;
const isWithin = ([from, to]: Range, value: number): boolean =>
  (from === null || value >= from) && (to === null || value <= to);
