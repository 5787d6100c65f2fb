/** The names of an event's actor and item. */
import type { Activity } from '../api/activity-log.js';

/** Shown where Box provides no value. */
export const UNKNOWN = '—';

/** The actor's name; the login or id if Box provides no name. */
export const actorName = ({ actor }: Activity): string => actor?.name ?? actor?.login ?? actor?.id ?? UNKNOWN;

/** The item's name; the type and id if Box provides no name. */
export const itemName = ({ item }: Activity): string => item?.name ?? (item ? `${item.type} ${item.id}` : UNKNOWN);
