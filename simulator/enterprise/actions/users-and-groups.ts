/** Actions of admins on users and groups. */
import { z } from 'zod';
import type { EventInput } from '../events/event.js';
import type { SimUser } from '../model.js';
import { itemsWithCollaborator } from '../world/access.js';
import type { SimGroup, SimMembership } from '../world/groups.js';
import { itemForUpdate } from '../world/items.js';
import { addUser, allUsers, removeUser, userById, userByLogin } from '../world/users.js';
import type { World } from '../world/world.js';
import { ActionError } from './action-error.js';

const common = { as: z.string().optional() };
const name = z.string().min(1);
const role = z.enum(['admin', 'coadmin', 'user']);
const status = z.enum(['active', 'inactive']);
const inGroup = { ...common, group: z.string(), user: z.string() };

/** The bodies of these actions. Users are named by id or login, groups by id or name; `as` is the Admin by default. */
export const accountActionSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('addUser'), ...common, login: z.string(), name, role: role.optional(), status: status.optional() }),
  z.strictObject({ type: z.literal('editUser'), ...common, user: z.string(), name: name.optional(), status: status.optional() }),
  z.strictObject({ type: z.enum(['deactivateUser', 'removeUser']), ...common, user: z.string() }),
  z.strictObject({ type: z.literal('changeRole'), ...common, user: z.string(), role }),
  z.strictObject({ type: z.literal('addGroup'), ...common, name, description: z.string().optional() }),
  z.strictObject({ type: z.literal('editGroup'), ...common, group: z.string(), name: name.optional(), description: z.string().optional() }),
  z.strictObject({ type: z.literal('removeGroup'), ...common, group: z.string() }),
  z.strictObject({ type: z.literal('joinGroup'), ...inGroup, role: z.enum(['member', 'admin']).optional() }),
  z.strictObject({ type: z.literal('editMembership'), ...inGroup, role: z.enum(['member', 'admin']) }),
  z.strictObject({ type: z.literal('leaveGroup'), ...inGroup }),
]); // prettier-ignore

/** An action on a user, group or membership. */
export type AccountAction = z.infer<typeof accountActionSchema>;

/** The names of all these actions. */
export const ACCOUNT_ACTION_TYPES: readonly AccountAction['type'][] = [
  'addUser', 'editUser', 'deactivateUser', 'removeUser', 'changeRole',
  'addGroup', 'editGroup', 'removeGroup', 'joinGroup', 'editMembership', 'leaveGroup',
]; // prettier-ignore

/** Whether an action is one of these. */
export const isAccountAction = (action: { readonly type: string }): action is AccountAction =>
  ACCOUNT_ACTION_TYPES.some((type) => type === action.type);

/**
 * Performs an action at `now`, epoch milliseconds in whole seconds, and returns the event to record. Throws
 * `ActionError`.
 */
