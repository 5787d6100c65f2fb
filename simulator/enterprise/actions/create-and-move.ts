/** What comes into a place or goes to another: uploads, new folders and web links, moves, copies. */
import { ActionError } from './action-error.js';
import { freeName } from '../world/item-names.js';
import type { ItemActionOf } from './item-actions.js';
import type { SimItem, SimUser } from '../model.js';
import { getUser } from './users-and-groups.js';
import {
  getActiveTargetItem,
  getActor,
  assertNameFits,
  getTargetPlace,
  type ActionResult,
  type ActionContext,
} from './action-context.js';
import { moveItem } from '../world/changes.js';
import { addItem, ancestorsOf, childrenOf, findItem } from '../world/items.js';

type Created = ItemActionOf<'upload' | 'createFolder' | 'createWebLink'>;

/** Does one of these actions. Throws `ActionError`. */
export function createOrMove(scene: ActionContext, action: Created | ItemActionOf<'move' | 'copy'>): ActionResult {
  switch (action.type) {
    case 'move':
      return move(scene, action);
    case 'copy':
      return copy(scene, action);
    default:
      return create(scene, action);
  }
}

function create(scene: ActionContext, action: Created): ActionResult {
  const { world, now, record } = scene;
  const place = getTargetPlace(scene, action.folderId, action.as);
  const name = action.name ?? freeName(world, place, `upload ${now}.txt`);
  assertNameFits(scene, place, name);
  const made = {
    ...place,
    name,
    ...(action.as === undefined ? {} : { createdBy: getUser(world, action.as, 'as').id }),
  };
  const item = added();
  return record({ type: 'UPLOAD', actor: getActor(scene, action.as, item), item });

  function added(): SimItem {
    switch (action.type) {
      case 'upload': {
        const { size = 1_024 } = action;
        return addItem(world, 'file', { ...made, size }, now);
      }
      case 'createFolder':
        return addItem(world, 'folder', { ...made, size: 0 }, now);
      case 'createWebLink': {
        const { url, description = '' } = action;
        return addItem(world, 'web_link', { ...made, url, description, size: 0 }, now);
      }
    }
  }
}

/** With a name, both change at once: what is in the way of one of them alone is not in the way. */
function move(scene: ActionContext, action: ItemActionOf<'move'>): ActionResult {
  const { world, now, record } = scene;
  const item = getActiveTargetItem(scene, action);
  const actor = getActor(scene, action.as, item);
  const target = getTargetPlace(scene, action.toFolderId, action.rootOf ?? item.ownerId, 'toFolderId');
  const folder = findItem(world, target.parentId);
  // It would be cut off from its root.
  if (folder && [folder, ...ancestorsOf(world, folder)].some(({ id }) => id === item.id)) {
    throw new ActionError('toFolderId: a folder cannot be moved into itself');
  }
  const { name: before, status, recentChanges = [] } = item;
  const name = action.name ?? before;
  assertNameFits(scene, target, name, item.id);
  const leftFolders = ancestorsOf(world, item).map(({ id }) => id);
  item.etag += name === before ? 1 : 2;
  item.modifiedAt = now;
  item.modifiedBy = actor.id;
  moveItem(world, item, target);
  const moved = record({ type: 'MOVE', actor, item, leftFolders });
  if (name === before) return moved;
  item.recentChanges = [...recentChanges.slice(-9), { at: now, before: { name: before, status } }];
  item.name = name;
  return record({ type: 'RENAME', actor, item });
}

/** A copy carries neither the link nor the collaborations of what it was made from, as in Box. */
function copy(scene: ActionContext, action: ItemActionOf<'copy'>): ActionResult {
  const { world, record } = scene;
  const source = getActiveTargetItem(scene, action);
  const actor = getActor(scene, action.as, source);
  const target = getTargetPlace(scene, action.toFolderId, action.rootOf ?? actor.id, 'toFolderId');
  assertNameFits(scene, target, action.name);
  // Listed before anything is added: a folder may be copied into itself.
  const tree = treeOf(world, source);
  const item = addCopy(scene, tree, { ...target, name: action.name }, actor);
  return record({ type: 'COPY', actor, item });
}

interface Tree {
  readonly item: SimItem;
  readonly children: readonly Tree[];
}

function treeOf(world: ActionContext['world'], item: SimItem): Tree {
  const children = item.type === 'folder' ? childrenOf(world, item.ownerId, item.id) : [];
  return { item, children: children.map((child) => treeOf(world, child)) };
}

function addCopy(
  scene: ActionContext,
  { item, children }: Tree,
  to: { readonly ownerId: string; readonly parentId: string; readonly name: string },
  actor: SimUser,
): SimItem {
  const { type, size, description, url, classification } = item;
  const added = addItem(
    scene.world,
    type,
    {
      ...to,
      size,
      createdBy: actor.id,
      ...(description === undefined ? {} : { description }),
      ...(url === undefined ? {} : { url }),
      ...(classification === undefined ? {} : { classification }),
    },
    scene.now,
  );
  for (const child of children) {
    addCopy(scene, child, { ownerId: to.ownerId, parentId: added.id, name: child.item.name }, actor);
  }
  return added;
}
