/** Access of users to items, with Box's errors. */
import type { SimItem, SimUser } from '../../enterprise/model.js';
import { canSee } from '../../enterprise/world/access.js';
import { findItem, isActive } from '../../enterprise/world/items.js';
import type { State } from '../../state.js';
import { ClientError, forbidden, notFound } from '../http/errors.js';
import { accessOf, activeLock, type Right } from './permissions.js';

/**
 * An item that a user can see. Throws 405 for an invalid id, 404 if there is no such item or the user cannot see it.
 */
export function getVisibleItem({ world }: State, user: SimUser, type: SimItem['type'], id: string): SimItem {
  assertNumericId(id);
  const item = findItem(world, id);
  if (item?.type !== type || !canSee(world, user.id, item)) throw notFound();
  return item;
}

/**
 * An active item on which a user has a right. Throws as `getVisibleItem`, 404 `trashed` for an item in the trash, and
 * 403 if the user lacks the right.
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

/** Throws 403 unless a user has a right on an item. */
export function assertRight({ world }: State, user: SimUser, item: SimItem, right: Right): void {
  if (accessOf(world, user, item)?.rights.has(right) !== true) throw forbidden();
}

/** Throws 403 `access_denied_item_locked` for a file that another user has locked. */
export function assertUnlocked({ clock }: State, user: SimUser, item: SimItem): void {
  const lock = activeLock(item, clock.now());
  if (lock && lock.createdBy !== user.id) throw itemLocked();
}

/** 403: another user's lock prevents this. */
export const itemLocked = (): ClientError =>
  new ClientError(403, 'access_denied_item_locked', 'Access denied - item locked');

/** Throws 412 if `If-Match` differs from the item's etag ("Ensuring consistency", Box's guide). */
export function assertUnchanged(item: SimItem, ifMatch: string | undefined): void {
  if (ifMatch !== undefined && ifMatch !== String(item.etag)) {
    throw new ClientError(412, 'precondition_failed', 'The resource has been modified. Please retrieve the resource again and retry'); // prettier-ignore
  }
}

/** A folder, or '0' for the root of the owner. */
export interface Place {
  readonly parentId: string;
  readonly ownerId: string;
}

/** A folder (or '0', the user's own root) into which a user may put items. Throws as `getUsableItem`. */
export function getTargetFolder(state: State, user: SimUser, folderId: string): Place {
  if (folderId === '0') return { parentId: '0', ownerId: user.id };
  const folder = getUsableItem(state, user, 'folder', folderId, 'upload');
  return { parentId: folder.id, ownerId: folder.ownerId };
}

/** Throws 405 for a non-numeric id. */
export function assertNumericId(id: string): void {
  if (!/^\d+$/.test(id)) throw new ClientError(405, 'method_not_allowed', 'Method Not Allowed');
}
