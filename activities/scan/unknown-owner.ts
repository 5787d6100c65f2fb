/** Events that do not name the owner of their item: the owner is found before the item is scanned. */
import { log } from '@temporalio/activity';
import { boxError, isBoxError } from '../../src/box/errors.js';
import { problem } from '../../src/domain/problems.js';
import { promotionKey, type Promotion } from '../../src/domain/promotion.js';
import { ownerHints } from '../../src/store/activity-log/owner-hints.js';
import { hasCompleteScanSince } from '../../src/store/scan/generations.js';
import { ownerOfFolder, type RecordedOwner } from '../../src/store/scan/items.js';
import type { Db } from '../../src/store/sql/postgres.js';
import type { ScanContext, Tries } from './context.js';
import { failRescan, skipRescan } from './end-rescan.js';
import { resolveOwner } from './owner.js';

/**
 * Returns the promotion with the owner of its item, or as it is if the owner is named or recorded. Otherwise the item is
 * read as the owner of its folder, as the user who acted, and as the account that consented. Null if none of them sees
 * it: it is dropped if it was removed or a complete scan has not found it either; otherwise throws `BoxNotFound`, and on
 * the last try parks it.
 */
export async function withOwner(
  db: Db,
  scan: ScanContext,
  promotion: Promotion,
  { recordedFiles, ...tries }: Tries & { readonly recordedFiles: ReadonlyMap<string, RecordedOwner> },
): Promise<Promotion | null> {
  const { itemType, itemId, eventId } = promotion;
  if (itemType === 'user' || promotion.ownerId !== null) return promotion;
  const { connectionId, account } = scan;
  const isRecorded = itemType === 'file' ? recordedFiles.has(itemId) : await ownerOfFolder(db, connectionId, itemId);
  if (isRecorded) return promotion;
  const hints = eventId === null ? [] : await ownerHints(db, connectionId, eventId);
  for (const candidate of new Set([...hints, account.id])) {
    const reader = await resolveOwner(db, scan, candidate, { isLastTry: true });
    const ownerId = reader && (await ownerSeenBy(scan, itemType, itemId, reader));
    if (ownerId === TRASHED) break;
    if (ownerId) return { ...promotion, ownerId };
  }
  await settleUnseen(db, scan, promotion, tries);
  return null;
}

/** Stands for the owner of a folder in the trash, which Box reports as an error. Ids of users are numbers. */
const TRASHED = 'trashed';

/** The owner of an item as a user sees it; null if this user does not see the item. */
async function ownerSeenBy(
  { client, signal }: ScanContext,
  itemType: 'file' | 'folder',
  itemId: string,
  asUser: string,
): Promise<string | null> {
  const call = { asUser, purpose: 'express', signal } as const;
  try {
    return (itemType === 'file' ? await client.file(itemId, call) : await client.folder(itemId, call)).ownerId;
  } catch (error) {
    if (!isBoxError(error, 'BoxNotFound', 'BoxForbidden')) throw error;
    return error.code === 'trashed' ? TRASHED : null;
  }
}

/** Events after which an item may be gone for good. */
const REMOVALS = ['DELETE', 'STORAGE_EXPIRATION'];

async function settleUnseen(db: Db, scan: ScanContext, promotion: Promotion, { isLastTry }: Tries): Promise<void> {
  const { connectionId } = scan;
  const isSettled =
    REMOVALS.includes(promotion.eventType) || (await hasCompleteScanSince(db, connectionId, new Date(promotion.at)));
  if (isSettled) return skipRescan(db, scan, promotion, null);
  // Box may not find an item for a moment: it is asked again after a pause.
  if (!isLastTry) throw boxError('BoxNotFound', 'box_not_found');
  log.warn('Nobody sees a changed item whose owner is unknown', { connectionId, item: promotionKey(promotion) });
  await failRescan(db, scan, promotion, problem('item_owner_unknown'));
}
