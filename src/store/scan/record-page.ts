import type { OwnCollaborators, Sharing } from '../../domain/exposure.js';
import type { ScanReason } from '../../domain/scan.js';
import type { Db } from '../sql/postgres.js';
import { extendFrontier, lockClaim, moveMarker, removeClaim, type Claim } from './frontier.js';
import { countScan, lockGeneration } from './generations.js';
import type { Observation, ObservedFile, ObservedFolder } from './observation.js';
import { upsertFiles } from './scanned-files.js';
import { markFolderListed, saveSharing, upsertFolders } from './scanned-folders.js';

/** One page of a folder's listing. */
export interface ListedPage extends Observation {
  readonly leaseId: string;
  readonly claim: Claim;
  /** The own collaborators of the listed folder and the sharing in force there; null for a root. */
  readonly sharing: { readonly own: OwnCollaborators; readonly inForce: Sharing } | null;
  readonly files: readonly ObservedFile[];
  readonly folders: readonly ObservedFolder[];
  /** False if some files of the page were not scanned: the page must be listed again. */
  readonly isWhole: boolean;
  readonly nextMarker: string | null;
  readonly apiCalls: number;
}

/**
 * Records a page in one transaction: its files, its folders and their frontier entries, the next marker and the scan's
 * counters. Records nothing and returns false if the claim was lost or a newer generation has begun.
 */
export async function recordPage(db: Db, page: ListedPage): Promise<boolean> {
  const { connectionId, generation, leaseId, claim } = page;
  const held = { connectionId, leaseId, userId: claim.userId, folderId: claim.folderId };
  return db.transaction().execute(async (trx) => {
    if ((await lockGeneration(trx, connectionId)) !== generation) return false;
    if (!(await lockClaim(trx, held))) return false;
    // Every transaction locks the frontier before the folders, so that no two of them can deadlock.
    const entries = page.folders.map(({ folderId }) => ({ userId: claim.userId, folderId }));
    await extendFrontier(trx, entries, { connectionId, generation, lane: claim.lane });
    if (page.sharing) await saveSharing(trx, connectionId, claim.folderId, page.sharing);
    await upsertFolders(trx, page.folders, page);
    const filesFound = await upsertFiles(trx, page.files, { ...page, ...reasonOf(claim) });
    const isListed = page.isWhole && page.nextMarker === null;
    if (isListed) {
      await removeClaim(trx, held);
      await markFolderListed(trx, connectionId, claim.folderId, generation);
    } else if (page.isWhole) {
      await moveMarker(trx, held, page.nextMarker);
    }
    await countScan(trx, connectionId, generation, {
      foldersListed: isListed ? 1 : 0,
      filesFound,
      apiCalls: page.apiCalls,
    });
    return true;
  });
}

const reasonOf = (claim: Claim): { reason: ScanReason; force: boolean } =>
  claim.lane === 0 ? { reason: 'subtree', force: true } : { reason: 'bulk', force: false };
