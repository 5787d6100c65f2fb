/** The items of the scan queue, in words. */
import type { Connection } from '../../api/connections.js';
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
export function itemName({ itemType, itemId, ownerId, ownerLogin, path }: QueueItem): string {
  if (path !== null && path !== '') return path;
  const owner = ownerLogin ?? `user ${ownerId ?? '?'}`;
  if (itemType === 'folder' && itemId === '0') return `All files of ${owner}`;
  if (itemType === 'user' && ownerLogin !== null) return `User ${ownerLogin}`;
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

/** The number of items that wait, as the scan's counters have it: all numbers of the page are of the same moment. */
export const queueLength = ({ express, folders }: Connection['scan']): number => express.waiting + folders.waiting;

/** Describes the queue in one sentence. */
export function queueSentence(scan: Connection['scan']): string {
  if (queueLength(scan) === 0) return 'No items are waiting to be scanned.';
  const { express, folders } = scan;
  const parts = [
    express.waiting > 0 && countOf(express.waiting, 'priority item'),
    folders.waiting > 0 && countOf(folders.waiting, 'folder'),
  ].filter((part) => part !== false);
  return `In the queue: ${parts.join(', then ')}.`;
}
