/** Performs actions in the enterprise, and records them in the journal. */
import { act, type Action, type ActionResult } from '../enterprise/actions/index.js';
import type { SimItem } from '../enterprise/model.js';
import { findItem } from '../enterprise/world/items.js';
import type { State } from '../state.js';

/** What performing an action needs. */
export type Performer = Pick<State, 'world' | 'events' | 'journal' | 'clock'>;

/** Performs an action at `at`, epoch milliseconds; now unless given. Throws `ActionError`. */
export function perform(
  { world, events, journal, clock }: Performer,
  action: Action,
  at: number = clock.now(),
): ActionResult {
  const result = act({ world, events }, action, at);
  journal.append({ kind: 'action', at, action });
  return result;
}

/** Performs an action now and returns the item that it changed. Throws `ActionError`. */
export function performOnItem(performer: Performer, action: Action): SimItem {
  const { itemId, type } = perform(performer, action);
  const item = findItem(performer.world, itemId ?? '');
  if (!item) throw new Error(`"${type}" left no item`);
  return item;
}

/** The field by which an action names an item. */
export const actionTarget = ({ type, id }: { readonly type: string; readonly id: string }) =>
  type === 'file' ? { fileId: id } : type === 'folder' ? { folderId: id } : { webLinkId: id };
