/** What an action happens in, and how it names things. */
import { ActionError } from './action-error.js';
import type { Happening } from './event-log.js';
import type { SimItem, SimUser } from './model.js';
import { admin, userNamed } from './people.js';
import type { World } from './world.js';

/** What came of an action. */
export interface ActionResult {
  readonly type: string;
  readonly eventId: string;
  readonly itemId: string | null;
  readonly itemType: string | null;
  readonly at: string;
}

/** The world at one moment, and a way to tell what happened in it. */
export interface Scene {
  readonly world: World;
  /** Epoch milliseconds, whole seconds. */
  readonly now: number;
  /** Records an event. */
  readonly tell: (happening: Happening) => ActionResult;
}

/** A file, folder or web link named by one of three fields. */
export interface Target {
  readonly fileId?: string | undefined;
  readonly folderId?: string | undefined;
  readonly webLinkId?: string | undefined;
}

/** The item that an action names, to be changed. Throws `ActionError`. */
export function itemOf({ world }: Scene, { fileId, folderId, webLinkId }: Target): SimItem {
  const [field, type, id] =
    fileId !== undefined
      ? (['fileId', 'file', fileId] as const)
      : folderId !== undefined
        ? (['folderId', 'folder', folderId] as const)
        : (['webLinkId', 'web_link', webLinkId] as const);
  if (id === undefined) throw new ActionError('fileId or folderId: one of them is needed');
  const item = world.touch(id);
  if (item?.type !== type) throw new ActionError(`${field}: there is no such ${type}`);
  return item;
}

/** Where something is put; '0' is the root of `rootOf`. Throws `ActionError`. */
export function placeOf(
  { world }: Scene,
  folderId: string,
  rootOf: string | undefined,
  field = 'folderId',
): { readonly ownerId: string; readonly parentId: string } {
  if (folderId === '0') return { ownerId: userNamed(world, rootOf ?? '', 'as').id, parentId: '0' };
  const folder = world.item(folderId);
  if (folder?.type !== 'folder') throw new ActionError(`${field}: there is no such folder`);
  return { ownerId: folder.ownerId, parentId: folder.id };
}

/** Who acts: the named user, or the item's owner. Throws `ActionError`. */
export function actorOf({ world }: Scene, as: string | undefined, item: SimItem): SimUser {
  return as === undefined ? (world.userById(item.ownerId) ?? admin(world)) : userNamed(world, as, 'as');
}
