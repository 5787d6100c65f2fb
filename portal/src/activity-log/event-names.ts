/** Whom and what an event is about, in words. */
import type { Activity } from '../api/activity-log.js';
import { addressOfFile } from '../files/view.js';

/** What a table says where nothing is known. */
export const UNKNOWN = '—';

/** Who did it, as well as Box says. */
export const actorName = ({ actor }: Activity): string => actor?.name ?? actor?.login ?? actor?.id ?? UNKNOWN;

/** What it was done to, as well as Box says. */
export const itemName = ({ item }: Activity): string => item?.name ?? (item ? `${item.type} ${item.id}` : UNKNOWN);

/** The file's place in the inventory; null when it was not done to a file. */
export function fileAddress({ connectionId, item }: Pick<Activity, 'connectionId' | 'item'>): string | null {
  return item?.type === 'file' ? addressOfFile({ connectionId, fileId: item.id }) : null;
}
