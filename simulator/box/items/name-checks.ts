/** Which item names Box accepts ("Create folder" and "Update file", Box's reference). */
import { itemWithName, MAX_NAME_LENGTH } from '../../enterprise/world/item-names.js';
import type { World } from '../../enterprise/world/world.js';
import { badRequest, ClientError } from '../http/errors.js';
import type { Place } from '../sharing/item-access.js';

/** Throws 400 `item_name_too_long` or `item_name_invalid`. */
export function assertNameValid(name: string): void {
  if (name.length > MAX_NAME_LENGTH) throw badRequest('item_name_too_long', 'Item name too long');
  // eslint-disable-next-line no-control-regex -- control characters are invalid
  const isInvalid = /[\u0000-\u001f/\\]/.test(name) || name.endsWith(' ') || ['', '.', '..'].includes(name);
  if (isInvalid) throw badRequest('item_name_invalid', 'Item name invalid');
}

/** Throws 409 `item_name_in_use` if a folder contains another item of that name. Names are not case-sensitive. */
export function assertNameFree(world: World, place: Place, name: string, exceptId?: string): void {
  const existing = itemWithName(world, place, name, exceptId);
  if (!existing) return;
  const { type, id, etag, name: existingName } = existing;
  throw new ClientError(409, 'item_name_in_use', 'Item with the same name already exists', {}, {
    conflicts: [{ type, id, sequence_id: String(etag), etag: String(etag), name: existingName }],
  }); // prettier-ignore
}
