import { z } from 'zod';
import { PROMOTED_ITEM_TYPES, type Promotion } from '../../domain/promotion.js';
import { SCAN_REASONS } from '../../domain/scan.js';
import type { WaitingFolder } from '../../store/scan/progress.js';

/** The query parameters of the scan queue. */
export const queueQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(100) });

/** The files to scan next. */
export const promoteBody = z.strictObject({
  fileIds: z
    .array(z.string().regex(/^\d{1,30}$/, 'must be a Box file id'))
    .min(1)
    .max(100),
});

/** The response to a request that the scan carries out later. */
export const acceptedBody = z.object({ accepted: z.literal(true) });

const queueItemBody = z.object({
  position: z.int(),
  itemType: z.enum(PROMOTED_ITEM_TYPES),
  itemId: z.string(),
  ownerId: z.string().nullable(),
  eventType: z.string().nullable(),
  at: z.string().nullable(),
  reason: z.enum(SCAN_REASONS),
  lane: z.enum(['express', 'subtree', 'bulk']),
  path: z.string().nullable().describe('The path at the last scan; null if the item has not been scanned yet'),
});
type QueueItem = Omit<z.input<typeof queueItemBody>, 'position'>;

/** The head of the scan queue. */
export const queueBody = z.object({ items: z.array(queueItemBody) }).meta({ id: 'Queue' });

/** Converts an item of the express lane. */
export function toExpressItem(promotion: Promotion, path: string | null): QueueItem {
  const { itemType, itemId, ownerId, eventType, at, reason } = promotion;
  return { itemType, itemId, ownerId, eventType, at, reason, lane: 'express', path };
}

/** Converts a folder that waits for the regular scan. */
export function toFolderItem({ userId, folderId, lane, path }: WaitingFolder): QueueItem {
  const reason = lane === 0 ? 'subtree' : 'bulk';
  return {
    itemType: 'folder',
    itemId: folderId,
    ownerId: userId,
    eventType: null,
    at: null,
    reason,
    lane: reason,
    path,
  };
}
