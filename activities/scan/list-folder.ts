import { isBoxError } from '../../src/box/errors.js';
import { inheritSharing, NO_SHARING } from '../../src/domain/exposure.js';
import { problem } from '../../src/domain/problems.js';
import { skipUser } from '../../src/store/scan/box-users.js';
import { removeUserFromFrontier, type Claim } from '../../src/store/scan/frontier.js';
import { markSubtree } from '../../src/store/scan/removals.js';
import { recordPage } from '../../src/store/scan/record-page.js';
import type { Db } from '../../src/store/sql/postgres.js';
import type { Claims } from './claims.js';
import type { ScanContext } from './context.js';
import { observePage, type ListedFolder } from './observe-page.js';
import { ownCollaborators } from './sharing.js';

/** How long a folder waits after a failure of an unknown kind, in milliseconds. */
const UNKNOWN_FAILURE_WAIT_MS = 60_000;
/** Every user's root folder. */
const ROOT = '0';

/** Lists a claimed folder page by page, to its end or to the end of the slice. Returns the number of recorded pages. */
export async function listFolder(
  db: Db,
  scan: ScanContext,
  claim: Claim,
  slice: { readonly leaseId: string; readonly isOver: () => boolean; readonly claims: Claims },
): Promise<number> {
  let pages = 0;
  try {
    const folder = await openFolder(scan, claim);
    let { marker } = claim;
    do {
      const observedAt = new Date();
      const page = await scan.client.folderItems(
        claim.folderId,
        { marker, limit: 1000 },
        { asUser: claim.userId, purpose: 'listing', signal: scan.signal },
      );
      const observed = await observePage(db, scan, claim, folder, page.entries, slice.isOver);
      const isRecorded = await recordPage(db, {
        ...observed,
        connectionId: scan.connectionId,
        generation: scan.generation,
        leaseId: slice.leaseId,
        claim,
        sharing: folder.collaborators && { own: folder.collaborators, inForce: folder.sharing },
        nextMarker: page.nextMarker,
        apiCalls: scan.takeCalls(),
        observedAt,
      });
      if (isRecorded) pages += 1;
      // A page is not recorded if the claim was lost or a newer generation has begun.
      if (!isRecorded || !observed.isWhole) {
        await slice.claims.release(claim);
        return pages;
      }
      marker = page.nextMarker;
    } while (marker !== null && !slice.isOver());
    if (marker !== null) await slice.claims.release(claim);
  } catch (error) {
    const isMarkerExpired = claim.marker !== null && pages === 0 && isBoxError(error, 'BoxRejected');
    if (isMarkerExpired) await slice.claims.restart(claim);
    else await settleFailure(db, scan, claim, slice.claims, error);
  }
  return pages;
}

/** Reads the folder's own collaborators, unless this generation has recorded them; they apply to everything below it. */
async function openFolder(scan: ScanContext, claim: Claim): Promise<ListedFolder> {
  const { folder, folderId } = claim;
  if (!folder) return { folderId, path: '', ancestorIds: [], sharing: NO_SHARING, collaborators: null };
  const collaborators =
    folder.ownCollaborators ??
    (await ownCollaborators(
      scan,
      { type: 'folder', id: folderId, hasCollaborations: folder.hasCollaborations },
      { asUser: claim.userId, purpose: 'collaborations' },
    ));
  return {
    folderId,
    path: folder.path,
    ancestorIds: [...folder.ancestorIds, folderId],
    sharing: inheritSharing(claim.parentSharing ?? NO_SHARING, { id: folderId, link: folder.ownLink, collaborators }),
    collaborators,
  };
}

/** One folder's failure never stops the others. Throws what concerns the whole connection, which ends the slice. */
async function settleFailure(db: Db, scan: ScanContext, claim: Claim, claims: Claims, error: unknown): Promise<void> {
  const { connectionId } = scan;
  if (isBoxError(error, 'BoxRateLimited')) return claims.release(claim, error.retryAfterMs ?? 5_000);
  if (isBoxError(error, 'BoxUnavailable', 'BoxNotReady')) return claims.fail(claim, error);
  if (isBoxError(error, 'BoxForbidden', 'BoxNotFound') && claim.folderId === ROOT) {
    return skipClaimedUser(db, scan, claim);
  }
  if (isBoxError(error, 'BoxNotFound')) {
    // If the folder changed owner after it was claimed, it still exists: its new owner's scan lists it.
    if (claim.folder?.ownerId !== claim.userId) return claims.drop(claim);
    return markSubtree(db, claim.folderId, 'gone', { connectionId, observedAt: new Date(), reason: 'bulk' });
  }
  if (isBoxError(error, 'BoxForbidden', 'BoxRejected')) return claims.park(claim, error.problem);
  const isConnectionWide = scan.signal.aborted || isBoxError(error, 'BoxUnauthorized');
  // After an unknown failure the folder waits, so that the folders behind it are listed first.
  await claims.release(claim, isConnectionWide ? undefined : UNKNOWN_FAILURE_WAIT_MS);
  throw error;
}

/** Box does not let us act as this user. A Co-Admin's account cannot act as the admin or as other co-admins. */
async function skipClaimedUser(
  db: Db,
  { connectionId, coverage, users }: ScanContext,
  { userId }: Claim,
): Promise<void> {
  const user = await users.get(userId);
  const isAdmin = user !== undefined && user.role !== 'user';
  const code = coverage === 'limited' && isAdmin ? 'coadmin_limited' : 'user_not_impersonable';
  await skipUser(db, connectionId, userId, problem(code, { login: user?.login ?? userId }));
  await removeUserFromFrontier(db, connectionId, userId);
}
