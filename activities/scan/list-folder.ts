import { inheritSharing, NO_SHARING, type OwnCollaborators } from '../../src/domain/exposure.js';
import { advance } from '../../src/domain/listing-guard.js';
import { isBoxError } from '../../src/box/errors.js';
import type { BoxItem, Page } from '../../src/box/client.js';
import { unskipUser } from '../../src/store/scan/box-users.js';
import type { Problem } from '../../src/domain/problems.js';
import type { Claim, ClaimedFolder } from '../../src/store/scan/frontier.js';
import { isGenerationOver } from '../../src/store/scan/generations.js';
import { NOTHING_MET, type ListingPass } from '../../src/store/scan/record-pages.js';
import { markUnlisted } from '../../src/store/scan/removals.js';
import type { Db } from '../../src/store/sql/postgres.js';
import type { Claims } from './claims.js';
import type { CollaborationProbe } from './collaboration-probe.js';
import type { ScanContext } from './context.js';
import type { Memory } from './memories.js';
import { isPersistent, observePage, type ListedFolder, type ObservedPage } from './observe-page.js';
import { settleFailure, ROOT } from './settle-failure.js';
import { ownCollaborators, UNREAD_COLLABORATORS } from './sharing.js';

/** The slice that lists a folder. */
export interface SliceOfWork extends Memory {
  readonly leaseId: string;
  readonly isOver: () => boolean;
  readonly claims: Claims;
}

/** Lists a claimed folder page by page, to its end or to the end of the slice. Returns the number of recorded pages. */
export async function listFolder(db: Db, scan: ScanContext, claim: Claim, slice: SliceOfWork): Promise<number> {
  const progress = { pages: 0 };
  try {
    await listPages(db, scan, claim, slice, progress);
  } catch (error) {
    const isMarkerExpired = claim.marker !== null && progress.pages === 0 && isBoxError(error, 'BoxRejected');
    if (isMarkerExpired) await slice.claims.restart(claim, error.problem);
    else await settleFailure(db, scan, claim, slice.claims, error);
  }
  return progress.pages;
}

async function listPages(
  db: Db,
  scan: ScanContext,
  opened: Claim,
  slice: SliceOfWork,
  progress: { pages: number },
): Promise<void> {
  const startedAt = new Date();
  const { folder, failure, lane } = await openFolder(scan, opened, slice.probe);
  const claim = { ...opened, lane };
  let { marker } = claim;
  let pass = claim.pass ?? { ...NOTHING_MET, failure };
  let hasGap: boolean;
  let isOver: boolean;
  do {
    const observedAt = new Date();
    const page = await scan.client.folderItems(
      claim.folderId,
      { marker, limit: 1000 },
      { asUser: claim.userId, purpose: 'listing', signal: scan.signal },
    );
    if (claim.folderId === ROOT && marker === null) await noteActing(db, scan, claim, slice.claims);
    const observed = await observePage(db, scan, claim, folder, page.entries, slice);
    const after = afterPage(pass, page, observed);
    const recordedAt = performance.now();
    const { isRecorded, isGenerationOver } = await slice.recorder.record(scan, {
      files: observed.files,
      folders: observed.folders,
      isWhole: observed.isWhole,
      leaseId: slice.leaseId,
      claim,
      firstTurn: firstTurnOf(scan, claim, observed.folders.length, slice),
      sharing: folder.collaborators && { own: folder.collaborators, inForce: folder.sharing },
      nextMarker: after.nextMarker,
      pass: after.pass,
      isEndless: after.isEndless,
      apiCalls: scan.takeCalls(),
      observedAt,
    });
    if (isRecorded) {
      progress.pages += 1;
      const endsFolder = observed.isWhole && after.nextMarker === null;
      const lane = claim.lane === 0 ? 'subtree' : 'bulk';
      scan.meter.pageRecorded({
        lane,
        files: observed.files.length,
        endsFolder,
        ms: performance.now() - recordedAt,
      });
    }
    // What was observed is kept; the error decides how the folder goes on.
    if (isRecorded && observed.stoppedBy) throw observed.stoppedBy;
    // A page is not recorded if the claim was lost or a newer generation has begun.
    if (!isRecorded || !observed.isWhole) return slice.claims.release(claim);
    ({ pass } = after);
    isOver = isGenerationOver;
    hasGap = after.isEndless || pass.unreadable > 0;
    marker = after.nextMarker;
  } while (marker !== null && !slice.isOver());
  if (marker !== null) await slice.claims.release(claim);
  else if (!pass.failure && !hasGap) await markRemovals(db, scan, claim, { isOver, startedAt });
}

