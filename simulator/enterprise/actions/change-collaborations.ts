/** Actions on the collaborations of an item. */
import { randomUint32 } from '../../random.js';
import { collaborationId, itemIdOfCollaboration } from '../collaboration-id.js';
import type { EventInput } from '../events/event.js';
import type { SimCollaboration, SimItem } from '../model.js';
import { moveItem } from '../world/changes.js';
import { itemForUpdate } from '../world/items.js';
import { userById, userByLogin } from '../world/users.js';
import {
  type ActionContext,
  type ActionResult,
  assertNameFits,
  getActiveTargetItem,
  getActor,
  getTargetItem,
  targetField,
} from './action-context.js';
import { ActionError } from './action-error.js';
import type { ItemActionOf } from './item-actions.js';
import { getUser } from './users-and-groups.js';

type UpdateAction = ItemActionOf<'updateCollaboration'>;
type EndAction = ItemActionOf<'removeCollaboration' | 'expireCollaboration'>;
/** An action on collaborations. */
export type CollaborationAction =
  UpdateAction | EndAction | ItemActionOf<'collaborate' | 'uncollaborate' | 'giveOwnership'>;

/** Performs an action on collaborations. Throws `ActionError`. */
export function changeCollaborations(context: ActionContext, action: CollaborationAction): ActionResult {
  switch (action.type) {
    case 'collaborate':
      return addCollaboration(context, action);
    case 'uncollaborate':
      return removeAll(context, action);
    case 'updateCollaboration':
      return update(context, action);
    case 'removeCollaboration':
    case 'expireCollaboration':
      return end(context, action);
    case 'giveOwnership':
      return giveOwnership(context, action);
  }
}

function addCollaboration(context: ActionContext, action: ItemActionOf<'collaborate'>): ActionResult {
  const { world, now, record } = context;
  const item = getActiveTargetItem(context, action);
  const actor = getActor(context, action.as, item);
  const party = partyOf(context, action);
  const status = action.status ?? 'accepted';
  item.etag += 1;
  const collaboration: SimCollaboration = {
    id: collaborationId(item),
    party,
    role: action.role ?? 'editor',
    status,
    createdAt: now,
    createdBy: actor.id,
    ...(action.isAccessOnly === undefined ? {} : { isAccessOnly: action.isAccessOnly }),
    ...(action.expiresAt == null ? {} : { expiresAt: action.expiresAt }),
  };
  item.collaborations = [...item.collaborations.filter((each) => each.party.id !== party.id), collaboration];
  world.deadlines.track(item);
  const type = status === 'accepted' ? 'COLLABORATION_ACCEPT' : 'COLLABORATION_INVITE';
  return record({ type, actor, item, ...collaborationEvent(collaboration) });
}

/** The collaborator that an action names: a group, a user known to Box, or an e-mail address. */
function partyOf(
  { world }: ActionContext,
  { group, user, login }: ItemActionOf<'collaborate'>,
): SimCollaboration['party'] {
  if (group !== undefined) {
    const found = world.groups.byId(group);
    if (!found) throw new ActionError(`group: there is no group "${group}"`);
    return { type: 'group', id: found.id, login: '', name: found.name };
  }
  if (user === undefined && login === undefined)
    throw new ActionError('login: one of login, user and group is required');
  const found = user === undefined ? userByLogin(world, login ?? '') : getUser(world, user, 'user');
  if (found) return { type: 'user', id: found.id, login: found.login, name: found.name };
  const address = login ?? '';
  if (!address.includes('@')) throw new ActionError(`login: "${address}" is neither a user nor an e-mail address`);
  return { type: 'user', id: `4${randomUint32(world.size.seed, 'guest', address)}`, login: address, name: 'Guest' };
}

/** Removes all collaborations of an item. Each causes an event; the result is that of the last one. */
function removeAll(context: ActionContext, action: ItemActionOf<'uncollaborate'>): ActionResult {
  const item = getTargetItem(context, action);
  const actor = getActor(context, action.as, item);
  const last = item.collaborations
    .map((each) => context.record({ type: 'COLLABORATION_REMOVE', actor, item, ...collaborationEvent(each) }))
    .at(-1);
  if (!last) throw new ActionError(`${targetField(item)}: this ${item.type} has no collaborations`);
  item.etag += 1;
  item.collaborations = [];
  return last;
}

