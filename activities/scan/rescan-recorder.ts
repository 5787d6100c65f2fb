import type { Promotion } from '../../src/domain/promotion.js';
import { countScan } from '../../src/store/scan/counters.js';
import type { ObservedFile } from '../../src/store/scan/observation.js';
import { deleteFreePromotions, deletePromotions } from '../../src/store/scan/promotions.js';
import { recordRescans, type RescanDelay } from '../../src/store/scan/rescans.js';
import { recordExpressLatencies, upsertFiles } from '../../src/store/scan/scanned-files.js';
import { recordedItems } from '../../src/store/scan/snapshots.js';
import { joinByKey } from '../../src/store/sql/by-key.js';
import { isUnavailable, type Db } from '../../src/store/sql/postgres.js';
import { groupCalls } from '../../src/util/group-calls.js';
import { ConnectionGone } from '../failures.js';
import { writeToLiveScan } from './live-scan.js';

/** A promoted file that was scanned; `observedAt` is the time of the request to Box. */
export interface ScannedFile {
  readonly promotion: Promotion;
  readonly file: ObservedFile;
  readonly observedAt: Date;
  /** RFC 3339 UTC: until when the express lane was last held; null if it never was. */
  readonly heldUntil: string | null;
}

/** The most files that one transaction records. */
const MAX_FILES = 100;

/**
 * Returns a function that records a promoted file of a connection and ends its rescan. Files that come while others are
 * being written are written together, one transaction at a time: the number of statements depends little on their number.
 * It throws `ConnectionGone` if the connection was disconnected.
 */
export function createRescanRecorder(db: Db, connectionId: string): (scanned: ScannedFile) => Promise<RescanDelay> {
  const record = groupCalls((files: readonly ScannedFile[]) => recordFiles(db, connectionId, files), {
    limit: MAX_FILES,
    concernsAll: (error) => isUnavailable(error) || error instanceof ConnectionGone,
  });
  return async (scanned) => {
    const { delay, isDeleted } = await record(scanned);
    // Somebody held the promotion, or it has changed since: this one waits, and deletes no later change.
    if (!isDeleted) await deletePromotions(db, connectionId, [scanned.promotion]);
    return delay;
  };
}

interface Recorded {
  readonly delay: RescanDelay;
  /** Whether the promotion was deleted. */
  readonly isDeleted: boolean;
}

function recordFiles(db: Db, connectionId: string, scanned: readonly ScannedFile[]): Promise<readonly Recorded[]> {
  return writeToLiveScan(db, connectionId, async (trx, generation) => {
    await joinByKey(trx);
    const promotions = scanned.map(({ promotion }) => promotion);
    const before = await recordedItems(trx, connectionId, promotions);
    const filesFound = await upsertFiles(trx, scanned.map(toObserved), {
      ...{ connectionId, generation, reason: 'modified', force: true },
    });
    await countScan(trx, connectionId, generation, { filesFound, expressScanned: scanned.length });
    const delays = await recordRescans(
      trx,
      connectionId,
      scanned.map(({ promotion, heldUntil }) => ({ promotion, heldUntil, before: before(promotion) })),
    );
    const latencies = scanned.flatMap(({ promotion: { itemId, rank }, observedAt }, index) => {
      const delay = delays[index];
      return rank === 0 && delay ? { fileId: itemId, scannedAt: observedAt, ...delay } : [];
    });
    await recordExpressLatencies(trx, connectionId, latencies);
    const left = new Set(await deleteFreePromotions(trx, connectionId, promotions));
    return delays.map((delay, index) => {
      const promotion = promotions[index];
      return { delay, isDeleted: promotion !== undefined && !left.has(promotion) };
    });
  });
}

function toObserved({ file, observedAt, promotion: { reason, eventType } }: ScannedFile) {
  return { files: [file], observedAt, cause: { reason, eventType } };
}
