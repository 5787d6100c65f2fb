/** Where an item stands, as a user sees it. */
import type { SimItem, SimUser } from '../../enterprise/model.js';
import { canSee } from '../../enterprise/world/access.js';
import { ancestorsOf, findItem, isActive } from '../../enterprise/world/items.js';
import type { World } from '../../enterprise/world/world.js';

/** A user's root, in its mini form. */
export const ROOT = { type: 'folder', id: '0', sequence_id: null, etag: null, name: 'All Files' } as const;
const TRASH = { type: 'folder', id: '1', sequence_id: null, etag: null, name: 'Trash' } as const;

const miniFolder = ({ id, etag, name }: SimItem) => ({
  type: 'folder',
  id,
  sequence_id: String(etag),
  etag: String(etag),
  name,
});

/** An item's `path_collection`: from the user's root downwards; in the trash, the trash alone. */
export function pathCollection(world: World, item: SimItem, user: SimUser | undefined): Record<string, unknown> {
  if (!isActive(world, item)) return { total_count: 1, entries: [TRASH] };
  const entries = [ROOT, ...seenAncestors(world, item, user).map(miniFolder)];
  return { total_count: entries.length, entries };
}

/** An item's `parent`; what was shared with a user by itself stands in the user's root. */
export function parentView(world: World, item: SimItem, user: SimUser | undefined): Record<string, unknown> {
  const parent = findItem(world, item.parentId);
  const isSeen = parent && (user === undefined || item.ownerId === user.id || canSee(world, user.id, parent));
  return isSeen ? miniFolder(parent) : ROOT;
}

/** The folders above that a user can see: all from the topmost shared one on. */
function seenAncestors(world: World, item: SimItem, user: SimUser | undefined): SimItem[] {
  const ancestors = ancestorsOf(world, item);
  if (user === undefined || item.ownerId === user.id) return ancestors;
  const first = ancestors.findIndex((each) => canSee(world, user.id, each));
  return first < 0 ? [] : ancestors.slice(first);
}

/** The root folder of a user: full of nulls ("Get folder information", Box's reference). */
export function rootFields(): Record<string, unknown> {
  const nobody = { type: 'user', id: '', name: '', login: '' };
  return {
    ...ROOT,
    created_at: null,
    modified_at: null,
    description: '',
    size: 0,
    path_collection: { total_count: 0, entries: [] },
    created_by: nobody,
    modified_by: nobody,
    trashed_at: null,
    purged_at: null,
    content_created_at: null,
    content_modified_at: null,
    owned_by: nobody,
    shared_link: null,
    folder_upload_email: null,
    parent: null,
    item_status: 'active',
  };
}
