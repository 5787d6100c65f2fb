/** The enterprise's groups and their members. */
import { randomFraction } from '../../random.js';
import { GENERATED_GROUPS } from '../generated/groups.js';
import type { SimUser } from '../model.js';

/** A group of users; times are epoch milliseconds, whole seconds. */
export interface SimGroup {
  readonly id: string;
  name: string;
  description: string;
  readonly createdAt: number;
  modifiedAt: number;
}

/** A user's membership in a group. */
export interface SimMembership {
  readonly id: string;
  readonly groupId: string;
  readonly userId: string;
  role: 'member' | 'admin';
  readonly createdAt: number;
  modifiedAt: number;
}

/** The current groups. */
export interface Groups {
  all(): SimGroup[];
  byId(id: string): SimGroup | undefined;
  /** Names are not case-sensitive. */
  byName(name: string): SimGroup | undefined;
  add(fields: Pick<SimGroup, 'name' | 'description'>, at: number): SimGroup;
  /** Removes a group and its memberships. */
  remove(group: SimGroup): void;
  membership(id: string): SimMembership | undefined;
  memberships(of: { readonly groupId: string } | { readonly userId: string }): readonly SimMembership[];
  join(fields: Pick<SimMembership, 'groupId' | 'userId' | 'role'>, at: number): SimMembership;
  leave(membership: SimMembership): void;
}

const FIRST_NEW_GROUP = 556_000;
const FIRST_MEMBERSHIP = 77_000_000;

/** The groups of a seed, with members chosen among `users`; all created at `at`, epoch milliseconds. */
export function createGroups(seed: number, users: readonly SimUser[], at: number): Groups {
  const groups = new Map<string, SimGroup>();
  const members = new Map<string, SimMembership>();
  /** Index for the most frequent lookup. */
  const byUser = new Map<string, readonly SimMembership[]>();
  let nextGroup = FIRST_NEW_GROUP;
  let nextMembership = FIRST_MEMBERSHIP;

  function join(fields: Pick<SimMembership, 'groupId' | 'userId' | 'role'>, when: number): SimMembership {
    const membership = { ...fields, id: String(nextMembership), createdAt: when, modifiedAt: when };
    nextMembership += 1;
    members.set(membership.id, membership);
    byUser.set(membership.userId, [...ofUser(membership.userId), membership]);
    return membership;
  }

  const ofUser = (userId: string): readonly SimMembership[] => byUser.get(userId) ?? [];

  function leave({ id, userId }: SimMembership): void {
    members.delete(id);
    byUser.set(
      userId,
      ofUser(userId).filter((each) => each.id !== id),
    );
  }

  for (const { id, name, share } of GENERATED_GROUPS) {
    groups.set(id, { id, name, description: '', createdAt: at, modifiedAt: at });
    for (const user of users) {
      if (randomFraction(seed, 'member', id, user.id) < share) {
        join({ groupId: id, userId: user.id, role: 'member' }, at);
      }
    }
  }

  return {
    all: () => [...groups.values()],
    byId: (id) => groups.get(id),
    byName: (name) => [...groups.values()].find((group) => group.name.toLowerCase() === name.toLowerCase()),
    add(fields, when) {
      const group = { ...fields, id: String(nextGroup), createdAt: when, modifiedAt: when };
      nextGroup += 1;
      groups.set(group.id, group);
      return group;
    },
    remove({ id }) {
      groups.delete(id);
      for (const membership of members.values()) if (membership.groupId === id) leave(membership);
    },
    membership: (id) => members.get(id),
    memberships: (of) =>
      'userId' in of ? ofUser(of.userId) : [...members.values()].filter(({ groupId }) => groupId === of.groupId),
    join,
    leave,
  };
}
