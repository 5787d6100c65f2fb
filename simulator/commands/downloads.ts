/** Downloads by the app, which Box reports as events. */
import type { SimItem, SimUser } from '../enterprise/model.js';
import type { State } from '../state.js';

/** Records that the app downloads a file for a user, at a time in epoch milliseconds. */
export function download(
  { events, journal, settings }: Pick<State, 'events' | 'journal' | 'settings'>,
  user: SimUser,
  file: SimItem,
  at: number,
): void {
  const { serviceId } = settings;
  recordDownload({ events }, user, file, { at, serviceId });
  journal.append({ kind: 'download', at, userId: user.id, fileId: file.id, serviceId });
}

/** Records the event of a download, without a journal entry. */
export function recordDownload(
  { events }: Pick<State, 'events'>,
  actor: SimUser,
  item: SimItem,
  { at, serviceId }: { readonly at: number; readonly serviceId: string },
): void {
  events.record({ type: 'DOWNLOAD', actor, item, serviceId }, at);
}
