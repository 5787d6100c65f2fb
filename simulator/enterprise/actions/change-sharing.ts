/** Who is let in to an item, and who is let out: links and collaborations. */
import { ActionError } from './action-error.js';
import type { EventInput } from '../events/event.js';
import type { ItemActionOf } from './item-actions.js';
import type { SimCollaboration, SimItem, SimLink } from '../model.js';
import { randomUint32 } from '../../random.js';
import { getUser } from './users-and-groups.js';
import {
  getActiveTargetItem,
  getActor,
  assertNameFits,
  targetField,
  getTargetItem,
  type ActionResult,
  type ActionContext,
} from './action-context.js';
import { defaultPassword, linkUrl } from '../links.js';
import { moveItem } from '../world/changes.js';
import { itemForUpdate } from '../world/items.js';
import { userById, userByLogin } from '../world/users.js';

type LinkAction = ItemActionOf<'share' | 'reshare' | 'unshare' | 'expireLink'>;
type OneCollaboration = ItemActionOf<'updateCollaboration' | 'removeCollaboration' | 'expireCollaboration'>;

/** Does one of these actions. Throws `ActionError`. */
export function changeSharing(
  scene: ActionContext,
  action: LinkAction | OneCollaboration | ItemActionOf<'collaborate' | 'uncollaborate' | 'giveOwnership'>,
): ActionResult {
  switch (action.type) {
    case 'share':
    case 'reshare':
    case 'unshare':
    case 'expireLink':
      return changeLink(scene, action);
    case 'collaborate':
      return collaborate(scene, action);
    case 'uncollaborate':
      return uncollaborate(scene, action);
    case 'giveOwnership':
      return giveOwnership(scene, action);
    default:
      return changeCollaboration(scene, action);
  }
}

/** The id of the item that a collaboration is attached to, which the collaboration's id tells; null for no such id. */
export const itemIdOfCollaboration = (id: string): string | null => /^[78](\d{12})\d+$/.exec(id)?.[1] ?? null;

function changeLink(scene: ActionContext, action: LinkAction): ActionResult {
  // A link ends in the trash, too.
  const item = action.type === 'expireLink' ? getTargetItem(scene, action) : getActiveTargetItem(scene, action);
  const actor = getActor(scene, action.as, item);
  const { link } = item;
  if (action.type !== 'share' && !link) throw new ActionError(`${targetField(item)}: this ${item.type} has no link`);
  item.etag += 1;
  switch (action.type) {
    case 'share':
      item.link = linkOf(item, action, linkUrl(item.id, item.etag));
      break;
    // The address stays, so do the people who know it.
    case 'reshare':
      item.link = linkOf(item, action, link?.url ?? linkUrl(item.id, item.etag));
      break;
    default:
      item.link = null;
  }
  scene.world.deadlines.track(item);
  const type = { share: 'SHARE', reshare: 'ITEM_SHARED_UPDATE', unshare: 'UNSHARE', expireLink: 'SHARE_EXPIRATION' };
  const details = action.type === 'share' ? { details: { shared_link_id: `${item.id}${item.etag}` } } : {};
  return scene.record({ type: type[action.type], actor, item, ...details });
}

function linkOf(item: SimItem, action: ItemActionOf<'share' | 'reshare'>, url: string): SimLink {
  const { access, password = null, canDownload, canEdit, vanityName, unsharedAt } = action;
  const text = password === true ? defaultPassword(item.id) : password === false ? null : password;
  return {
    url,
    access,
    // Only links for everybody ask for a password.
    password: access === 'open' ? text : null,
    ...(canDownload === undefined ? {} : { canDownload }),
    ...(canEdit === undefined ? {} : { canEdit }),
    ...(vanityName === undefined ? {} : { vanityName }),
    ...(unsharedAt == null ? {} : { unsharedAt }),
  };
}

