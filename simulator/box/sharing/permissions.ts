/**
 * What a user may do with an item. Access to a folder includes everything below it ("waterfall permissions" at Box).
 */
import type { SimItem, SimLock, SimUser } from '../../enterprise/model.js';
import { INVITEE_ROLES, type Role } from '../../enterprise/roles.js';
import { partyIdsOf } from '../../enterprise/world/access.js';
import { ancestorsOf } from '../../enterprise/world/items.js';
import { userById } from '../../enterprise/world/users.js';
import type { World } from '../../enterprise/world/world.js';

/** A right that a role may include. */
export type Right = 'preview' | 'download' | 'upload' | 'comment' | 'share' | 'edit' | 'delete' | 'invite' | 'manage';

const EDITOR: readonly Right[] = ['preview', 'download', 'upload', 'comment', 'share', 'edit', 'delete', 'invite'];
const RIGHTS: Readonly<Record<Role, readonly Right[]>> = {
  owner: [...EDITOR, 'manage'],
  'co-owner': [...EDITOR, 'manage'],
  editor: EDITOR,
  'viewer uploader': ['preview', 'download', 'upload', 'comment', 'share'],
  viewer: ['preview', 'download', 'comment', 'share'],
  'previewer uploader': ['preview', 'upload', 'comment'],
  previewer: ['preview', 'comment'],
  uploader: ['upload'],
};

/** A user's access to an item: the strongest role, and the rights of all roles together. */
export interface Access {
  readonly role: Role;
  readonly rights: ReadonlySet<Right>;
}

/** A user's access to an item, by ownership or by collaborations on it and on folders above; null for none. */
export function accessOf(world: World, user: SimUser, item: SimItem): Access | null {
  if (item.ownerId === user.id) return { role: 'owner', rights: new Set(RIGHTS.owner) };
  const parties = partyIdsOf(world, user.id);
  const chain = [item, ...ancestorsOf(world, item)];
  const held = new Set(
    chain.flatMap(({ collaborations }) =>
      collaborations.filter(({ party, status }) => status === 'accepted' && parties.has(party.id)).map(({ role }) => role),
    ),
  ); // prettier-ignore
  const roles = INVITEE_ROLES.filter((role) => held.has(role));
  const [role] = roles;
  if (!role) return null;
  const rights = new Set(roles.flatMap((each) => RIGHTS[each]));
  const isManager = rights.has('manage');
  if (!isManager && chain.some(({ folderSettings }) => folderSettings?.canNonOwnersInvite === false)) {
    rights.delete('invite');
  }
  if (item.downloadableBy === 'company' && user.enterprise.id !== userById(world, item.ownerId)?.enterprise.id) {
    rights.delete('download');
  }
  return { role, rights };
}

/** The lock of an item that is active at `now`, epoch milliseconds; null for none. */
export const activeLock = ({ lock }: SimItem, now: number): SimLock | null =>
  lock && (lock.expiresAt === null || lock.expiresAt > now) ? lock : null;

/** The `permissions` of a file or folder in responses to `user`. */
export function permissionsView(world: World, user: SimUser, item: SimItem, now: number): Record<string, boolean> {
  const rights = accessOf(world, user, item)?.rights ?? new Set<Right>();
  const lock = activeLock(item, now);
  const isLockedOut = lock !== null && lock.createdBy !== user.id;
  const common = {
    can_delete: rights.has('delete') && !isLockedOut,
    can_download: rights.has('download') && !(isLockedOut && lock.isDownloadPrevented),
    can_invite_collaborator: rights.has('invite'),
    can_rename: rights.has('edit') && !isLockedOut,
    can_set_share_access: rights.has('edit'),
    can_share: rights.has('share'),
    can_upload: rights.has('upload') && !isLockedOut,
    can_apply_watermark: rights.has('manage'),
  };
  if (item.type !== 'file') return common;
  return {
    ...common,
    can_preview: rights.has('preview'),
    can_comment: rights.has('comment'),
    can_annotate: rights.has('comment'),
    can_view_annotations_all: rights.has('preview'),
    can_view_annotations_self: rights.has('preview'),
  };
}
