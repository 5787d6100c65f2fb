/** What ends some day by itself: links, collaborations, and what lies in the trash. */
import type { SimItem } from '../model.js';

/** How long the trash keeps an item ("Trash", Box's help: 30 days unless the admin says otherwise). */
export const TRASH_MS = 30 * 24 * 3_600_000;

/** Which items have something that ends, and when; times are epoch milliseconds. */
export interface Deadlines {
  /** Takes note of what ends first of an item's. */
  note(item: SimItem): void;
  /** The ids of items of which something may be over, the earliest first; they are forgotten until noted again. */
  due(now: number): string[];
}

/** Nothing ends yet. It is asked before every answer: while nothing is due that costs one comparison. */
export function createDeadlines(): Deadlines {
  const ends = new Map<string, number>();
  let earliest = Infinity;
  return {
    note(item) {
      const end = firstEndOf(item);
      if (end === Infinity) return;
      const at = Math.min(end, ends.get(item.id) ?? Infinity);
      ends.set(item.id, at);
      earliest = Math.min(earliest, at);
    },
    due(now) {
      if (now < earliest) return [];
      const due = [...ends].filter(([, at]) => at <= now).sort(([, a], [, b]) => a - b);
      for (const [id] of due) ends.delete(id);
      earliest = [...ends.values()].reduce((first, at) => Math.min(first, at), Infinity);
      return due.map(([id]) => id);
    },
  };
}

/** When the first of an item's ends comes; never is Infinity. */
const firstEndOf = ({ link, collaborations, status, trashedAt }: SimItem): number =>
  Math.min(
    link?.unsharedAt ?? Infinity,
    ...collaborations.map(({ expiresAt }) => expiresAt ?? Infinity),
    status === 'trashed' && trashedAt !== undefined ? trashedAt + TRASH_MS : Infinity,
  );
