/** The JSON of groups and memberships. */
import type { SimGroup, SimMembership } from '../../enterprise/world/groups.js';
import { userById } from '../../enterprise/world/users.js';
import type { World } from '../../enterprise/world/world.js';
import { boxTime } from '../../time/box-time.js';
import { parseFields } from '../http/fields.js';

const STANDARD = ['name', 'group_type', 'created_at', 'modified_at'];

/** The JSON of a group, with the requested fields or the standard ones. */
export function groupView(group: SimGroup, fields: string | undefined): Record<string, unknown> {
  const has = parseFields(fields, STANDARD);
  const all: Record<string, unknown> = {
    name: group.name,
    group_type: 'managed_group',
    created_at: boxTime(group.createdAt),
    modified_at: boxTime(group.modifiedAt),
    description: group.description,
    invitability_level: 'admins_and_members',
    member_viewability_level: 'admins_and_members',
    permissions: { can_invite_as_collaborator: true },
  };
  return { type: 'group', id: group.id, ...Object.fromEntries(Object.entries(all).filter(([name]) => has(name))) };
}

/** The JSON of a membership, with its user and group. */
export function membershipView(world: World, membership: SimMembership): Record<string, unknown> {
  const user = userById(world, membership.userId);
  const group = world.groups.byId(membership.groupId);
  return {
    type: 'group_membership',
    id: membership.id,
    user: { type: 'user', id: membership.userId, name: user?.name ?? '', login: user?.login ?? '' },
    group: { type: 'group', id: membership.groupId, name: group?.name ?? '', group_type: 'managed_group' },
    role: membership.role,
    created_at: boxTime(membership.createdAt),
    modified_at: boxTime(membership.modifiedAt),
  };
}
