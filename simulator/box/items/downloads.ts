/** Who gets a file's bytes, as Box's reference of `GET /files/:id/content` has it. */
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
 * A file that a user may download: by a role that goes so far, or by a link in the `BoxApi` header that lets its
 * visitors. Throws as `reachableItem`, 404 `trashed`, 403 where role and link do not go so far, and 403
 * `access_denied_item_locked` while somebody else's lock prevents it.
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
  if (!isGranted && !isByLink(state, user, file, boxApi)) throw forbidden();
  const lock = activeLock(file, state.clock.now());
  if (lock?.isDownloadPrevented && lock.createdBy !== user.id) throw itemLocked();
  return file;
}

/** Whether the link that the header names lets its visitors download a file that it leads to. */
function isByLink(state: State, user: SimUser, file: SimItem, boxApi: string | string[] | undefined): boolean {
  const { world, settings } = state;
  const carrier = itemOfBoxApiHeader(state, user, boxApi);
  const isBelow = carrier && [file, ...ancestorsOf(world, file)].some(({ id }) => id === carrier.id);
  if (!carrier?.link || !isBelow) return false;
  const isOutsider = user.enterprise.id !== (userById(world, file.ownerId)?.enterprise.id ?? ACME.id);
  if (file.downloadableBy === 'company' && isOutsider) return false;
  const access = limitAccess(carrier.link.access, settings.tenantPolicy.sharedLinkAccess);
  // A link for collaborators only adds nothing to what they have.
  return access !== 'collaborators' && (carrier.link.canDownload ?? true);
}