/** The turn of the first folder on a page. The few of a promoted subtree follow at once. */
function firstTurnOf(
  { generation }: ScanContext,
  { userId, lane, turn }: Claim,
  folders: number,
  { turns }: SliceOfWork,
): number {
  return lane === 0 ? turn + 1 : turns.take({ generation, userId }, turn, folders);
}

/** A folder that can be listed. */
interface OpenedFolder {
  readonly folder: ListedFolder;
  /** Why the folder's collaborators could not be read; null if they are known. */
  readonly failure: Problem | null;
  /** The lane in which the folders below are scanned. */
  readonly lane: Claim['lane'];
}

/**
 * Reads the folder's own collaborators, unless this generation has recorded them; they apply to everything below it. If
 * they could not be read several times, everything below counts as shared outside until they can be: then the subtree is
 * scanned once more.
 */
async function openFolder(scan: ScanContext, claim: Claim, probe: CollaborationProbe): Promise<OpenedFolder> {
  const { folder, folderId, lane } = claim;
  if (!folder) {
    const root = { folderId, path: '', ancestorIds: [], sharing: NO_SHARING, collaborators: null };
    return { folder: root, failure: null, lane };
  }
  const recorded = folder.ownCollaborators;
  const wasUnread = recorded?.unread === true;
  const { collaborators, failure } =
    recorded && !wasUnread
      ? { collaborators: recorded, failure: null }
      : await readCollaborators(scan, claim, folder, probe);
  const sharing = inheritSharing(claim.parentSharing ?? NO_SHARING, {
    id: folderId,
    link: folder.ownLink,
    collaborators,
  });
  return {
    folder: { folderId, path: folder.path, ancestorIds: [...folder.ancestorIds, folderId], sharing, collaborators },
    failure,
    lane: wasUnread && !collaborators.unread ? 0 : lane,
  };
}

async function readCollaborators(
  scan: ScanContext,
  claim: Claim,
  { hasCollaborations }: ClaimedFolder,
  probe: CollaborationProbe,
): Promise<{ readonly collaborators: OwnCollaborators; readonly failure: Problem | null }> {
  try {
    const item = { type: 'folder', id: claim.folderId, hasCollaborations } as const;
    const call = { asUser: claim.userId, purpose: 'collaborations' } as const;
    const collaborators = await ownCollaborators(scan, item, call);
    if (hasCollaborations) probe.worked({ ...item, asUser: claim.userId });
    return { collaborators, failure: null };
  } catch (error) {
    const isFailure = isBoxError(error, 'BoxUnavailable', 'BoxNotFound', 'BoxForbidden', 'BoxRejected');
    if (!isFailure || !isPersistent(claim) || !(await probe.works(scan))) throw error;
    return { collaborators: UNREAD_COLLABORATORS, failure: error.problem };
  }
}

/** Acting as this user works: the user is no longer skipped, and if acting as anybody was refused, all are retried. */
async function noteActing(
  db: Db,
  scan: ScanContext,
  { userId, isUserSkipped, isParked }: Claim,
  claims: Claims,
): Promise<void> {
  // A user who was skipped since the root was claimed has it parked: its next listing ends the skipping.
  if (isUserSkipped || isParked) await unskipUser(db, scan.connectionId, userId);
  if (isParked && userId !== scan.account.id) await claims.retryActedFor();
}

/** The pass with a page, and where the listing goes on; an endless listing ends. */
function afterPage(
  pass: ListingPass,
  page: Page<BoxItem>,
  observed: ObservedPage,
): { readonly pass: ListingPass; readonly nextMarker: string | null; readonly isEndless: boolean } {
  const { received, nextMarker } = page;
  const progress = advance(pass.progress, { ids: page.entries.map(({ id }) => id), received, nextMarker });
  return {
    pass: {
      failure: pass.failure ?? observed.failure,
      unreadable: pass.unreadable + page.unreadable.length,
      progress: progress ?? pass.progress,
    },
    nextMarker: progress ? nextMarker : null,
    isEndless: progress === null,
  };
}

/**
 * Marks as gone what the folder held and its listing did not show, if the generation has ended: the folder was parked
 * until now, or lies below one that was. A running generation does this for all folders at its end, which it cannot reach
 * while a folder is listed that is not parked.
 */
async function markRemovals(
  db: Db,
  { connectionId, generation }: ScanContext,
  { userId, folderId, isParked }: Claim,
  { isOver, startedAt }: { readonly isOver: boolean; readonly startedAt: Date },
): Promise<void> {
  if (!isOver && !(isParked && (await isGenerationOver(db, connectionId, generation)))) return;
  await markUnlisted(db, { connectionId, userId, folderId }, { generation, observedAt: startedAt });
}
