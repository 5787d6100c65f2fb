/** Access by a shared link, which a request names in the `BoxApi` header. */
import { ACME } from '../../enterprise/enterprises.js';
import { limitAccess } from '../../enterprise/links.js';
import type { SimItem, SimUser } from '../../enterprise/model.js';
import { canSee } from '../../enterprise/world/access.js';
import { ancestorsOf, findItem, isActive } from '../../enterprise/world/items.js';
import { userById } from '../../enterprise/world/users.js';
import type { State } from '../../state.js';
import { ClientError, notFound } from '../http/errors.js';
import { assertNumericId, getVisibleItem } from './item-access.js';

/** Parses the header: `shared_link=<url>[&shared_link_password=<text>]`. */
function parseHeader(header: string): { readonly url: string; readonly password: string | null } {
  const [, url = '', password = null] = /^shared_link=(.*?)(?:&shared_link_password=(.*))?$/.exec(header) ?? [];
  return { url, password };
}

/**
 * The item of the link in a `BoxApi` header. Throws 404 for an invalid link or one that gives the user no access, and
 * 403 `incorrect_shared_item_password` for a missing or wrong password.
 */
export function getSharedItem({ world, settings }: State, user: SimUser, header: string): SimItem {
  const { url, password } = parseHeader(header);
  const item = findItem(world, /\/s\/(\d+)/.exec(url)?.[1] ?? '');
  if (!item?.link || item.link.url !== url || !isActive(world, item)) throw notFound();
  const access = limitAccess(item.link.access, settings.tenantPolicy.sharedLinkAccess);
  const isColleague = user.enterprise.id === (userById(world, item.ownerId)?.enterprise.id ?? ACME.id);
  const hasAccess = access === 'open' || (access === 'company' && isColleague) || canSee(world, user.id, item);
  if (!hasAccess) throw notFound();
  if (item.link.password !== null && item.link.password !== password) {
    throw new ClientError(403, 'incorrect_shared_item_password', 'The provided password is incorrect');
  }
  return item;
}

/** The item of the link in a `BoxApi` header; null if the header names no link. Throws as `getSharedItem`. */
export function itemOfBoxApiHeader(state: State, user: SimUser, boxApi: string | string[] | undefined): SimItem | null {
  return typeof boxApi === 'string' && boxApi.startsWith('shared_link=') ? getSharedItem(state, user, boxApi) : null;
}

/** An item that a user can see, directly or by a link on it or on a folder above. Throws as `getVisibleItem`. */
export function getAccessibleItem(
  state: State,
  user: SimUser,
  type: SimItem['type'],
  id: string,
  boxApi: string | string[] | undefined,
): SimItem {
  assertNumericId(id);
  const shared = itemOfBoxApiHeader(state, user, boxApi);
  if (!shared) return getVisibleItem(state, user, type, id);
  const item = findItem(state.world, id);
  const isBelow = item && [item, ...ancestorsOf(state.world, item)].some((each) => each.id === shared.id);
  return isBelow && item.type === type ? item : getVisibleItem(state, user, type, id);
}
