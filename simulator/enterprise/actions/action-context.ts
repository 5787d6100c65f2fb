/** The context of an action, and lookups of what an action names. */
import type { EventInput } from '../events/event.js';
import type { SimItem, SimUser } from '../model.js';
import { itemWithName, MAX_NAME_LENGTH } from '../world/item-names.js';
import { findItem, isActive, itemForUpdate } from '../world/items.js';
import { userById } from '../world/users.js';
import type { World } from '../world/world.js';
import { ActionError } from './action-error.js';
import { getAdmin, getUser } from './users-and-groups.js';

/** The result of an action: the event that it caused. */
export interface ActionResult {
  readonly type: string;
  readonly eventId: string;
  readonly itemId: string | null;
  readonly itemType: string | null;
  readonly at: string;
}

/** The world, the time of the action, and a way to record its events. */
export interface ActionContext {
  readonly world: World;
  /** Epoch milliseconds, whole seconds. */
  readonly now: number;
  /** Records an event. */
  readonly record: (input: EventInput) => ActionResult;
}

/** Names a file, folder or web link by one of three fields. */
export interface Target {
  readonly fileId?: string | undefined;
  readonly folderId?: string | undefined;
  readonly webLinkId?: string | undefined;
}

/** The item that an action names, in the trash or not, for update. Throws `ActionError`. */
export function getTargetItem({ world }: ActionContext, { fileId, folderId, webLinkId }: Target): SimItem {
  const [field, type, id] =
    fileId !== undefined
      ? (['fileId', 'file', fileId] as const)
      : folderId !== undefined
        ? (['folderId', 'folder', folderId] as const)
        : (['webLinkId', 'web_link', webLinkId] as const);
  if (id === undefined) throw new ActionError('fileId or folderId: one of them is required');
  const item = itemForUpdate(world, id);
  if (item?.type !== type) throw new ActionError(`${field}: there is no such ${type}`);
  return item;
}

/** The active item that an action names, for update. Throws `ActionError`, also for an item in the trash. */
export function getActiveTargetItem(context: ActionContext, target: Target): SimItem {
  const item = getTargetItem(context, target);
  if (!isActive(context.world, item)) throw new ActionError(`${targetField(item)}: this ${item.type} is in the trash`);
  return item;
}

/** The field that names an item. */
export const targetField = ({ type }: SimItem): keyof Target =>
  type === 'file' ? 'fileId' : type === 'folder' ? 'folderId' : 'webLinkId';

/**
 * Throws `ActionError` for a name that an item cannot have in a folder. Characters that Box rejects are accepted:
 * generated names contain them too, to test clients.
 */
export function assertNameFits(
  { world }: ActionContext,
  place: Pick<SimItem, 'ownerId' | 'parentId'>,
  name: string,
  exceptId?: string,
): void {
  if (['', '.', '..'].includes(name)) throw new ActionError(`name: "${name}" is not a valid name`);
  if (name.length > MAX_NAME_LENGTH) throw new ActionError(`name: at most ${MAX_NAME_LENGTH} characters`);
  const existing = itemWithName(world, place, name, exceptId);
  if (existing) throw new ActionError(`name: ${existing.type} ${existing.id} already has the name "${name}" there`);
}

/** The folder that an action names; '0' is the root of the user `rootOf`. Throws `ActionError`. */
export function getTargetPlace(
  { world }: ActionContext,
  folderId: string,
  rootOf: string | undefined,
  field = 'folderId',
): { readonly ownerId: string; readonly parentId: string } {
  if (folderId === '0') {
    if (rootOf === undefined) throw new ActionError(`as: ${field} "0" is a user's root: name the user`);
    return { ownerId: getUser(world, rootOf, 'as or rootOf').id, parentId: '0' };
  }
  const folder = findItem(world, folderId);
  if (folder?.type !== 'folder') throw new ActionError(`${field}: there is no such folder`);
  if (!isActive(world, folder)) throw new ActionError(`${field}: this folder is in the trash`);
  return { ownerId: folder.ownerId, parentId: folder.id };
}

/** The acting user: the named one, or the item's owner. Throws `ActionError`. */
export function getActor({ world }: ActionContext, as: string | undefined, item: SimItem): SimUser {
  return as === undefined ? (userById(world, item.ownerId) ?? getAdmin(world)) : getUser(world, as, 'as');
}
