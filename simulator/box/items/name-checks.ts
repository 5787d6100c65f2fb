/** Which names Box takes ("Create folder" and "Update file" in Box's reference). */
import { itemWithName, MAX_NAME_LENGTH } from '../../enterprise/world/item-names.js';
import type { World } from '../../enterprise/world/world.js';
import { badRequest, ClientError } from '../http/errors.js';
import type { Place } from '../sharing/item-access.js';

/** Throws 400 `item_name_too_long` or `item_name_invalid`. */
export function assertNameValid(name: string): void {
  if (name.length > MAX_NAME_LENGTH) throw badRequest('item_name_too_long', 'Item name too long');
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  const isOdd = /[\u0000-\u001f/\\]/.test(name) || name.endsWith(' ') || ['', '.', '..'].includes(name);
  if (isOdd) throw badRequest('item_name_invalid', 'Item name invalid');
}

/** Throws 409 `item_name_in_use` when another item of that name, in whatever case, lies in a place. */
export function assertNameFree(world: World, place: Place, name: string, exceptId?: string): void {
  const holder = itemWithName(world, place, name, exceptId);
  if (!holder) return;
  const { type, id, etag, name: taken } = holder;
  throw new ClientError(409, 'item_name_in_use', 'Item with the same name already exists', {}, {
    conflicts: [{ type, id, sequence_id: String(etag), etag: String(etag), name: taken }],
  }); // prettier-ignore
}
