import { z } from 'zod';
import { PROMOTED_ITEM_TYPES } from '../../domain/promotion.js';
import { CHANGED_FIELDS, RESCAN_RESULTS } from '../../domain/rescan.js';
import { SCAN_REASONS } from '../../domain/scan.js';
import type { Rescan } from '../../store/scan/rescans.js';
import { problemItem } from '../http/bodies/scan.js';
import { isoTime } from '../http/schemas.js';

const value = z.union([z.string(), z.number()]).nullable();

const rescanBody = z
  .object({
    itemType: z.enum(PROMOTED_ITEM_TYPES),
    itemId: z.string(),
    name: z.string().nullable().describe('Null if no scan has recorded the item'),
    path: z.string().nullable().describe('Null for a user, and if no scan has recorded the item'),
    cause: z.object({
      eventType: z.string().describe('MANUAL for a rescan requested here'),
      eventId: z.string().nullable(),
      at: z.string().describe('When the item changed at Box, or when the rescan was requested here'),
    }),
    actor: z
      .object({ id: z.string(), login: z.string().nullable(), name: z.string().nullable() })
      .nullable()
      .describe('Who changed the item; null if Box does not say, and for a rescan requested here'),
    reason: z.enum(SCAN_REASONS),
    queuedAt: z.string().nullable().describe('When the change was known here; null if its event is not stored'),
    scannedAt: z.string(),
    seconds: z
      .number()
      .nullable()
      .describe('From `queuedAt` to `scannedAt`, without the time during which the scan was paused or parked'),
    delayAtBoxSeconds: z
      .number()
      .nullable()
      .describe('From the change at Box until Box let us know; null for a rescan requested here'),
    result: z.enum(RESCAN_RESULTS),
    changed: z.array(z.object({ field: z.enum(CHANGED_FIELDS), from: value, to: value })),
    filesBelow: z
      .int()
      .nullable()
      .describe('For a folder: the recorded files below it, which are rescanned with it; at most 100,000 are counted'),
    problem: problemItem.nullable().describe('Why the item was skipped, or could not be scanned'),
  })
  .meta({ id: 'Rescan' });

/** The last priority rescans. */
export const rescansBody = z.object({ items: z.array(rescanBody) }).meta({ id: 'Rescans' });

/** Converts a rescan to its body. */
export function toRescanBody(rescan: Rescan): z.input<typeof rescanBody> {
  const { itemType, itemId, name, path, actor, reason, result, filesBelow, problem } = rescan;
  return {
    itemType,
    itemId,
    name,
    path,
    cause: { eventType: rescan.eventType, eventId: rescan.eventId, at: rescan.at.toISOString() },
    actor,
    reason,
    queuedAt: isoTime(rescan.queuedAt),
    scannedAt: rescan.scannedAt.toISOString(),
    seconds: inSeconds(rescan.delayMs),
    delayAtBoxSeconds: inSeconds(rescan.boxDelayMs),
    result,
    changed: [...rescan.changed],
    filesBelow,
    problem,
  };
}

const inSeconds = (ms: number | null): number | null => (ms === null ? null : Math.round(ms) / 1_000);
