/** Converts the body of `PUT /files|folders|web_links/:id` into actions, after Box's checks. */
import { z } from 'zod';
import { actionTarget } from '../../commands/perform.js';
import type { Action } from '../../enterprise/actions/index.js';
import type { SimItem, SimUser } from '../../enterprise/model.js';
import { canSee } from '../../enterprise/world/access.js';
import { ancestorsOf, findItem } from '../../enterprise/world/items.js';
import { userById } from '../../enterprise/world/users.js';
import type { State } from '../../state.js';
import { timestamp } from '../http/body.js';
import { badRequest, forbidden } from '../http/errors.js';
import { assertRight, assertUnlocked, getTargetFolder, type Place } from '../sharing/item-access.js';
import { actionsForLink, sharedLinkBody } from '../sharing/link-actions.js';
import { activeLock } from '../sharing/permissions.js';
import { assertNameFree, assertNameValid } from './name-checks.js';

/** The supported members of the body. Others are ignored. */
export const updateBody = z.object({
  name: z.string().optional(),
  description: z.string().max(256).optional(),
  parent: z.object({ id: z.string().optional(), user_id: z.string().optional() }).optional(),
  shared_link: sharedLinkBody.optional(),
  url: z.string().optional(),
  lock: z
    .object({ expires_at: timestamp.nullish(), is_download_prevented: z.boolean().optional() })
    .nullable()
    .optional(),
  permissions: z.object({ can_download: z.enum(['open', 'company']) }).optional(),
  can_non_owners_invite: z.boolean().optional(),
  can_non_owners_view_collaborators: z.boolean().optional(),
  is_collaboration_restricted_to_enterprise: z.boolean().optional(),
  folder_upload_email: z
    .object({ access: z.enum(['open', 'collaborators']) })
    .nullable()
    .optional(),
});
type Update = z.infer<typeof updateBody>;

/** The actions to perform, in this order. Throws Box's error if one of them is not allowed. */
export function actionsForUpdate(state: State, user: SimUser, item: SimItem, body: Update): Action[] {
  const common = { as: user.id, ...actionTarget(item) };
  const isChanged = body.name !== undefined || body.description !== undefined || body.url !== undefined;
  if (isChanged || body.parent) assertUnlocked(state, user, item);
  if (isChanged) assertRight(state, user, item, 'edit');

  const place = body.parent ? destination(state, user, item, body.parent) : null;
  const isMoved = place !== null && (place.parentId !== item.parentId || place.ownerId !== item.ownerId);
  const isRenamed = body.name !== undefined && body.name !== item.name;
  if (isRenamed) assertNameValid(body.name ?? '');
  if (isMoved || isRenamed) assertNameFree(state.world, place ?? item, body.name ?? item.name, item.id);
  const { description = item.description, url = item.url } = body;
  return [
    ...(isMoved ? [{ type: 'move' as const, ...common, toFolderId: place.parentId, rootOf: place.ownerId, name: body.name }] : []),
    ...(isRenamed && !isMoved ? [{ type: 'rename' as const, ...common, name: body.name ?? '' }] : []),
    ...(description !== undefined && description !== item.description
      ? [{ type: 'describe' as const, ...common, description }]
      : []),
    ...(url !== undefined && url !== item.url ? [{ type: 'relink' as const, as: user.id, webLinkId: item.id, url }] : []),
    ...(body.shared_link === undefined ? [] : actionsForLink(state, user, item, body.shared_link)),
    ...(item.type === 'file' ? fileChanges(state, user, item, body) : []),
    ...(item.type === 'folder' ? folderChanges(state, user, item, body) : []),
  ]; // prettier-ignore
}

/** The destination of a move: a folder, the user's own root or, for an admin, another user's root. */
function destination(
  state: State,
  user: SimUser,
  item: SimItem,
  { id = '0', user_id: rootOf }: NonNullable<Update['parent']>,
): Place {
  const { world } = state;
  assertRight(state, user, item, 'delete');
  if (rootOf !== undefined) {
    if (id !== '0') throw badRequest('bad_request', 'parent.user_id is only valid with parent.id "0"');
    if (rootOf !== user.id && user.role === 'user') throw forbidden();
    if (!userById(world, rootOf)) throw badRequest('bad_request', 'parent.user_id is not a user');
    return { parentId: '0', ownerId: rootOf };
  }
  const folder = id === '0' ? undefined : findItem(world, id);
  // For an invisible destination Box returns 403 when moving a file, and 404 when moving a folder.
  if (item.type === 'file' && id !== '0' && (!folder || !canSee(world, user.id, folder))) throw forbidden();
  const place = getTargetFolder(state, user, id);
  if (folder && [folder, ...ancestorsOf(world, folder)].some((each) => each.id === item.id)) {
    throw badRequest('cyclical_folder_structure', 'Folder move creates cyclical folder structure');
  }
  // The folder would change its owner while other users share it.
  if (item.type === 'folder' && item.ownerId !== user.id && place.ownerId !== item.ownerId) {
    throw badRequest(
      'cannot_make_collaborated_subfolder_private',
      'Cannot move a collaborated subfolder to a private folder unless the new owner is explicitly specified',
    );
  }
  return place;
}

function fileChanges(state: State, user: SimUser, item: SimItem, { lock, permissions }: Update): Action[] {
  const common = { as: user.id, fileId: item.id };
  const changes: Action[] = [];
  if (permissions) {
    assertRight(state, user, item, 'manage');
    changes.push({ type: 'restrictDownload', ...common, to: permissions.can_download });
  }
  if (lock === undefined) return changes;
  const present = activeLock(item, state.clock.now());
  if (lock === null) {
    if (!present) return changes;
    // The creator of a lock may remove it; so may the owner and co-owners.
    if (present.createdBy !== user.id) assertRight(state, user, item, 'manage');
    return [...changes, { type: 'unlock', ...common }];
  }
  assertUnlocked(state, user, item);
  assertRight(state, user, item, 'edit');
  const { expires_at: expiresAt, is_download_prevented: isDownloadPrevented } = lock;
  return [...changes, { type: 'lock', ...common, expiresAt, isDownloadPrevented }];
}

function folderChanges(state: State, user: SimUser, item: SimItem, body: Update): Action[] {
  const common = { type: 'setFolder' as const, as: user.id, folderId: item.id };
  const settings = Object.fromEntries(
    Object.entries({
      canNonOwnersInvite: body.can_non_owners_invite,
      canNonOwnersViewCollaborators: body.can_non_owners_view_collaborators,
      isRestrictedToEnterprise: body.is_collaboration_restricted_to_enterprise,
    }).filter(([, value]) => value !== undefined),
  );
  const email = body.folder_upload_email;
  const changes: Action[] = [
    ...(Object.keys(settings).length > 0 ? [{ ...common, ...settings }] : []),
    ...(email === undefined ? [] : [{ ...common, uploadEmail: email && email.access }]),
  ];
  if (changes.length > 0) assertRight(state, user, item, 'manage');
  return changes;
}
