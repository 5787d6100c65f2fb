import type { OwnCollaborators, Sharing } from '../../domain/exposure.js';
import { NO_PROGRESS } from '../../domain/listing-guard.js';
import { problem, type Problem } from '../../domain/problems.js';
import type { Lane, ScanReason } from '../../domain/scan.js';
import { sum } from '../../util/sum.js';
import { joinByKey } from '../sql/by-key.js';
import type { Db, Trx } from '../sql/postgres.js';
import type { ListingPass } from '../tables/scan.js';
import { countScan } from './counters.js';
import type { PageOfListing } from './folder-listings.js';
import {
  endIncompletePass,
  extendFrontier,
  moveClaims,
  parkForGap,
  type Claim,
  type ClaimMove,
  type FrontierEntry,
  type HeldClaim,
} from './frontier.js';
import { closeGaps, recordGap, type Gap } from './gaps.js';
import { lockGeneration } from './generations.js';
import type { ObservedFile, ObservedFolder } from './observation.js';
import { upsertFiles } from './scanned-files.js';
import { recordListedFolders, upsertFolders } from './scanned-folders.js';

export type { ListingPass } from '../tables/scan.js';

/** One page of a folder's listing. */
export interface ListedPage {
  readonly leaseId: string;
  readonly claim: Claim;
  /** The own collaborators of the listed folder and the sharing in force there; null for a root. */
  readonly sharing: { readonly own: OwnCollaborators; readonly inForce: Sharing } | null;
  readonly files: readonly ObservedFile[];
  readonly folders: readonly ObservedFolder[];
  /** The turn of the first of the folders; the next ones follow it. By default, the one after that of the claim. */
  readonly firstTurn?: number;
  /** The time of the request to Box. */
  readonly observedAt: Date;
  /** False if some files of the page were not scanned: the page must be listed again. */
  readonly isWhole: boolean;
  readonly nextMarker: string | null;
  /** The pass with this page; missing if nothing went wrong in it. */
  readonly pass?: ListingPass;
  /** True if the listing at Box does not end here, although nothing more of it is read. */
  readonly isEndless?: boolean;
  readonly apiCalls: number;
}

/** What became of a page. */
export interface PageResult {
  /** False if the claim was lost or a newer generation has begun. */
  readonly isRecorded: boolean;
  /** Whether the generation had ended when the page was recorded: its folder was parked, or lies below one that was. */
  readonly isGenerationOver: boolean;
}

const LOST: PageResult = { isRecorded: false, isGenerationOver: false };

/** A generation of a connection's scan. */
export interface OfGeneration {
  readonly connectionId: string;
  readonly generation: number;
}

/**
 * Records pages, each of another claimed folder, in one transaction: their files, their folders with the frontier entries
 * of these, the next markers and the scan's counters. Returns what became of each. The number of statements does not
 * depend on the number of pages, except for folders whose listing was not complete.
 */
export async function recordPages(
  db: Db,
  scan: OfGeneration,
  pages: readonly ListedPage[],
): Promise<readonly PageResult[]> {
  const { connectionId, generation } = scan;
  return db.transaction().execute(async (trx) => {
    await joinByKey(trx);
    const newest = await lockGeneration(trx, connectionId);
    if (newest.generation !== generation) return pages.map(() => LOST);
    const steps = pages.map(stepOf);
    const isHeld = await moveClaims(trx, connectionId, steps);
    const held = steps.filter((_, index) => isHeld[index]);
    // Every transaction locks the frontier before the folders, so that no two of them can deadlock.
    for (const { lane, steps } of byLane(held)) {
      await extendFrontier(trx, foundIn(steps, held), { connectionId, generation, lane });
    }
    const recorded = held.map(({ page }) => page);
    await upsertFolders(trx, recorded, scan);
    await recordListedFolders(trx, scan, held.flatMap(listedFolderOf));
    const found: number[] = [];
    for (const { lane, steps } of byLane(held)) {
      found.push(
        await upsertFiles(
          trx,
          steps.map((step) => ({ ...step.page, listing: pageOfListing(step) })),
          { connectionId, generation, ...reasonOf(lane) },
        ),
      );
    }
    await endListings(trx, connectionId, held);
    await countScan(trx, connectionId, generation, {
      foldersListed: held.filter(({ end }) => end === 'complete').length,
      filesFound: sum(found),
      apiCalls: sum(recorded.map(({ apiCalls }) => apiCalls)),
    });
    return isHeld.map((isRecorded) => (isRecorded ? { isRecorded, isGenerationOver: newest.isOver } : LOST));
  });
}

