/** Actions on an item that do not move it: its content, name, lock, classification, and the trash. */
import { sizeOf } from '../content/index.js';
import type { SimItem, SimUser } from '../model.js';
import { moveItem, purgeItem } from '../world/changes.js';
import { findItem, isActive } from '../world/items.js';
import {
  type ActionContext,
  type ActionResult,
  assertNameFits,
  getActiveTargetItem,
  getActor,
  getTargetItem,
  getTargetPlace,
  targetField,
} from './action-context.js';
import { ActionError } from './action-error.js';
import { changeCollaborations, type CollaborationAction } from './change-collaborations.js';
import { changeLink, type LinkAction } from './change-link.js';
import { createOrMove, type CreateOrMoveAction } from './create-and-move.js';
import type { ItemAction, ItemActionOf } from './item-actions.js';

/**
 * Event types of actions that do not change an item. PRINT and EXPORT are invented: Box's list of events has no types
 * for printing and exporting.
 */
const READS = { preview: 'PREVIEW', download: 'DOWNLOAD', print: 'PRINT', export: 'EXPORT' } as const;

/** Performs an action on an item. Throws `ActionError`. */
export function changeItem(context: ActionContext, action: ItemAction): ActionResult {
  switch (action.type) {
    case 'upload':
    case 'createFolder':
    case 'createWebLink':
    case 'move':
    case 'copy':
      return createOrMove(context, action);
    case 'share':
    case 'reshare':
    case 'unshare':
    case 'expireLink':
      return changeLink(context, action);
    case 'collaborate':
    case 'uncollaborate':
    case 'updateCollaboration':
    case 'removeCollaboration':
    case 'expireCollaboration':
    case 'giveOwnership':
      return changeCollaborations(context, action);
    default:
      return changeInPlace(context, action);
  }
}

type InPlaceAction = Exclude<ItemAction, CreateOrMoveAction | LinkAction | CollaborationAction>;
type ReadAction = Extract<InPlaceAction, { type: keyof typeof READS }>;
type ChangeAction = Exclude<InPlaceAction, ReadAction>;

function changeInPlace(context: ActionContext, action: InPlaceAction): ActionResult {
  const allowsTrashed = action.type === 'restore' || action.type === 'purge';
  const item = allowsTrashed ? getTargetItem(context, action) : getActiveTargetItem(context, action);
  const actor = getActor(context, action.as, item);
  if (isRead(action)) return context.record({ type: READS[action.type], actor, item });
  const place = action.type === 'restore' ? getRestorePlace(context, item, action) : item;
  assertPossible(context, item, action);
  // All checks are done: an action that fails changes nothing.
  item.etag += 1;
  if (action.type === 'rename' || action.type === 'delete' || action.type === 'restore') {
    const { name, status, recentChanges = [] } = item;
    item.recentChanges = [...recentChanges.slice(-9), { at: context.now, before: { name, status } }];
  }
  return context.record({ type: apply(context, item, actor, action, place), actor, item });
}

const isRead = (action: InPlaceAction): action is ReadAction => Object.hasOwn(READS, action.type);

function assertPossible(context: ActionContext, item: SimItem, action: ChangeAction): void {
  if (action.type === 'rename') assertNameFits(context, item, action.name, item.id);
  if (action.type === 'unlock' && !item.lock) throw new ActionError('fileId: this file has no lock');
  if (action.type === 'unclassify' && !item.classification) {
    throw new ActionError(`${targetField(item)}: this ${item.type} has no classification`);
  }
}

/** Applies a change to the item and returns the type of its event. */
function apply(
  { world, now }: ActionContext,
  item: SimItem,
  actor: SimUser,
  action: ChangeAction,
  place: Pick<SimItem, 'ownerId' | 'parentId'>,
): string {
  switch (action.type) {
    case 'edit': {
      const { version, size, modifiedAt, modifiedBy = item.ownerId } = item;
      item.pastVersions = [...(item.pastVersions ?? []), { version, size, modifiedAt, modifiedBy }];
      item.version += 1;
      item.size = sizeOf(world.size.seed, item);
      markModified();
      return 'EDIT';
    }
    case 'rename':
      item.name = action.name;
      markModified();
      return 'RENAME';
    // Box reports a new description as a rename.
    case 'describe':
      item.description = action.description;
      markModified();
      return 'RENAME';
    case 'relink':
      item.url = action.url;
      markModified();
      return 'EDIT';
    case 'delete':
      item.status = 'trashed';
      item.trashedAt = now;
      world.deadlines.track(item);
      return 'DELETE';
    case 'purge':
      purgeItem(world, item);
      return 'DELETE';
    case 'restore':
      item.status = 'active';
      delete item.trashedAt;
      if (action.name !== undefined) item.name = action.name;
      if (place !== item) moveItem(world, item, place);
      return 'UNDELETE';
    case 'lock':
      item.lock = {
        id: `6${item.id}${item.etag}`,
        createdBy: actor.id,
        createdAt: now,
        expiresAt: action.expiresAt ?? null,
        isDownloadPrevented: action.isDownloadPrevented ?? false,
      };
      return 'LOCK';
    case 'unlock':
      item.lock = null;
      return 'UNLOCK';
    case 'restrictDownload':
      item.downloadableBy = action.to;
      return 'ITEM_SHARED_UPDATE';
    case 'setFolder': {
      const { canNonOwnersInvite, canNonOwnersViewCollaborators, isRestrictedToEnterprise, uploadEmail } = action;
      const settings = { canNonOwnersInvite, canNonOwnersViewCollaborators, isRestrictedToEnterprise, uploadEmail };
      const given = Object.entries(settings).filter(([, value]) => value !== undefined);
      item.folderSettings = { ...item.folderSettings, ...Object.fromEntries(given) };
      if (uploadEmail === undefined) return 'ADVANCED_FOLDER_SETTINGS_UPDATE';
      return uploadEmail === null ? 'EMAIL_UPLOAD_DISABLED' : 'EMAIL_UPLOAD_ENABLED';
    }
    case 'classify': {
      const version = item.classification ? item.classification.version + 1 : 0;
      item.classification = { label: action.label, version };
      return version === 0 ? 'METADATA_INSTANCE_CREATE' : 'METADATA_INSTANCE_UPDATE';
    }
    case 'unclassify':
      delete item.classification;
      return 'METADATA_INSTANCE_DELETE';
  }

  function markModified(): void {
    item.modifiedAt = now;
    item.modifiedBy = actor.id;
  }
}

/** The folder to restore an item to: its former one, unless the action names another. Throws `ActionError`. */
function getRestorePlace(
  context: ActionContext,
  item: SimItem,
  { toFolderId, rootOf = item.ownerId, name = item.name }: ItemActionOf<'restore'>,
): Pick<SimItem, 'ownerId' | 'parentId'> {
  const { world } = context;
  if (item.status !== 'trashed') throw new ActionError(`${targetField(item)}: this ${item.type} is not in the trash`);
  const place = toFolderId === undefined ? item : getTargetPlace(context, toFolderId, rootOf, 'toFolderId');
  const parent = findItem(world, place.parentId);
  if (place.parentId !== '0' && (!parent || !isActive(world, parent))) {
    throw new ActionError('toFolderId: its former folder is deleted or in the trash: name another one');
  }
  assertNameFits(context, place, name, item.id);
  return place;
}
