import type { BoxFile } from '../../src/box/client.js';
import type { Promotion } from '../../src/domain/promotion.js';
import { countScan } from '../../src/store/scan/counters.js';
import type { RecordedOwner } from '../../src/store/scan/items.js';
import type { ObservedFile } from '../../src/store/scan/observation.js';
import { deletePromotions } from '../../src/store/scan/promotions.js';
import { markFile, type RemovedState } from '../../src/store/scan/scanned-files.js';
import { recordedItem } from '../../src/store/scan/snapshots.js';
import type { Db } from '../../src/store/sql/postgres.js';
import type { ScanContext, Tries } from './context.js';
import { endRescan, meterRescan, skipRescan } from './end-rescan.js';
import { writeToLiveScan } from './live-scan.js';
import { readUnlessMissing } from './missing.js';
import { observeFile } from './observe.js';
import { resolveOwner, skippedReasonOf } from './owner.js';
import { parentContextOf } from './parent-context.js';
import type { RescanMemory } from './rescan-memories.js';
import { ownCollaborators } from './sharing.js';

/** How far Box's clock and ours may differ, in milliseconds: a scan counts as later than a change only beyond it. */
const CLOCK_MARGIN_MS = 5 * 60_000;

/** What the files of a batch have in common. */
export interface FileBatch extends RescanMemory {
  /** The recorded owners of the batch's files, by id. */
  readonly recordedFiles: ReadonlyMap<string, RecordedOwner>;
}

/**
 * Scans one promoted file and records it; records it as trashed or gone if Box no longer has it. Throws `BoxError`, also
 * if Box does not find the file, unless this is the last try and the listing of its folder lacks it as well.
 */
export async function rescanFile(
  db: Db,
  scan: ScanContext,
  promotion: Promotion,
  batch: FileBatch & Tries,
): Promise<void> {
  const { connectionId, heldUntil } = scan;
  const recorded = batch.recordedFiles.get(promotion.itemId);
  const owner = await resolveOwner(db, scan, promotion.ownerId ?? recorded?.ownerId ?? scan.account.id, batch);
  // A change found by the backfill is often older than the file's last scan.
  const isScannedSince =
    promotion.rank === 1 &&
    recorded?.generation === scan.generation &&
    recorded.scannedAt.getTime() > Date.parse(promotion.at) + CLOCK_MARGIN_MS;
  if (!owner)
    return skipRescan(db, scan, promotion, await skippedReasonOf(scan, promotion.ownerId ?? recorded?.ownerId));
  if (isScannedSince) return deletePromotions(db, connectionId, [promotion]);

  const observedAt = new Date();
  const found = await fetchFile(db, scan, promotion, owner, batch);
  if (typeof found === 'string') return recordRemoved(db, scan, promotion, { state: found, observedAt });
  if (found.itemStatus !== 'active') return recordRemoved(db, scan, promotion, { state: 'trashed', observedAt });
  const file = await observe(db, scan, found, owner, batch);
  meterRescan(scan, promotion, await batch.record({ promotion, file, observedAt, heldUntil }));
}

async function recordRemoved(
  db: Db,
  scan: ScanContext,
  promotion: Promotion,
  { state, observedAt }: { readonly state: RemovedState; readonly observedAt: Date },
): Promise<void> {
  const { connectionId } = scan;
  const delay = await writeToLiveScan(db, connectionId, async (trx, generation) => {
    const before = await recordedItem(trx, connectionId, promotion);
    const { reason, eventType } = promotion;
    await markFile(trx, promotion.itemId, state, { connectionId, generation, observedAt, reason, eventType });
    await countScan(trx, connectionId, generation, { expressScanned: 1 });
    return endRescan(trx, scan, promotion, before);
  });
  meterRescan(scan, promotion, delay);
}

/** Reads the file, which may be in the trash, or returns why there is none to read. */
function fetchFile(
  db: Db,
  scan: ScanContext,
  { itemId }: Promotion,
  owner: string,
  tries: Tries,
): Promise<BoxFile | 'trashed' | 'gone'> {
  return readUnlessMissing(db, scan, { itemType: 'file', itemId }, tries, async () => {
    const file = await scan.client.file(itemId, { asUser: owner, purpose: 'express', signal: scan.signal });
    return file.itemStatus === 'deleted' ? 'gone' : file;
  });
}

/** The owner may have changed since the change was reported: `expectedOwner` is managed, a new owner may be external. */
async function observe(
  db: Db,
  scan: ScanContext,
  file: BoxFile,
  expectedOwner: string,
  batch: FileBatch,
): Promise<ObservedFile> {
  const parent = await parentContextOf(db, scan, file, batch.knownFolders);
  const collaborators = await ownCollaborators(scan, file, { asUser: file.ownerId, purpose: 'express' });
  const ownerIsManaged = file.ownerId === expectedOwner || (await scan.users.get(file.ownerId)) !== undefined;
  return observeFile(file, parent, collaborators, ownerIsManaged);
}
