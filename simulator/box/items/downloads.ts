/** Permission to download files, by Box's reference of `GET /files/:id/content`. */
import { ACME } from '../../enterprise/enterprises.js';
import { limitAccess } from '../../enterprise/links.js';
import type { SimItem, SimUser } from '../../enterprise/model.js';
import { ancestorsOf } from '../../enterprise/world/items.js';
import { userById } from '../../enterprise/world/users.js';
import type { State } from '../../state.js';
import { forbidden } from '../http/errors.js';
import { assertActive, itemLocked } from '../sharing/item-access.js';
import { accessOf, activeLock } from '../sharing/permissions.js';
import { getAccessibleItem, itemOfBoxApiHeader } from '../sharing/shared-link-access.js';

/**
 * A file that a user may download, by the user's role or by a link in the `BoxApi` header that permits downloads.
 * Throws as `getAccessibleItem`, 404 `trashed`, 403 if neither role nor link permits it, and 403
 * `access_denied_item_locked` while another user's lock prevents downloads.
 */
export function downloadableFile(
  state: State,
  user: SimUser,
  id: string,
  boxApi: string | string[] | undefined,
): SimItem {
  const file = getAccessibleItem(state, user, 'file', id, boxApi);
  assertActive(state, file);
  const isGranted = accessOf(state.world, user, file)?.rights.has('download') === true;
  if (!isGranted && !isPermittedByLink(state, user, file, boxApi)) throw forbidden();
  const lock = activeLock(file, state.clock.now());
  if (lock?.isDownloadPrevented && lock.createdBy !== user.id) throw itemLocked();
  return file;
}

/** Whether the link in the header permits downloading a file that it leads to. */
function isPermittedByLink(state: State, user: SimUser, file: SimItem, boxApi: string | string[] | undefined): boolean {
  const { world, settings } = state;
  const carrier = itemOfBoxApiHeader(state, user, boxApi);
  const isBelow = carrier && [file, ...ancestorsOf(world, file)].some(({ id }) => id === carrier.id);
  if (!carrier?.link || !isBelow) return false;
  const isOutsider = user.enterprise.id !== (userById(world, file.ownerId)?.enterprise.id ?? ACME.id);
  if (file.downloadableBy === 'company' && isOutsider) return false;
  const access = limitAccess(carrier.link.access, settings.tenantPolicy.sharedLinkAccess);
  // A link for collaborators adds no permissions to those of their role.
  return access !== 'collaborators' && (carrier.link.canDownload ?? true);
}
