/** Events as a user's own streams tell them: other names, the whole item, ids of 40 hex digits. */
import { createHash } from 'node:crypto';
import type { SimEvent } from '../../enterprise/events/event.js';
import type { SimUser } from '../../enterprise/model.js';
import { canSee } from '../../enterprise/world/access.js';
import { findItem } from '../../enterprise/world/items.js';
import type { World } from '../../enterprise/world/world.js';
import { boxTime } from '../../time/box-time.js';
import { itemView } from '../items/item-view.js';

/** Names in the streams `all`, `changes` and `sync`, by the name in the enterprise's; Box's guide to user events. */
const CHANGES: Record<string, string> = {
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
/** Told in `all` only: they change no tree. */
const OTHERS: Record<string, string> = {
  SHARE: 'ITEM_SHARED_CREATE',
  UNSHARE: 'ITEM_SHARED_UNSHARE',
  ITEM_SHARED_UPDATE: 'ITEM_SHARED',
  DOWNLOAD: 'ITEM_DOWNLOAD',
  PREVIEW: 'ITEM_PREVIEW',
};

/** The streams of one user. */
export type UserStream = 'all' | 'changes' | 'sync';

/** What an event is called in a user's stream; undefined when the stream does not tell of it. */
export function userEventName({ type, itemType }: SimEvent, stream: UserStream): string | undefined {
  if (type === 'UPLOAD' && itemType === 'folder') return 'ITEM_CREATE';
  return CHANGES[type] ?? (stream === 'all' ? OTHERS[type] : undefined);
}

/** Whether an event is about something of the user's: done by the user, or to an item that the user can see. */
export function concernsUser(world: World, user: SimUser, event: SimEvent): boolean {
  if (event.itemId === null || event.itemType === 'user') return false;
  if (event.ownerId === user.id) return true;
  // Who looked at an item is told to its owner only.
  if (event.type === 'PREVIEW') return false;
  if (event.actorId === user.id) return true;
  const item = findItem(world, event.itemId);
  return item !== undefined && canSee(world, user.id, item);
}

/** The event in the words of a user's stream; its item as it is now, null where it is gone for good. */
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
