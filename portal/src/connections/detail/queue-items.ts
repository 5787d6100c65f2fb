/** The queue's items, as people read them. Pure. */
import type { components } from '../../api/schema.js';
import { phraseOf } from '../../words/event-phrases.js';
import { countOf } from '../../words/connection-status.js';

/** What waits in the queue. */
export type QueueItem = components['schemas']['Queue']['items'][number];

/** The lanes: in this order they are served. */
export const LANES: Readonly<
  Record<QueueItem['lane'], { readonly label: string; readonly color: string; readonly about: string }>
> = {
  express: { label: 'Express', color: 'violet', about: 'Just changed, or put first by hand' },
  subtree: { label: 'Subtree', color: 'blue', about: 'Below a folder that was shared, moved or renamed' },
  bulk: { label: 'Bulk', color: 'gray', about: 'The scan of everything' },
};

/** What tells one item from another, wherever it stands. */
export const keyOf = ({ lane, itemType, itemId, ownerId }: QueueItem): string =>
  `${lane}/${itemType}/${itemId}/${ownerId ?? ''}`;

const TYPES: Readonly<Record<QueueItem['itemType'], string>> = { file: 'File', folder: 'Folder', user: 'User' };

/** An item's name: its path where that is known. */
export function nameOf({ itemType, itemId, ownerId, path }: QueueItem): string {
  if (path !== null && path !== '') return path;
  if (itemType === 'folder' && itemId === '0') return `All files of user ${ownerId ?? '?'}`;
  return `${TYPES[itemType]} ${itemId}`;
}

/** Why an item waits: the event behind it, in words. */
export function reasonOf({ eventType, reason }: QueueItem): string {
  if (reason === 'manual' || eventType === 'MANUAL') return 'put first by hand';
  if (eventType !== null) return phraseOf(eventType).toLowerCase();
  return reason === 'subtree' ? 'a folder above it changed' : 'its turn in the scan';
}

/** The keys of promoted items that were not there before; nothing is new to who looks for the first time. */
export function arrivals(before: readonly QueueItem[] | undefined, now: readonly QueueItem[]): ReadonlySet<string> {
  if (before === undefined) return new Set();
  const known = new Set(before.map(keyOf));
  return new Set(
    now
      .filter(({ lane }) => lane !== 'bulk')
      .map(keyOf)
      .filter((key) => !known.has(key)),
  );
}

/** What waits, in a sentence that can be read aloud. */
export function queueSentence(items: readonly QueueItem[], limit: number): string {
  if (items.length === 0) return 'Nothing waits.';
  const of = (lane: QueueItem['lane']): number => items.filter((item) => item.lane === lane).length;
  const parts = [
    of('express') > 0 && `${countOf(of('express'), 'promoted item')} first`,
    of('subtree') > 0 && `${countOf(of('subtree'), 'folder')} below what changed`,
    of('bulk') > 0 && `${countOf(of('bulk'), 'folder')} of the scan`,
  ].filter((part) => part !== false);
  return `${items.length >= limit ? `The first ${limit} that wait` : 'What waits'}: ${parts.join(', then ')}.`;
}
