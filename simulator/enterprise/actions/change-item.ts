/** What is done to one item where it stands: its content, its name, its lock, its label, its way into the trash and out. */
import { ActionError } from './action-error.js';
import { sizeOf } from '../content/index.js';
import { createOrMove } from './create-and-move.js';
import { changeSharing } from './change-sharing.js';
import type { ItemAction, ItemActionOf } from './item-actions.js';
import type { SimItem } from '../model.js';
import {
  getActiveTargetItem,
  getActor,
  assertNameFits,
  targetField,
  getTargetItem,
  getTargetPlace,
  type ActionResult,
  type ActionContext,
} from './action-context.js';
import { moveItem, purgeItem } from '../world/changes.js';
import { findItem, isActive } from '../world/items.js';

/**
 * Event types of actions that change nothing in an item. PRINT and EXPORT are made up: people do both, and Box's list of
 * events has neither.
 */
const READS = { preview: 'PREVIEW', download: 'DOWNLOAD', print: 'PRINT', export: 'EXPORT' } as const;

/** Does one action on an item. Throws `ActionError`. */
export function changeItem(scene: ActionContext, action: ItemAction): ActionResult {
  switch (action.type) {
    case 'upload':
    case 'createFolder':
    case 'createWebLink':
    case 'move':
    case 'copy':
      return createOrMove(scene, action);
    case 'share':
    case 'reshare':
    case 'unshare':
    case 'expireLink':
    case 'collaborate':
    case 'uncollaborate':
    case 'updateCollaboration':
    case 'removeCollaboration':
    case 'expireCollaboration':
    case 'giveOwnership':
      return changeSharing(scene, action);
    default:
      return changeInPlace(scene, action);
  }
}

type InPlace = Exclude<ItemAction, Parameters<typeof createOrMove>[1] | Parameters<typeof changeSharing>[1]>;

function changeInPlace(scene: ActionContext, action: InPlace): ActionResult {
  const { world, now, record } = scene;
  const isOfTrash = action.type === 'restore' || action.type === 'purge';
  const item = isOfTrash ? getTargetItem(scene, action) : getActiveTargetItem(scene, action);
  const actor = getActor(scene, action.as, item);
  const about = { actor, item };
  if (isRead(action.type)) return record({ ...about, type: READS[action.type] });
  const place = action.type === 'restore' ? placeToReturn(scene, item, action) : item;
  if (action.type === 'rename') assertNameFits(scene, item, action.name, item.id);
  if (action.type === 'unlock' && !item.lock) throw new ActionError('fileId: this file has no lock');
  if (action.type === 'unclassify' && !item.classification) {
    throw new ActionError(`${targetField(item)}: this ${item.type} has no classification`);
  }
  // Nothing fails from here on: what is refused changes nothing.
  item.etag += 1;
  if (action.type === 'rename' || action.type === 'delete' || action.type === 'restore') {
    const { name, status, recentChanges = [] } = item;
    item.recentChanges = [...recentChanges.slice(-9), { at: now, before: { name, status } }];
  }
  switch (action.type) {
    case 'edit': {
      const { version, size, modifiedAt, modifiedBy = item.ownerId } = item;
      item.pastVersions = [...(item.pastVersions ?? []), { version, size, modifiedAt, modifiedBy }];
      item.version += 1;
      item.size = sizeOf(world.size.seed, item);
      touched();
      return record({ ...about, type: 'EDIT' });
    }
    case 'rename':
      item.name = action.name;
      touched();
      return record({ ...about, type: 'RENAME' });
    // Box tells of a new description as of a new name.
    case 'describe':
      item.description = action.description;
      touched();
      return record({ ...about, type: 'RENAME' });
    case 'relink':
      item.url = action.url;
      touched();
      return record({ ...about, type: 'EDIT' });
    case 'delete':
      item.status = 'trashed';
      item.trashedAt = now;
      world.deadlines.track(item);
      return record({ ...about, type: 'DELETE' });
    case 'purge':
      purgeItem(world, item);
      return record({ ...about, type: 'DELETE' });
    case 'restore':
      item.status = 'active';
      delete item.trashedAt;
      if (action.name !== undefined) item.name = action.name;
      if (place !== item) moveItem(world, item, place);
      return record({ ...about, type: 'UNDELETE' });
    case 'lock':
      item.lock = {
        id: `6${item.id}${item.etag}`,
        createdBy: actor.id,
        createdAt: now,
        expiresAt: action.expiresAt ?? null,
        isDownloadPrevented: action.isDownloadPrevented ?? false,
      };
      return record({ ...about, type: 'LOCK' });
    case 'unlock':
      item.lock = null;
      return record({ ...about, type: 'UNLOCK' });
    case 'restrictDownload':
      item.downloadableBy = action.to;
      return record({ ...about, type: 'ITEM_SHARED_UPDATE' });
    case 'setFolder': {
      const { canNonOwnersInvite, canNonOwnersViewCollaborators, isRestrictedToEnterprise, uploadEmail } = action;
      const settings = { canNonOwnersInvite, canNonOwnersViewCollaborators, isRestrictedToEnterprise, uploadEmail };
      const given = Object.entries(settings).filter(([, value]) => value !== undefined);
      item.folderSettings = { ...item.folderSettings, ...Object.fromEntries(given) };
      if (uploadEmail === undefined) return record({ ...about, type: 'ADVANCED_FOLDER_SETTINGS_UPDATE' });
      return record({ ...about, type: uploadEmail === null ? 'EMAIL_UPLOAD_DISABLED' : 'EMAIL_UPLOAD_ENABLED' });
    }
    case 'classify': {
      const version = item.classification ? item.classification.version + 1 : 0;
      item.classification = { label: action.label, version };
      return record({ ...about, type: version === 0 ? 'METADATA_INSTANCE_CREATE' : 'METADATA_INSTANCE_UPDATE' });
    }
    case 'unclassify':
      delete item.classification;
      return record({ ...about, type: 'METADATA_INSTANCE_DELETE' });
  }

  function touched(): void {
    item.modifiedAt = now;
    item.modifiedBy = actor.id;
  }
}

/** Where an item goes out of the trash: where it lay, unless another place is named. Throws `ActionError`. */
function placeToReturn(
  scene: ActionContext,
  item: SimItem,
  { toFolderId, rootOf = item.ownerId, name = item.name }: ItemActionOf<'restore'>,
): Pick<SimItem, 'ownerId' | 'parentId'> {
  const { world } = scene;
  if (item.status !== 'trashed') throw new ActionError(`${targetField(item)}: this ${item.type} is not in the trash`);
  const place = toFolderId === undefined ? item : getTargetPlace(scene, toFolderId, rootOf, 'toFolderId');
  const parent = findItem(world, place.parentId);
  if (place.parentId !== '0' && (!parent || !isActive(world, parent))) {
    throw new ActionError('toFolderId: the folder that it lay in is gone or in the trash, so name another');
  }
  assertNameFits(scene, place, name, item.id);
  return place;
}

const isRead = (type: string): type is keyof typeof READS => Object.hasOwn(READS, type);
