/** The parent and path of an item, as a user sees them. */
import type { SimItem, SimUser } from '../../enterprise/model.js';
import { canSee } from '../../enterprise/world/access.js';
import { ancestorsOf, findItem, isActive } from '../../enterprise/world/items.js';
import type { World } from '../../enterprise/world/world.js';

/** A user's root folder in its mini form. */
export const ROOT = { type: 'folder', id: '0', sequence_id: null, etag: null, name: 'All Files' } as const;
const TRASH = { type: 'folder', id: '1', sequence_id: null, etag: null, name: 'Trash' } as const;

const miniFolder = ({ id, etag, name }: SimItem) => ({
  type: 'folder',
  id,
  sequence_id: String(etag),
  etag: String(etag),
  name,
});

/** An item's `path_collection`: the folders from the user's root down. For an item in the trash, only the trash. */
export function pathCollection(world: World, item: SimItem, user: SimUser | undefined): Record<string, unknown> {
  if (!isActive(world, item)) return { total_count: 1, entries: [TRASH] };
  const entries = [ROOT, ...visibleAncestors(world, item, user).map(miniFolder)];
  return { total_count: entries.length, entries };
}

/** An item's `parent`. An item shared with a user, without its folder, appears in the user's root. */
export function parentView(world: World, item: SimItem, user: SimUser | undefined): Record<string, unknown> {
  const parent = findItem(world, item.parentId);
  const isVisible = parent && (user === undefined || item.ownerId === user.id || canSee(world, user.id, parent));
  return isVisible ? miniFolder(parent) : ROOT;
}

/** The folders above an item that a user can see: from the topmost shared one down. */
function visibleAncestors(world: World, item: SimItem, user: SimUser | undefined): SimItem[] {
  const ancestors = ancestorsOf(world, item);
  if (user === undefined || item.ownerId === user.id) return ancestors;
  const first = ancestors.findIndex((each) => canSee(world, user.id, each));
  return first < 0 ? [] : ancestors.slice(first);
}

/** The fields of a root folder, most of which are null ("Get folder information", Box's reference). */
export function rootFields(): Record<string, unknown> {
  const emptyUser = { type: 'user', id: '', name: '', login: '' };
  return {
    ...ROOT,
    created_at: null,
    modified_at: null,
    description: '',
    size: 0,
    path_collection: { total_count: 0, entries: [] },
    created_by: emptyUser,
    modified_by: emptyUser,
    trashed_at: null,
    purged_at: null,
    content_created_at: null,
    content_modified_at: null,
    owned_by: emptyUser,
    shared_link: null,
    folder_upload_email: null,
    parent: null,
    item_status: 'active',
  };
}
