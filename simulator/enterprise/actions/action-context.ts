/** What an action happens in, and how it names things. */
import { ActionError } from './action-error.js';
import type { EventInput } from '../events/event.js';
import { itemWithName, MAX_NAME_LENGTH } from '../world/item-names.js';
import type { SimItem, SimUser } from '../model.js';
import { getAdmin, getUser } from './users-and-groups.js';
import type { World } from '../world/world.js';
import { findItem, isActive, itemForUpdate } from '../world/items.js';
import { userById } from '../world/users.js';

/** What came of an action. */
export interface ActionResult {
  readonly type: string;
  readonly eventId: string;
  readonly itemId: string | null;
  readonly itemType: string | null;
  readonly at: string;
}

/** The world at one moment, and a way to tell what happened in it. */
export interface ActionContext {
  readonly world: World;
  /** Epoch milliseconds, whole seconds. */
  readonly now: number;
  /** Records an event. */
  readonly record: (input: EventInput) => ActionResult;
}

/** A file, folder or web link named by one of three fields. */
export interface Target {
  readonly fileId?: string | undefined;
  readonly folderId?: string | undefined;
  readonly webLinkId?: string | undefined;
}

/** The item that an action names, in the trash or not, to be changed. Throws `ActionError`. */
export function getTargetItem({ world }: ActionContext, { fileId, folderId, webLinkId }: Target): SimItem {
  const [field, type, id] =
    fileId !== undefined
      ? (['fileId', 'file', fileId] as const)
      : folderId !== undefined
        ? (['folderId', 'folder', folderId] as const)
        : (['webLinkId', 'web_link', webLinkId] as const);
  if (id === undefined) throw new ActionError('fileId or folderId: one of them is needed');
  const item = itemForUpdate(world, id);
  if (item?.type !== type) throw new ActionError(`${field}: there is no such ${type}`);
  return item;
}

/** The item that an action names, to be changed where it stands. Throws `ActionError` for one in the trash, too. */
export function getActiveTargetItem(scene: ActionContext, target: Target): SimItem {
  const item = getTargetItem(scene, target);
  if (!isActive(scene.world, item)) throw new ActionError(`${targetField(item)}: this ${item.type} lies in the trash`);
  return item;
}

/** The field by which actions name an item. */
export const targetField = ({ type }: SimItem): keyof Target =>
  type === 'file' ? 'fileId' : type === 'folder' ? 'folderId' : 'webLinkId';

/**
 * Throws `ActionError` for a name that an item cannot have in a place. Letters that Box refuses are let through: drawn
 * names have them too, for clients to survive.
 */
export function assertNameFits(
  { world }: ActionContext,
  place: Pick<SimItem, 'ownerId' | 'parentId'>,
  name: string,
  exceptId?: string,
): void {
  if (['', '.', '..'].includes(name)) throw new ActionError(`name: "${name}" is no name`);
  if (name.length > MAX_NAME_LENGTH) throw new ActionError(`name: at most ${MAX_NAME_LENGTH} characters`);
  const holder = itemWithName(world, place, name, exceptId);
  if (holder) throw new ActionError(`name: ${holder.type} ${holder.id} has the name "${name}" there already`);
}

/** Where something is put; '0' is the root of `rootOf`. Throws `ActionError`. */
export function getTargetPlace(
  { world }: ActionContext,
  folderId: string,
  rootOf: string | undefined,
  field = 'folderId',
): { readonly ownerId: string; readonly parentId: string } {
  if (folderId === '0') {
    if (rootOf === undefined) throw new ActionError(`as: ${field} "0" is somebody's root, so say whose`);
    return { ownerId: getUser(world, rootOf, 'as or rootOf').id, parentId: '0' };
  }
  const folder = findItem(world, folderId);
  if (folder?.type !== 'folder') throw new ActionError(`${field}: there is no such folder`);
  if (!isActive(world, folder)) throw new ActionError(`${field}: this folder lies in the trash`);
  return { ownerId: folder.ownerId, parentId: folder.id };
}

/** Who acts: the named user, or the item's owner. Throws `ActionError`. */
export function getActor({ world }: ActionContext, as: string | undefined, item: SimItem): SimUser {
  return as === undefined ? (userById(world, item.ownerId) ?? getAdmin(world)) : getUser(world, as, 'as');
}