/** The collaboration that an action names, and its item for update. Throws `ActionError`. */
function getCollaboration(
  { world }: ActionContext,
  collaborationId: string,
): { readonly item: SimItem; readonly before: SimCollaboration } {
  const item = itemForUpdate(world, itemIdOfCollaboration(collaborationId) ?? '');
  const before = item?.collaborations.find(({ id }) => id === collaborationId);
  if (!item || !before) throw new ActionError('collaborationId: there is no such collaboration');
  return { item, before };
}

function update(context: ActionContext, action: UpdateAction): ActionResult {
  const { world, now, record } = context;
  const { item, before } = getCollaboration(context, action.collaborationId);
  const actor = getActor(context, action.as, item);
  const { role = before.role, status = before.status } = action;
  const { expiresAt: oldExpiry, ...kept } = before;
  const expiresAt = action.expiresAt === undefined ? oldExpiry : action.expiresAt;
  const after = { ...kept, role, status, modifiedAt: now, ...(expiresAt == null ? {} : { expiresAt }) };
  item.etag += 1;
  item.collaborations = item.collaborations.map((each) => (each === before ? after : each));
  world.deadlines.track(item);
  const isAccepted = before.status === 'pending' && status === 'accepted';
  const isRoleChange = role !== before.role || action.expiresAt === undefined;
  const change = isRoleChange ? 'COLLABORATION_ROLE_CHANGE' : 'UPDATE_COLLABORATION_EXPIRATION';
  return record({ type: isAccepted ? 'COLLABORATION_ACCEPT' : change, actor, item, ...collaborationEvent(after) });
}

function end(context: ActionContext, action: EndAction): ActionResult {
  const { item, before } = getCollaboration(context, action.collaborationId);
  const actor = getActor(context, action.as, item);
  item.etag += 1;
  item.collaborations = item.collaborations.filter((each) => each !== before);
  const isRemoved = action.type === 'removeCollaboration';
  const type = isRemoved ? 'COLLABORATION_REMOVE' : 'COLLABORATION_EXPIRATION';
  // Box has no event type of its own for a declined invitation.
  const isRejection = isRemoved && before.status === 'pending' && actor.id === before.party.id;
  return context.record({ type, actor, item, ...collaborationEvent(before), isRejection });
}

/** Makes a collaborator the owner. As at Box, the former owner becomes a co-owner. */
function giveOwnership(context: ActionContext, action: ItemActionOf<'giveOwnership'>): ActionResult {
  const { world, now, record } = context;
  const { item, before } = getCollaboration(context, action.collaborationId);
  const actor = getActor(context, action.as, item);
  const { party, status } = before;
  if (party.type !== 'user' || status !== 'accepted' || !userById(world, party.id)) {
    throw new ActionError('collaborationId: only a user who has accepted can become the owner');
  }
  const target = { parentId: '0', ownerId: party.id };
  assertNameFits(context, target, item.name, item.id);
  const old = getUser(world, item.ownerId, 'owner');
  item.etag += 1;
  const after: SimCollaboration = {
    id: collaborationId(item),
    party: { type: 'user', id: old.id, login: old.login, name: old.name },
    role: 'co-owner',
    status: 'accepted',
    createdAt: now,
    createdBy: actor.id,
  };
  item.collaborations = [...item.collaborations.filter((each) => each !== before), after];
  moveItem(world, item, target);
  return record({ type: 'COLLABORATION_ROLE_CHANGE', actor, item, ...collaborationEvent(after) });
}

/** The fields of a collaboration's event. */
function collaborationEvent({ id, party, role: as }: SimCollaboration): Pick<EventInput, 'accessibleBy' | 'details'> {
  const { type, id: partyId, name, login } = party;
  return {
    accessibleBy: type === 'group' ? { type, id: partyId, name } : { type, id: partyId, name, login },
    details: { type: 'box://event/additional_details/collaboration', collab_id: id, role: as },
  };
}