function collaborate(scene: ActionContext, action: ItemActionOf<'collaborate'>): ActionResult {
  const { world, now, record } = scene;
  const item = getActiveTargetItem(scene, action);
  const actor = getActor(scene, action.as, item);
  const party = partyOf(scene, action);
  const status = action.status ?? 'accepted';
  item.etag += 1;
  const collaboration: SimCollaboration = {
    id: `8${item.id}${item.etag}`,
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

/** Whom an action lets in: a group, somebody known to Box, or whoever reads an address's mail. */
function partyOf(
  { world }: ActionContext,
  { group, user, login }: ItemActionOf<'collaborate'>,
): SimCollaboration['party'] {
  if (group !== undefined) {
    const known = world.groups.byId(group);
    if (!known) throw new ActionError(`group: there is no group "${group}"`);
    return { type: 'group', id: known.id, login: '', name: known.name };
  }
  if (user === undefined && login === undefined) throw new ActionError('login: one of login, user and group is needed');
  const known = user === undefined ? userByLogin(world, login ?? '') : getUser(world, user, 'user');
  if (known) return { type: 'user', id: known.id, login: known.login, name: known.name };
  const address = login ?? '';
  if (!address.includes('@')) throw new ActionError(`login: "${address}" is no user, and no address to invite`);
  return { type: 'user', id: `4${randomUint32(world.size.seed, 'guest', address)}`, login: address, name: 'Guest' };
}

/** Takes all collaborations off an item: one event each, the last one answers for the action. */
function uncollaborate(scene: ActionContext, action: ItemActionOf<'uncollaborate'>): ActionResult {
  const item = getTargetItem(scene, action);
  const actor = getActor(scene, action.as, item);
  const last = item.collaborations
    .map((each) => scene.record({ type: 'COLLABORATION_REMOVE', actor, item, ...collaborationEvent(each) }))
    .at(-1);
  if (!last) throw new ActionError(`${targetField(item)}: this ${item.type} has no collaborations`);
  item.etag += 1;
  item.collaborations = [];
  return last;
}

/** A collaboration that an action names, and the item it is attached to. Throws `ActionError`. */
function attachedOf(
  { world }: ActionContext,
  collaborationId: string,
): { readonly item: SimItem; readonly before: SimCollaboration } {
  const item = itemForUpdate(world, itemIdOfCollaboration(collaborationId) ?? '');
  const before = item?.collaborations.find(({ id }) => id === collaborationId);
  if (!item || !before) throw new ActionError('collaborationId: there is no such collaboration');
  return { item, before };
}

function changeCollaboration(scene: ActionContext, action: OneCollaboration): ActionResult {
  const { world, now, record } = scene;
  const { item, before } = attachedOf(scene, action.collaborationId);
  const actor = getActor(scene, action.as, item);
  item.etag += 1;
  if (action.type === 'updateCollaboration') {
    const { role = before.role, status = before.status, expiresAt } = action;
    const { expiresAt: end, ...kept } = before;
    const newEnd = expiresAt === undefined ? end : expiresAt;
    const after = { ...kept, role, status, modifiedAt: now, ...(newEnd == null ? {} : { expiresAt: newEnd }) };
    item.collaborations = item.collaborations.map((each) => (each === before ? after : each));
    world.deadlines.track(item);
    const isAccepted = before.status === 'pending' && status === 'accepted';
    const isRole = role !== before.role || expiresAt === undefined;
    const change = isRole ? 'COLLABORATION_ROLE_CHANGE' : 'UPDATE_COLLABORATION_EXPIRATION';
    const type = isAccepted ? 'COLLABORATION_ACCEPT' : change;
    return record({ type, actor, item, ...collaborationEvent(after) });
  }
  item.collaborations = item.collaborations.filter((each) => each !== before);
  const isEnded = action.type === 'removeCollaboration';
  const type = isEnded ? 'COLLABORATION_REMOVE' : 'COLLABORATION_EXPIRATION';
  // Box names no event of its own for an invitation that is turned down.
  const isRejection = isEnded && before.status === 'pending' && actor.id === before.party.id;
  return record({ type, actor, item, ...collaborationEvent(before), isRejection });
}

/** Box ends the new owner's collaboration, and makes the old owner a co-owner. */
function giveOwnership(scene: ActionContext, action: ItemActionOf<'giveOwnership'>): ActionResult {
  const { world, now, record } = scene;
  const { item, before } = attachedOf(scene, action.collaborationId);
  const actor = getActor(scene, action.as, item);
  const { party, status } = before;
  if (party.type !== 'user' || status !== 'accepted' || !userById(world, party.id)) {
    throw new ActionError('collaborationId: only a user who has accepted can own');
  }
  const target = { parentId: '0', ownerId: party.id };
  assertNameFits(scene, target, item.name, item.id);
  const old = getUser(world, item.ownerId, 'owner');
  item.etag += 1;
  const after: SimCollaboration = {
    id: `8${item.id}${item.etag}`,
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

/** What collaborations' events say besides the item. */
function collaborationEvent({ id, party, role: as }: SimCollaboration): Pick<EventInput, 'accessibleBy' | 'details'> {
  const { type, id: partyId, name, login } = party;
  return {
    accessibleBy: type === 'group' ? { type, id: partyId, name } : { type, id: partyId, name, login },
    details: { type: 'box://event/additional_details/collaboration', collab_id: id, role: as },
  };
}
