import type { SimItem, SimUser } from '../enterprise/model.js';
import type { State } from '../state.js';
import { ClientError, notFound } from './errors.js';

/** An item as a user may see it. Throws what Box answers for an id that is none, and for what the user cannot see. */
export function visibleItem({ world }: State, user: SimUser, type: 'file' | 'folder', id: string): SimItem {
  if (!/^\d+$/.test(id)) throw new ClientError(405, 'method_not_allowed', 'Method Not Allowed');
  const item = world.item(id);
  if (item?.type !== type || !world.canSee(user.id, item)) throw notFound();
  return item;
}
