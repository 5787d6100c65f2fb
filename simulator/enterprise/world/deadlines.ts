/** Expiry dates of links and collaborations, and of items in the trash. */
import type { SimItem } from '../model.js';

/** How long the trash keeps an item ("Trash", Box's help: 30 days unless the admin sets another time). */
export const TRASH_MS = 30 * 24 * 3_600_000;

/** Finds the items with an expiry that is due. */
export interface Deadlines {
  /** Tracks the earliest expiry of an item. */
  track(item: SimItem): void;
  /** The ids of items with a possible expiry by `now` (epoch milliseconds), earliest first. Stops tracking them. */
  due(now: number): string[];
}

/** No deadlines. `due` runs before every request; while nothing is due it costs one comparison. */
export function createDeadlines(): Deadlines {
  const byItem = new Map<string, number>();
  let earliest = Infinity;
  return {
    track(item) {
      const expiry = earliestExpiry(item);
      if (expiry === Infinity) return;
      const at = Math.min(expiry, byItem.get(item.id) ?? Infinity);
      byItem.set(item.id, at);
      earliest = Math.min(earliest, at);
    },
    due(now) {
      if (now < earliest) return [];
      const due = [...byItem].filter(([, at]) => at <= now).sort(([, a], [, b]) => a - b);
      for (const [id] of due) byItem.delete(id);
      earliest = [...byItem.values()].reduce((first, at) => Math.min(first, at), Infinity);
      return due.map(([id]) => id);
    },
  };
}

/** Epoch milliseconds; Infinity when nothing of the item expires. */
const earliestExpiry = ({ link, collaborations, status, trashedAt }: SimItem): number =>
  Math.min(
    link?.unsharedAt ?? Infinity,
    ...collaborations.map(({ expiresAt }) => expiresAt ?? Infinity),
    status === 'trashed' && trashedAt !== undefined ? trashedAt + TRASH_MS : Infinity,
  );
