/** The way in by a shared link, which a caller names in the `BoxApi` header. */
import { ACME } from '../../enterprise/enterprises.js';
import { limitAccess } from '../../enterprise/links.js';
import type { SimItem, SimUser } from '../../enterprise/model.js';
import { canSee } from '../../enterprise/world/access.js';
import { ancestorsOf, findItem, isActive } from '../../enterprise/world/items.js';
import { userById } from '../../enterprise/world/users.js';
import type { State } from '../../state.js';
import { ClientError, notFound } from '../http/errors.js';
import { assertNumericId, getVisibleItem } from './item-access.js';

/** The header's two parts: `shared_link=<url>[&shared_link_password=<text>]`. */
function readHeader(header: string): { readonly url: string; readonly password: string | null } {
  const [, url = '', password = null] = /^shared_link=(.*?)(?:&shared_link_password=(.*))?$/.exec(header) ?? [];
  return { url, password };
}

/**
 * The item that a link in the `BoxApi` header leads to. Throws 404 for a link that is none or that does not let the
 * user in, 403 `incorrect_shared_item_password` for a missing or wrong password.
 */
export function getSharedItem({ world, settings }: State, user: SimUser, header: string): SimItem {
  const { url, password } = readHeader(header);
  const item = findItem(world, /\/s\/(\d+)/.exec(url)?.[1] ?? '');
  if (!item?.link || item.link.url !== url || !isActive(world, item)) throw notFound();
  const access = limitAccess(item.link.access, settings.tenantPolicy.sharedLinkAccess);
  const isColleague = user.enterprise.id === (userById(world, item.ownerId)?.enterprise.id ?? ACME.id);
  const isLetIn = access === 'open' || (access === 'company' && isColleague) || canSee(world, user.id, item);
  if (!isLetIn) throw notFound();
  if (item.link.password !== null && item.link.password !== password) {
    throw new ClientError(403, 'incorrect_shared_item_password', 'The provided password is incorrect');
  }
  return item;
}

/** The item that a `BoxApi` header leads to; null where it names no link. Throws as `linkedItem`. */
export function itemOfBoxApiHeader(state: State, user: SimUser, boxApi: string | string[] | undefined): SimItem | null {
  return typeof boxApi === 'string' && boxApi.startsWith('shared_link=') ? getSharedItem(state, user, boxApi) : null;
}

/** An item that a user sees as such, or by a link on it or on a folder above. Throws as `visibleItem`. */
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
