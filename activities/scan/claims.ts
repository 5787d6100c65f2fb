import type { BoxError } from '../../src/box/errors.js';
import type { Problem } from '../../src/domain/problems.js';
import { claimFolders, removeClaim, parkClaim, releaseClaims, type Claim } from '../../src/store/scan/frontier.js';
import type { Db } from '../../src/store/sql/postgres.js';

/** How many folders one statement claims. */
const BATCH = 16;
/** How many times a folder may fail while Box is available before it is parked. */
const MAX_ATTEMPTS = 5;

/** The folders that one slice has claimed. */
export interface Claims {
  /** The next claimed folder; undefined if no folder is available. */
  next(): Promise<Claim | undefined>;
  /** Returns a folder to the frontier with its page marker; it can be claimed again after `waitMs` (default: at once). */
  release(claim: Claim, waitMs?: number): Promise<void>;
  /** Returns a folder to be listed from its first page: Box no longer accepts its marker, because markers expire. */
  restart(claim: Claim): Promise<void>;
  /** Removes a folder from the frontier: it no longer belongs to the user. */
  drop(claim: Claim): Promise<void>;
  /**
   * Returns a folder that failed for a transient reason; parks it after five failures while Box is available. If Box is
   * unavailable, throws the error, so that Temporal retries the whole slice with back-off.
   */
  fail(claim: Claim, error: BoxError): Promise<void>;
  /** Sets a folder aside with its problem until the next generation. */
  park(claim: Claim, problem: Problem): Promise<void>;
  /** Returns the claimed folders that `next` has not handed out. */
  releaseUnused(): Promise<void>;
}

/** Claims folders in batches and hands them out one by one. */
export function createClaims(
  db: Db,
  lease: { readonly connectionId: string; readonly generation: number; readonly leaseId: string },
  isBoxAvailable: () => Promise<boolean>,
): Claims {
  let batch: Claim[] = [];
  let claiming: Promise<void> | undefined;
  let checking: Promise<boolean> | undefined;

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
    // Folders that fail at the same time share one check.
    checking ??= isBoxAvailable().finally(() => {
      checking = undefined;
    });
    const isAvailable = await checking;
    if (isAvailable && claim.attempts + 1 >= MAX_ATTEMPTS) return parkClaim(db, { ...lease, ...claim }, error.problem);
    const waitMs = Math.min(1_000 * 2 ** claim.attempts, 30_000);
    await releaseClaims(db, [claim], { ...lease, waitMs, failed: isAvailable });
    if (!isAvailable) throw error;
  }

  return {
    next,
    fail,
    release: (claim, waitMs) => releaseClaims(db, [claim], { ...lease, ...(waitMs === undefined ? {} : { waitMs }) }),
    restart: (claim) => releaseClaims(db, [claim], { ...lease, restart: true }),
    drop: (claim) => removeClaim(db, { ...lease, ...claim }),
    park: (claim, problem) => parkClaim(db, { ...lease, ...claim }, problem),
    releaseUnused: () => releaseClaims(db, batch, lease),
  };
}
