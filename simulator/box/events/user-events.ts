/** Events in a user's own streams. They differ in their names, contain the full item, and have ids of 40 hex digits. */
import { createHash } from 'node:crypto';
import type { SimEvent } from '../../enterprise/events/event.js';
import type { SimUser } from '../../enterprise/model.js';
import { canSee } from '../../enterprise/world/access.js';
import { findItem } from '../../enterprise/world/items.js';
import type { World } from '../../enterprise/world/world.js';
import { boxTime } from '../../time/box-time.js';
import { itemView } from '../items/item-view.js';

/**
 * Event types in the streams `all`, `changes` and `sync`, by the type in enterprise streams ("User events", Box's
 * guide).
 */
const TREE_CHANGES: Record<string, string> = {
  UPLOAD: 'ITEM_UPLOAD',
  EDIT: 'ITEM_UPLOAD',
  COPY: 'ITEM_COPY',
  MOVE: 'ITEM_MOVE',
  RENAME: 'ITEM_RENAME',
  DELETE: 'ITEM_TRASH',
  UNDELETE: 'ITEM_UNDELETE_VIA_TRASH',
  LOCK: 'LOCK_CREATE',
  UNLOCK: 'LOCK_DESTROY',
  COLLABORATION_INVITE: 'COLLAB_INVITE_COLLABORATOR',
  COLLABORATION_ACCEPT: 'COLLAB_ADD_COLLABORATOR',
  COLLABORATION_REMOVE: 'COLLAB_REMOVE_COLLABORATOR',
  COLLABORATION_ROLE_CHANGE: 'COLLAB_ROLE_CHANGE',
};
/** Event types in `all` only: they do not change the folder tree. */
const OTHERS: Record<string, string> = {
  SHARE: 'ITEM_SHARED_CREATE',
  UNSHARE: 'ITEM_SHARED_UNSHARE',
  ITEM_SHARED_UPDATE: 'ITEM_SHARED',
  DOWNLOAD: 'ITEM_DOWNLOAD',
  PREVIEW: 'ITEM_PREVIEW',
};

/** The streams of one user. */
export type UserStream = 'all' | 'changes' | 'sync';

/** An event's type in a user's stream; undefined if the stream does not contain it. */
export function userEventName({ type, itemType }: SimEvent, stream: UserStream): string | undefined {
  if (type === 'UPLOAD' && itemType === 'folder') return 'ITEM_CREATE';
  return TREE_CHANGES[type] ?? (stream === 'all' ? OTHERS[type] : undefined);
}

/** Whether a user's streams contain an event: the user caused it, or can see its item. */
export function concernsUser(world: World, user: SimUser, event: SimEvent): boolean {
  if (event.itemId === null || event.itemType === 'user') return false;
  if (event.ownerId === user.id) return true;
  // Only the owner gets the previews of an item.
  if (event.type === 'PREVIEW') return false;
  if (event.actorId === user.id) return true;
  const item = findItem(world, event.itemId);
  return item !== undefined && canSee(world, user.id, item);
}

/** The JSON of an event in a user's stream. It contains the item's current state; null for a purged item. */
export function userEventView(world: World, event: SimEvent, name: string): Record<string, unknown> {
  const item = findItem(world, event.itemId ?? '');
  const id = createHash('sha1').update(event.eventId).digest('hex');
  return {
    type: 'event',
    event_id: id,
    event_type: name,
    created_by: event.json['created_by'],
    created_at: event.json['created_at'],
    recorded_at: boxTime(event.recordedAt),
    session_id: id.slice(0, 16),
    source: item ? itemView(world, item, undefined, 'standard') : null,
  };
}
