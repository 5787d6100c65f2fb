/** Promotions: changed items that are scanned before the bulk. */
import type { Activity, ActivitySource } from './activity.js';
import type { ScanReason } from './scan.js';

/** Every type of item that can be promoted. */
export const PROMOTED_ITEM_TYPES = ['file', 'folder', 'user'] as const;

/** One item of the express lane: a file, a folder whose subtree changed, or a user. */
export interface Promotion {
  readonly itemType: (typeof PROMOTED_ITEM_TYPES)[number];
  readonly itemId: string;
  readonly ownerId: string | null;
  readonly eventId: string | null;
  readonly eventType: string;
  /** When the change happened at Box, RFC 3339 UTC. */
  readonly at: string;
  /** 0: live, including by hand; 1: found by the backfill, scanned after everything live. */
  readonly rank: 0 | 1;
  readonly reason: ScanReason;
}

/** A file that must be scanned before the bulk; `at` is when it changed, RFC 3339 UTC. */
export interface FileModified {
  readonly fileId: string;
  readonly ownerId: string | null;
  readonly eventId: string | null;
  readonly eventType: string;
  readonly at: string;
}

/** The key of a promoted item: an item is in the queue at most once. */
export function promotionKey({ itemType, itemId }: Pick<Promotion, 'itemType' | 'itemId'>): string {
  return `${itemType}/${itemId}`;
}

/**
 * Returns the later of two changes to the same item; `a` if both have the same time. If it has no owner, it gets the
 * owner of the other change, because Box does not name the owner in every event.
 */
export function mergeChanges(a: Promotion, b: Promotion): Promotion {
  const [later, earlier] = Date.parse(a.at) >= Date.parse(b.at) ? [a, b] : [b, a];
  return { ...later, ownerId: later.ownerId ?? earlier.ownerId };
}

/** Returns the latest change to each item, in the order in which the items first appear. */
export function latestPerItem(promotions: readonly Promotion[]): Promotion[] {
  const latest = new Map<string, Promotion>();
  for (const promotion of promotions) {
    const key = promotionKey(promotion);
    const known = latest.get(key);
    latest.set(key, known ? mergeChanges(promotion, known) : promotion);
  }
  return [...latest.values()];
}

/**
 * Whether a scan made for the change `done` has also seen `change`: a later change covers an earlier one. Box's times
 * are whole seconds, so two changes in the same second are distinguished by their event.
 */
export function isCoveredBy(
  change: Pick<Promotion, 'at' | 'eventId'>,
  done: Pick<Promotion, 'at' | 'eventId'> | undefined,
): boolean {
  if (!done) return false;
  const [changedAt, doneAt] = [Date.parse(change.at), Date.parse(done.at)];
  return changedAt < doneAt || (changedAt === doneAt && change.eventId === done.eventId);
}

/** Whether a promotion can be sent as `fileModified`: a live change to a file. */
export function isFileModified({ itemType, rank, reason }: Promotion): boolean {
  return itemType === 'file' && rank === 0 && reason === 'modified';
}

/** Returns a live change to a file in the form of the signal `fileModified`. */
export function toFileModified({ itemId, ownerId, eventId, eventType, at }: Promotion): FileModified {
  return { fileId: itemId, ownerId, eventId, eventType, at };
}

/** Returns the promotion of a `fileModified` entry. */
export function fromFileModified({ fileId, ownerId, eventId, eventType, at }: FileModified): Promotion {
  return { itemType: 'file', itemId: fileId, ownerId, eventId, eventType, at, rank: 0, reason: 'modified' };
}

/** Returns the promotion that follows from an activity; null for own activities, roots and events without effect. */
export function promotionOf(activity: Activity, source: ActivitySource): Promotion | null {
  const { effect, item } = activity;
  if (effect === 'none' || !item || item.type === 'other' || item.id === '0' || activity.own) return null;
  if ((effect === 'user') !== (item.type === 'user')) return null;
  return {
    itemType: item.type,
    itemId: item.id,
    ownerId: item.ownerId,
    eventId: activity.eventId,
    eventType: activity.type,
    at: activity.occurredAt,
    rank: source === 'stream' ? 0 : 1,
    reason: item.type === 'folder' ? 'subtree' : 'modified',
  };
}
