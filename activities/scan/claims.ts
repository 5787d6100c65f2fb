import type { BoxError } from '../../src/box/errors.js';
import type { Problem } from '../../src/domain/problems.js';
import { claimFolders, removeClaim, parkClaim, releaseClaims, type Claim } from '../../src/store/scan/frontier.js';
import type { Db } from '../../src/store/sql/postgres.js';

/** How many folders are claimed at a time. */
const BATCH = 16;
/** How often a folder may fail while Box is well before it is parked. */
const MAX_ATTEMPTS = 5;

/** The folders that one slice holds. */
export interface Claims {
  /** The next claimed folder; undefined when nothing waits. */
  next(): Promise<Claim | undefined>;
  /** A folder is not listed to its end: it goes back as it is, after `waitMs` at the earliest. */
  giveBack(claim: Claim, waitMs?: number): Promise<void>;
  /** Box no longer knows the folder's marker: it goes back to be listed from its beginning. */
  startAnew(claim: Claim): Promise<void>;
  /** The folder is no longer this user's to list. */
  drop(claim: Claim): Promise<void>;
  /**
   * A folder failed for a passing reason: it goes back, or is parked if it keeps failing while Box is well. Throws the
   * error when Box is not, so that the whole slice waits.
   */
  fail(claim: Claim, error: BoxError): Promise<void>;
  park(claim: Claim, problem: Problem): Promise<void>;
  /** Gives back what was claimed and not begun. */
  releaseUnused(): Promise<void>;
}

/** Claims for one slice, taken in batches and handed out one by one. */
export function createClaims(
  db: Db,
  lease: { readonly connectionId: string; readonly generation: number; readonly leaseId: string },
  isBoxWell: () => Promise<boolean>,
): Claims {
  let batch: Claim[] = [];
  let claiming: Promise<void> | undefined;
  let asking: Promise<boolean> | undefined;

  async function next(): Promise<Claim | undefined> {
    if (batch.length === 0) {
      claiming ??= claimFolders(db, { ...lease, limit: BATCH }).then((claimed) => {
        batch = claimed;
        claiming = undefined;
      });
      await claiming;
    }
    return batch.shift();
  }

  async function fail(claim: Claim, error: BoxError): Promise<void> {
    // Folders that fail side by side ask once.
    asking ??= isBoxWell().finally(() => {
      asking = undefined;
    });
    const isWell = await asking;
    if (isWell && claim.attempts + 1 >= MAX_ATTEMPTS) return parkClaim(db, { ...lease, ...claim }, error.problem);
    const waitMs = Math.min(1_000 * 2 ** claim.attempts, 30_000);
    await releaseClaims(db, [claim], { ...lease, waitMs, failed: isWell });
    // The whole slice backs off: Temporal tries again, later and later.
    if (!isWell) throw error;
  }

  return {
    next,
    fail,
    giveBack: (claim, waitMs) => releaseClaims(db, [claim], { ...lease, ...(waitMs === undefined ? {} : { waitMs }) }),
    startAnew: (claim) => releaseClaims(db, [claim], { ...lease, restart: true }),
    drop: (claim) => removeClaim(db, { ...lease, ...claim }),
    park: (claim, problem) => parkClaim(db, { ...lease, ...claim }, problem),
    releaseUnused: () => releaseClaims(db, batch, lease),
  };
}