export function changeAccounts(world: World, action: AccountAction, now: number): EventInput {
  const actor = action.as === undefined ? getAdmin(world) : getUser(world, action.as, 'as');
  switch (action.type) {
    case 'addUser': {
      const { login } = action;
      if (userByLogin(world, login)) throw new ActionError(`login: there is already a user "${login}"`);
      const user = addUser(world, { login, name: action.name, createdAt: now });
      user.role = action.role ?? 'user';
      user.status = action.status ?? 'active';
      return { type: 'NEW_USER', actor, user };
    }
    case 'editUser': {
      const user = getUser(world, action.user, 'user');
      user.name = action.name ?? user.name;
      user.status = action.status ?? user.status;
      return { type: 'EDIT_USER', actor, user };
    }
    case 'deactivateUser': {
      const user = getUser(world, action.user, 'user');
      user.status = 'inactive';
      return { type: 'EDIT_USER', actor, user };
    }
    case 'removeUser': {
      const user = getUser(world, action.user, 'user');
      if (user.role === 'admin') throw new ActionError('user: the Admin cannot be removed');
      for (const membership of world.groups.memberships({ userId: user.id })) world.groups.leave(membership);
      removeUser(world, user);
      removeCollaborationsOf(world, user.id);
      return { type: 'DELETE_USER', actor, user };
    }
    case 'changeRole': {
      const user = getUser(world, action.user, 'user');
      user.role = action.role;
      return { type: 'CHANGE_ADMIN_ROLE', actor, user };
    }
    case 'addGroup': {
      assertNameFree(world, action.name);
      const group = world.groups.add({ name: action.name, description: action.description ?? '' }, now);
      return { type: 'GROUP_CREATION', actor, ...groupDetails(group) };
    }
    case 'editGroup': {
      const group = getGroup(world, action.group);
      if (action.name !== undefined && action.name !== group.name) assertNameFree(world, action.name);
      group.name = action.name ?? group.name;
      group.description = action.description ?? group.description;
      group.modifiedAt = now;
      return { type: 'GROUP_EDITED', actor, ...groupDetails(group) };
    }
    case 'removeGroup': {
      const group = getGroup(world, action.group);
      world.groups.remove(group);
      removeCollaborationsOf(world, group.id);
      return { type: 'GROUP_DELETION', actor, ...groupDetails(group) };
    }
    case 'joinGroup': {
      const [group, user] = [getGroup(world, action.group), getUser(world, action.user, 'user')];
      if (findMembership(world, group, user)) throw new ActionError('user: is already in this group');
      world.groups.join({ groupId: group.id, userId: user.id, role: action.role ?? 'member' }, now);
      return { type: 'GROUP_ADD_USER', actor, user, ...groupDetails(group) };
    }
    case 'editMembership': {
      const [group, user] = [getGroup(world, action.group), getUser(world, action.user, 'user')];
      const membership = getMembership(world, group, user);
      membership.role = action.role;
      membership.modifiedAt = now;
      const type = action.role === 'admin' ? 'GROUP_ADMIN_CREATED' : 'GROUP_ADMIN_DELETED';
      return { type, actor, user, ...groupDetails(group) };
    }
    case 'leaveGroup': {
      const [group, user] = [getGroup(world, action.group), getUser(world, action.user, 'user')];
      const membership = getMembership(world, group, user);
      world.groups.leave(membership);
      return { type: 'GROUP_REMOVE_USER', actor, user, ...groupDetails(group) };
    }
  }
}

/** Ends all collaborations of a removed user or group. */
function removeCollaborationsOf(world: World, partyId: string): void {
  for (const { id } of itemsWithCollaborator(world, partyId)) {
    const item = itemForUpdate(world, id);
    if (!item) continue;
    item.etag += 1;
    item.collaborations = item.collaborations.filter(({ party }) => party.id !== partyId);
  }
}

/** The user with an id or login. Throws `ActionError` that names `field`. */
export function getUser(world: World, idOrLogin: string, field: string): SimUser {
  const user = userById(world, idOrLogin) ?? userByLogin(world, idOrLogin);
  if (!user) throw new ActionError(`${field}: there is no user "${idOrLogin}"`);
  return user;
}

/** Acme's Admin. Throws `ActionError` when there is none. */
export function getAdmin(world: World): SimUser {
  const [first] = allUsers(world);
  if (!first) throw new ActionError('There is no admin');
  return first;
}

function getGroup({ groups }: World, idOrName: string): SimGroup {
  const group = groups.byId(idOrName) ?? groups.byName(idOrName);
  if (!group) throw new ActionError(`group: there is no group "${idOrName}"`);
  return group;
}

function assertNameFree({ groups }: World, name: string): void {
  if (groups.byName(name)) throw new ActionError(`name: there is already a group "${name}"`);
}

const findMembership = ({ groups }: World, { id: groupId }: SimGroup, { id: userId }: SimUser) =>
  groups.memberships({ userId }).find((each) => each.groupId === groupId);

function getMembership(world: World, group: SimGroup, user: SimUser): SimMembership {
  const membership = findMembership(world, group, user);
  if (!membership) throw new ActionError('user: is not in this group');
  return membership;
}

/** The details by which an event names a group. */
const groupDetails = ({ id, name: groupName }: SimGroup): Pick<EventInput, 'details'> => ({
  details: { group_id: id, group_name: groupName },
});
