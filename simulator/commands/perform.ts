/** The one way in which anything happens in the enterprise. */
import { act, type Action, type ActionResult } from '../enterprise/actions/index.js';
import { TRASH_MS } from '../enterprise/world/deadlines.js';
import type { SimItem } from '../enterprise/model.js';
import type { State } from '../state.js';

/** Does an action and writes it down for the next start; now, unless said otherwise (epoch milliseconds). Throws `ActionError`. */
export function perform(state: State, action: Action, at: number = state.clock.now()): ActionResult {
  const result = act(state, action, at);
  state.journal.append({ kind: 'action', at, action });
  return result;
}

/** Does an action now and answers the item that it was about. Throws `ActionError`. */
export function performOn(state: State, action: Action): SimItem {
  const { itemId, type } = perform(state, action);
  const item = state.world.item(itemId ?? '');
  if (!item) throw new Error(`"${type}" left no item`);
  return item;
}

/** Ends the links and collaborations whose time is up, and what has lain in the trash for too long. */
export function performExpiries(state: State): void {
  const { world, clock } = state;
  const now = clock.now();
  for (const id of world.deadlines.due(now)) {
    const item = world.item(id);
    if (!item) continue;
    endWhatIsOver(state, item, now);
    if (world.item(id)) world.deadlines.note(item);
  }
}

function endWhatIsOver(state: State, item: SimItem, now: number): void {
  for (const { id, expiresAt = Infinity } of item.collaborations) {
    if (expiresAt <= now) perform(state, { type: 'expireCollaboration', collaborationId: id });
  }
  const { link, status, trashedAt = Infinity } = item;
  if ((link?.unsharedAt ?? Infinity) <= now) perform(state, { type: 'expireLink', ...targetOf(item) });
  if (status === 'trashed' && trashedAt + TRASH_MS <= now) perform(state, { type: 'purge', ...targetOf(item) });
}

/** An item in the words of an action. */
export const targetOf = ({ type, id }: { readonly type: string; readonly id: string }) =>
  type === 'file' ? { fileId: id } : type === 'folder' ? { folderId: id } : { webLinkId: id };