/** A pass in which nothing went wrong. */
export const NOTHING_MET: ListingPass = { failure: null, unreadable: 0, progress: NO_PROGRESS };

/** How the listing of a folder goes on after a page. */
interface Step extends ClaimMove {
  readonly page: ListedPage;
  /** What the listing could not show; null if it showed everything, or goes on. */
  readonly gap: Gap | null;
  readonly failure: Problem | null;
  /** `complete`: everything was listed and scanned; null: the listing goes on with its next page, or with this one. */
  readonly end: 'complete' | 'failed' | 'gap' | null;
}

function stepOf(page: ListedPage): Step {
  const { claim, leaseId, isWhole, nextMarker } = page;
  const pass = page.pass ?? NOTHING_MET;
  const isListed = isWhole && nextMarker === null;
  const gap = isListed ? gapOf(page, pass) : null;
  const end = !isListed ? null : pass.failure ? 'failed' : gap ? 'gap' : 'complete';
  const next = isWhole && nextMarker !== null ? { marker: nextMarker, pass, lane: claim.lane } : null;
  const { userId, folderId } = claim;
  return { page, userId, folderId, leaseId, isEnded: end === 'complete', next, gap, failure: pass.failure, end };
}

/** What the listing of a folder could not show; null if it showed everything. */
function gapOf({ isEndless }: ListedPage, { unreadable }: ListingPass): Gap | null {
  if (isEndless) return { entries: 0, error: problem('listing_endless') };
  return unreadable > 0 ? { entries: unreadable, error: problem('entry_unreadable') } : null;
}

function byLane(steps: readonly Step[]): { readonly lane: Lane; readonly steps: readonly Step[] }[] {
  const lanes = ([0, 1] as const).map((lane) => ({
    lane,
    steps: steps.filter(({ page }) => page.claim.lane === lane),
  }));
  return lanes.filter(({ steps }) => steps.length > 0);
}

/**
 * The frontier entries of the folders on these pages. A folder whose listing ends with one of all pages is listed already,
 * and is added only if it is part of a promoted subtree: its page may be older than the promotion.
 */
function foundIn(steps: readonly Step[], all: readonly Step[]): FrontierEntry[] {
  const ended = new Set(all.flatMap(({ isEnded, folderId }) => (isEnded ? folderId : [])));
  return steps.flatMap(({ page, userId }) =>
    page.folders.flatMap(({ folderId }, place) =>
      page.claim.lane === 1 && ended.has(folderId)
        ? []
        : { userId, folderId, turn: (page.firstTurn ?? page.claim.turn + 1) + place },
    ),
  );
}

/**
 * The page as a page of its folder's listing; null if it is listed again because some of its files were not scanned. In a
 * promoted subtree each file has a scan of its own, with the reason.
 */
const pageOfListing = ({ page: { claim, isWhole, pass }, userId, folderId }: Step): PageOfListing | null =>
  claim.lane === 1 && isWhole ? { userId, folderId, page: (pass ?? NOTHING_MET).progress.pages } : null;

/** What is recorded of a listed folder; nothing of a root. */
function listedFolderOf({ page: { sharing, claim }, end }: Step) {
  const isListed = end === 'complete' || end === 'gap';
  return sharing || isListed ? { folderId: claim.folderId, sharing, isListed } : [];
}

/**
 * Closes the gaps of folders whose listing showed everything. Other folders are listed again: soon if some of their items
 * could not be scanned, and as parked folders if the listing could not show all of them.
 */
async function endListings(trx: Trx, connectionId: string, steps: readonly Step[]): Promise<void> {
  await closeGaps(
    trx,
    connectionId,
    steps.filter(({ end, gap }) => end !== null && !gap),
  );
  for (const { userId, folderId, leaseId, end, gap, failure } of steps) {
    const held: HeldClaim = { connectionId, leaseId, userId, folderId };
    if (gap) await recordGap(trx, held, gap);
    if (end === 'failed' && failure) await endIncompletePass(trx, held, failure);
    else if (end === 'gap' && gap) await parkForGap(trx, held, gap.error);
  }
}

const reasonOf = (lane: Lane): { reason: ScanReason; force: boolean } =>
  lane === 0 ? { reason: 'subtree', force: true } : { reason: 'bulk', force: false };
