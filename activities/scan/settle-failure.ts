import { log } from '@temporalio/activity';
import { isBoxError, type BoxError } from '../../src/box/errors.js';
import { problem } from '../../src/domain/problems.js';
import type { Claim } from '../../src/store/scan/frontier.js';
import { markSubtree } from '../../src/store/scan/removals.js';
import type { Db } from '../../src/store/sql/postgres.js';
import { ConnectionGone } from '../failures.js';
import { whoIsToBlame } from './blame.js';
import type { Claims } from './claims.js';
import type { ScanContext } from './context.js';
import { whereIsFolder } from './missing.js';

/** Every user's root folder. */
export const ROOT = '0';
/** How long a folder waits before Box's first refusal is asked about again, in milliseconds. */
const ASK_AGAIN_MS = 2_000;

/** One folder's failure never stops the others. Throws what concerns the whole connection, which ends the slice. */
export async function settleFailure(
  db: Db,
  scan: ScanContext,
  claim: Claim,
  claims: Claims,
  error: unknown,
): Promise<void> {
  if (scan.signal.aborted || error instanceof ConnectionGone || isBoxError(error, 'BoxUnauthorized')) {
    await claims.release(claim);
    throw error;
  }
  if (isBoxError(error, 'BoxRateLimited')) return claims.release(claim, error.retryAfterMs ?? 5_000);
  if (isBoxError(error, 'BoxForbidden', 'BoxNotFound')) return settleRefusal(db, scan, claim, claims, error);
  if (isBoxError(error)) return settleTrouble(scan, claim, claims, error);
  // An error of our own, or of Postgres: if that is away, this statement fails as well.
  log.error('A folder could not be scanned', { folderId: claim.folderId, error });
  await claims.fail(claim, problem('item_not_scanned'));
}

/** Box could not be reached, or rejected the call. If a call like it works, the failure counts against the folder. */
async function settleTrouble(scan: ScanContext, claim: Claim, claims: Claims, error: BoxError): Promise<void> {
  const blame = await blameFor(scan, claim, error).catch(async (reason: unknown) => {
    await claims.release(claim);
    throw reason;
  });
  if (blame !== 'box' && blame !== 'as_user') return claims.fail(claim, error.problem);
  await claims.release(claim, Math.min(1_000 * 2 ** claim.attempts, 30_000));
  throw error;
}

/**
 * Box refused the folder, or says that it is not there. One such answer decides nothing: it is asked for again, then a
 * well-known call tells whom it concerns, and only the listing of the folder above tells that a folder is gone.
 */
async function settleRefusal(db: Db, scan: ScanContext, claim: Claim, claims: Claims, error: BoxError): Promise<void> {
  const { connectionId } = scan;
  if (error.code === 'trashed' && claim.folderId !== ROOT) {
    return markSubtree(db, claim.folderId, 'trashed', { connectionId, observedAt: new Date(), reason: 'bulk' });
  }
  if (!claim.isParked && claim.attempts === 0) return claims.failOnce(claim, ASK_AGAIN_MS);
  try {
    switch (await blameFor(scan, claim, error)) {
      case 'box':
        throw error;
      case 'as_user': {
        await claims.parkActedFor(scan.account.id);
        return;
      }
      case 'user': {
        await skipClaimedUser(scan, claim, claims);
        return;
      }
      case 'item':
        if (error.type === 'BoxForbidden' || claim.folderId === ROOT) {
          await claims.park(claim, error.problem);
          return;
        }
        {
          await settleMissing(db, scan, claim, claims, error);
          return;
        }
    }
  } catch (reason) {
    await claims.release(claim, ASK_AGAIN_MS);
    throw reason;
  }
}

const blameFor = (scan: ScanContext, { userId, folderId }: Claim, error: BoxError) =>
  whoIsToBlame(scan.calls, { userId, isRoot: folderId === ROOT, accountId: scan.account.id }, error);

/** The folder is not there for its owner: the folder itself and the listings above it tell why. */
async function settleMissing(db: Db, scan: ScanContext, claim: Claim, claims: Claims, error: BoxError): Promise<void> {
  // If the folder changed owner after it was claimed, it still exists: its new owner's scan lists it.
  if (!claim.folder || claim.folder.ownerId !== claim.userId) return claims.drop(claim);
  const { connectionId } = scan;
  const observedAt = new Date();
  const place = { folderId: claim.folderId, parentId: claim.folder.parentId, ownerId: claim.userId };
  const found = await whereIsFolder(db, scan, place).catch((reason: unknown): 'there' => {
    if (isBoxError(reason, 'BoxForbidden', 'BoxNotFound', 'BoxUnavailable', 'BoxRejected')) return 'there';
    throw reason;
  });
  if (found === 'moved') return claims.drop(claim);
  if (found === 'there') return claims.park(claim, error.problem);
  return markSubtree(db, claim.folderId, found, { connectionId, observedAt, reason: 'bulk' });
}

/** Box does not let us act as this user. A Co-Admin's account cannot act as the admin or as other co-admins. */
async function skipClaimedUser({ coverage, users }: ScanContext, { userId }: Claim, claims: Claims): Promise<void> {
  const user = await users.get(userId);
  const isAdmin = user !== undefined && user.role !== 'user';
  const code = coverage === 'limited' && isAdmin ? 'coadmin_limited' : 'user_not_impersonable';
  await claims.skip(userId, problem(code, { login: user?.login ?? userId }));
}
