/** Items as a user may see and use them. */
import type { SimItem, SimUser } from '../../enterprise/model.js';
import { canSee } from '../../enterprise/world/access.js';
import { findItem, isActive } from '../../enterprise/world/items.js';
import type { State } from '../../state.js';
import { ClientError, forbidden, notFound } from '../http/errors.js';
import { accessOf, activeLock, type Right } from './permissions.js';

/** An item as a user may see it. Throws what Box answers for an id that is none, and for what the user cannot see. */
export function getVisibleItem({ world }: State, user: SimUser, type: SimItem['type'], id: string): SimItem {
  assertNumericId(id);
  const item = findItem(world, id);
  if (item?.type !== type || !canSee(world, user.id, item)) throw notFound();
  return item;
}

/**
 * An item that is not in the trash and with which the user may do something. Throws 404 for what the user cannot see,
 * 404 `trashed` for what lies in the trash, 403 where the user's role does not go so far.
 */
export function getUsableItem(state: State, user: SimUser, type: SimItem['type'], id: string, right: Right): SimItem {
  const item = getVisibleItem(state, user, type, id);
  assertActive(state, item);
  assertRight(state, user, item, right);
  return item;
}

/** Throws 404 `trashed` for an item in the trash. */
export function assertActive({ world }: State, item: SimItem): void {
  if (!isActive(world, item)) throw new ClientError(404, 'trashed', 'Item is trashed');
}

/** Throws 403 where a user's role on an item does not go so far. */
export function assertRight({ world }: State, user: SimUser, item: SimItem, right: Right): void {
  if (accessOf(world, user, item)?.rights.has(right) !== true) throw forbidden();
}

/** Throws 403 `access_denied_item_locked` for a file that somebody else has locked. */
export function assertUnlocked({ clock }: State, user: SimUser, item: SimItem): void {
  const lock = activeLock(item, clock.now());
  if (lock && lock.createdBy !== user.id) throw itemLocked();
}

/** What Box answers to what a lock keeps a user from. */
export const itemLocked = (): ClientError =>
  new ClientError(403, 'access_denied_item_locked', 'Access denied - item locked');

/** Throws 412 when `If-Match` names another state of the item ("Ensuring consistency", Box's guide). */
export function assertUnchanged(item: SimItem, ifMatch: string | undefined): void {
  if (ifMatch !== undefined && ifMatch !== String(item.etag)) {
    throw new ClientError(412, 'precondition_failed', 'The resource has been modified. Please retrieve the resource again and retry'); // prettier-ignore
  }
}

/** Where items are put: a folder, or the root of a user. */
export interface Place {
  readonly parentId: string;
  readonly ownerId: string;
}

/** A folder (or '0', the user's own root) that a user may put items into. Throws as `usableItem`. */
export function getTargetFolder(state: State, user: SimUser, folderId: string): Place {
  if (folderId === '0') return { parentId: '0', ownerId: user.id };
  const folder = getUsableItem(state, user, 'folder', folderId, 'upload');
  return { parentId: folder.id, ownerId: folder.ownerId };
}

/** Throws 405 for an id that is not numeric. */
export function assertNumericId(id: string): void {
  if (!/^\d+$/.test(id)) throw new ClientError(405, 'method_not_allowed', 'Method Not Allowed');
}
