/** The items of the scan queue, in words. */
import type { QueueItem } from '../../api/scan.js';
import { countOf } from '../../format/numbers.js';
import { eventPhrase } from '../../words/event-phrases.js';

type Lane = QueueItem['lane'];

/** How each lane of the queue is shown; the lanes are scanned in this order. */
export const LANE_LOOKS = {
  express: { label: 'Priority', color: 'violet', about: 'Just changed, or requested with Scan now' },
  subtree: { label: 'Folder', color: 'blue', about: 'Below a folder that was shared, moved or renamed' },
  bulk: { label: 'Regular', color: 'gray', about: 'Part of the full scan' },
} as const satisfies Readonly<Record<Lane, { readonly label: string; readonly color: string; readonly about: string }>>;

/** Identifies an item regardless of its position. */
export const itemKey = ({ lane, itemType, itemId, ownerId }: QueueItem): string =>
  `${lane}/${itemType}/${itemId}/${ownerId ?? ''}`;

const TYPE_LABELS = { file: 'File', folder: 'Folder', user: 'User' } as const satisfies Readonly<
  Record<QueueItem['itemType'], string>
>;

/** An item's name: its path if that is known. */
export function itemName({ itemType, itemId, ownerId, path }: QueueItem): string {
  if (path !== null && path !== '') return path;
  if (itemType === 'folder' && itemId === '0') return `All files of user ${ownerId ?? '?'}`;
  return `${TYPE_LABELS[itemType]} ${itemId}`;
}

/** Why an item is in the queue: the event behind it, in words. */
export function queueReason({ eventType, reason }: QueueItem): string {
  if (reason === 'manual' || eventType === 'MANUAL') return 'Scan requested';
  if (eventType !== null) return eventPhrase(eventType);
  return reason === 'subtree' ? 'Parent folder changed' : 'Full scan';
}

/** The keys of prioritized items that were not in the queue before; none on the first load. */
export function newItemKeys(
  previous: readonly QueueItem[] | undefined,
  current: readonly QueueItem[],
): ReadonlySet<string> {
  if (previous === undefined) return new Set();
  const known = new Set(previous.map(itemKey));
  return new Set(
    current
      .filter(({ lane }) => lane !== 'bulk')
      .map(itemKey)
      .filter((key) => !known.has(key)),
  );
}

/** Describes the queue in one sentence; `limit` is how many items were requested. */
export function queueSentence(items: readonly QueueItem[], limit: number): string {
  if (items.length === 0) return 'No items are waiting to be scanned.';
  const countIn = (lane: Lane): number => items.filter((item) => item.lane === lane).length;
  const parts = [
    countIn('express') > 0 && countOf(countIn('express'), 'priority item'),
    countIn('subtree') > 0 && countOf(countIn('subtree'), 'item below changed folders', 'items below changed folders'),
    countIn('bulk') > 0 && countOf(countIn('bulk'), 'folder of the full scan', 'folders of the full scan'),
  ].filter((part) => part !== false);
  return `${items.length >= limit ? `First ${limit} in the queue` : 'In the queue'}: ${parts.join(', then ')}.`;
}
