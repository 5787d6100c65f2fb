import type { OwnCollaborators, Sharing } from '../../domain/exposure.js';
import { NO_PROGRESS } from '../../domain/listing-guard.js';
import { problem, type Problem } from '../../domain/problems.js';
import type { ScanReason } from '../../domain/scan.js';
import type { Db, Trx } from '../sql/postgres.js';
import type { ListingPass } from '../tables/scan.js';
import { countScan } from './counters.js';
import {
  endIncompletePass,
  extendFrontier,
  lockClaim,
  moveMarker,
  parkForGap,
  removeClaim,
  type Claim,
  type HeldClaim,
} from './frontier.js';
import { recordGap, type Gap } from './gaps.js';
import { lockGeneration } from './generations.js';
import type { Observation, ObservedFile, ObservedFolder } from './observation.js';
import { upsertFiles } from './scanned-files.js';
import { markFolderListed, saveSharing, upsertFolders } from './scanned-folders.js';

export type { ListingPass } from '../tables/scan.js';

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
  /** The pass with this page; missing if nothing went wrong in it. */
  readonly pass?: ListingPass;
  /** True if the listing at Box does not end here, although nothing more of it is read. */
  readonly isEndless?: boolean;
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
    const pass = page.pass ?? NOTHING_MET;
    const gap = isListed ? gapOf(page, pass) : null;
    if (isListed) await endListing(trx, page, held, { failure: pass.failure, gap });
    else if (page.isWhole) await moveMarker(trx, held, { marker: page.nextMarker, pass, lane: claim.lane });
    await countScan(trx, connectionId, generation, {
      foldersListed: isListed && !pass.failure && !gap ? 1 : 0,
      filesFound,
      apiCalls: page.apiCalls,
    });
    return true;
  });
}

/** A pass in which nothing went wrong. */
export const NOTHING_MET: ListingPass = { failure: null, unreadable: 0, progress: NO_PROGRESS };

/** What the listing of a folder could not show; null if it showed everything. */
function gapOf({ isEndless }: ListedPage, { unreadable }: ListingPass): Gap | null {
  if (isEndless) return { entries: 0, error: problem('listing_endless') };
  return unreadable > 0 ? { entries: unreadable, error: problem('entry_unreadable') } : null;
}

/**
 * Ends the listing of a folder, or lists it again: soon if some of its items could not be scanned, and as a parked folder
 * if the listing could not show all of them.
 */
async function endListing(
  trx: Trx,
  page: ListedPage,
  held: HeldClaim,
  { failure, gap }: { readonly failure: Problem | null; readonly gap: Gap | null },
): Promise<void> {
  await recordGap(trx, held, gap);
  if (failure) return endIncompletePass(trx, held, failure);
  if (gap) await parkForGap(trx, held, gap.error);
  else await removeClaim(trx, held);
  await markFolderListed(trx, held.connectionId, held.folderId, page.generation);
}

const reasonOf = (claim: Claim): { reason: ScanReason; force: boolean } =>
  claim.lane === 0 ? { reason: 'subtree', force: true } : { reason: 'bulk', force: false };
