import { z } from 'zod';
import { PROMOTED_ITEM_TYPES, type Promotion } from '../../domain/promotion.js';
import { EFFECT_TIMES } from '../../domain/scan-request.js';
import { SCAN_REASONS, SCAN_REQUESTS, SCAN_STATES } from '../../domain/scan.js';
import type { WaitingFolder } from '../../store/scan/queue.js';

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
export const acceptedBody = z.object({
  accepted: z.literal(true),
  state: z.enum(SCAN_STATES).describe('The state of the scan when it was requested'),
  requested: z.enum(SCAN_REQUESTS).nullable().describe('What has been requested and has not taken effect yet'),
  willTakeEffect: z.enum(EFFECT_TIMES),
  message: z.string().describe('What happens, and when'),
});

const queueItemBody = z.object({
  position: z.int(),
  itemType: z.enum(PROMOTED_ITEM_TYPES),
  itemId: z.string(),
  ownerId: z.string().nullable(),
  ownerLogin: z.string().nullable().describe('The login of the owner; null if the user is not known'),
  eventType: z.string().nullable(),
  at: z.string().nullable(),
  reason: z.enum(SCAN_REASONS),
  lane: z.enum(['express', 'subtree', 'bulk']),
  path: z.string().nullable().describe('The path at the last scan; null if the item has not been scanned yet'),
});
type QueueItem = Omit<z.input<typeof queueItemBody>, 'position'>;

/** The head of the scan queue. */
export const queueBody = z
  .object({
    items: z.array(queueItemBody).describe('The first `limit` items'),
    waiting: z
      .object({
        total: z.int(),
        express: z.int().describe('Changed items, also those being rescanned: `express.waiting` of the scan'),
        subtree: z.int().describe('Folders below a changed folder'),
        bulk: z.int().describe('Folders of the full scan. With `subtree`: `folders.waiting` of the scan'),
      })
      .describe('All items that wait, counted at the same moment as `items`'),
  })
  .meta({ id: 'Queue' });

/** Converts an item of the express lane. */
export function toExpressItem(
  promotion: Promotion,
  known: { readonly path: string | null; readonly ownerLogin: string | null },
): QueueItem {
  const { itemType, itemId, ownerId, eventType, at, reason } = promotion;
  return { itemType, itemId, ownerId, eventType, at, reason, lane: 'express', ...known };
}

/** Converts a folder that waits for the regular scan. */
export function toFolderItem({ userId, folderId, lane, path }: WaitingFolder, ownerLogin: string | null): QueueItem {
  const reason = lane === 0 ? 'subtree' : 'bulk';
  return {
    itemType: 'folder',
    itemId: folderId,
    ownerId: userId,
    ownerLogin,
    eventType: null,
    at: null,
    reason,
    lane: reason,
    path,
  };
}
