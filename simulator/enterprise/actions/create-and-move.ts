/** Actions that create, move or copy items. */
import type { SimItem, SimUser } from '../model.js';
import { moveItem } from '../world/changes.js';
import { freeName } from '../world/item-names.js';
import { addItem, ancestorsOf, childrenOf, findItem } from '../world/items.js';
import {
  type ActionContext,
  type ActionResult,
  assertNameFits,
  getActiveTargetItem,
  getActor,
  getTargetPlace,
} from './action-context.js';
import { ActionError } from './action-error.js';
import type { ItemActionOf } from './item-actions.js';
import { getUser } from './users-and-groups.js';

type CreateAction = ItemActionOf<'upload' | 'createFolder' | 'createWebLink'>;
/** An action that creates, moves or copies an item. */
export type CreateOrMoveAction = CreateAction | ItemActionOf<'move' | 'copy'>;

/** Performs such an action. Throws `ActionError`. */
export function createOrMove(context: ActionContext, action: CreateOrMoveAction): ActionResult {
  switch (action.type) {
    case 'move':
      return move(context, action);
    case 'copy':
      return copy(context, action);
    default:
      return create(context, action);
  }
}

function create(context: ActionContext, action: CreateAction): ActionResult {
  const { world, now, record } = context;
  const place = getTargetPlace(context, action.folderId, action.as);
  const name = action.name ?? freeName(world, place, `upload ${now}.txt`);
  assertNameFits(context, place, name);
  const fields = {
    ...place,
    name,
    ...(action.as === undefined ? {} : { createdBy: getUser(world, action.as, 'as').id }),
  };
  const item = add();
  return record({ type: 'UPLOAD', actor: getActor(context, action.as, item), item });

  function add(): SimItem {
    switch (action.type) {
      case 'upload': {
        const { size = 1_024 } = action;
        return addItem(world, 'file', { ...fields, size }, now);
      }
      case 'createFolder':
        return addItem(world, 'folder', { ...fields, size: 0 }, now);
      case 'createWebLink': {
        const { url, description = '' } = action;
        return addItem(world, 'web_link', { ...fields, url, description, size: 0 }, now);
      }
    }
  }
}

/** Moves an item and, with a name, renames it in the same step: only the final folder and name must be free. */
function move(context: ActionContext, action: ItemActionOf<'move'>): ActionResult {
  const { world, now, record } = context;
  const item = getActiveTargetItem(context, action);
  const actor = getActor(context, action.as, item);
  const target = getTargetPlace(context, action.toFolderId, action.rootOf ?? item.ownerId, 'toFolderId');
  const folder = findItem(world, target.parentId);
  // The folder would no longer be below a root.
  if (folder && [folder, ...ancestorsOf(world, folder)].some(({ id }) => id === item.id)) {
    throw new ActionError('toFolderId: a folder cannot be moved into itself');
  }
  const { name: before, status, recentChanges = [] } = item;
  const name = action.name ?? before;
  assertNameFits(context, target, name, item.id);
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

/** Copies an item and its contents, without links and collaborations, as Box does. */
function copy(context: ActionContext, action: ItemActionOf<'copy'>): ActionResult {
  const { world, record } = context;
  const source = getActiveTargetItem(context, action);
  const actor = getActor(context, action.as, source);
  const target = getTargetPlace(context, action.toFolderId, action.rootOf ?? actor.id, 'toFolderId');
  assertNameFits(context, target, action.name);
  // List everything before adding anything: a folder may be copied into itself.
  const tree = treeOf(world, source);
  const item = addCopy(context, tree, { ...target, name: action.name }, actor);
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
  context: ActionContext,
  { item, children }: Tree,
  to: { readonly ownerId: string; readonly parentId: string; readonly name: string },
  actor: SimUser,
): SimItem {
  const { type, size, description, url, classification } = item;
  const added = addItem(
    context.world,
    type,
    {
      ...to,
      size,
      createdBy: actor.id,
      ...(description === undefined ? {} : { description }),
      ...(url === undefined ? {} : { url }),
      ...(classification === undefined ? {} : { classification }),
    },
    context.now,
  );
  for (const child of children) {
    addCopy(context, child, { ownerId: to.ownerId, parentId: added.id, name: child.item.name }, actor);
  }
  return added;
}
