import type { Kysely } from 'kysely';
import type { BoxError } from '../src/box/errors.js';
import type { Problem } from '../src/box/problems.js';
import type { Database } from '../src/store/database.js';
import { claimFolders, parkClaim, releaseClaims, type Claim } from '../src/store/frontier.js';

/** How many folders are claimed at a time. */
const BATCH = 16;
/** How often a folder may fail while others succeed before it is parked. */
const MAX_ATTEMPTS = 5;
/** After this many failures in a row with nothing done, Box is in trouble, not the folder. */
const OUTAGE_FAILURES = 8;

/** The folders that one slice holds. */
export interface Claims {
  /** The next claimed folder; undefined when nothing waits. */
  next(): Promise<Claim | undefined>;
  /** A folder is not listed to its end: it goes back as it is, after `waitMs` at the earliest. */
  giveBack(claim: Claim, waitMs?: number): Promise<void>;
  /** A folder failed for a passing reason: it goes back, or is parked if it keeps failing while others succeed. */
  fail(claim: Claim, error: BoxError): Promise<void>;
  park(claim: Claim, problem: Problem): Promise<void>;
  /** A page was recorded: Box is well. */
  succeeded(): void;
  /** Gives back what was claimed and not begun. */
  releaseUnused(): Promise<void>;
}

/** Claims for one slice, taken in batches and handed out one by one. */
export function createClaims(
  db: Kysely<Database>,
  lease: { readonly connectionId: string; readonly generation: number; readonly leaseId: string },
): Claims {
  let batch: Claim[] = [];
  let claiming: Promise<void> | undefined;
  let failuresInARow = 0;

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
    failuresInARow += 1;
    const isOutage = failuresInARow > OUTAGE_FAILURES;
    if (!isOutage && claim.attempts + 1 >= MAX_ATTEMPTS) return parkClaim(db, { ...lease, ...claim }, error.problem);
    const waitMs = Math.min(1_000 * 2 ** claim.attempts, 30_000);
    await releaseClaims(db, [claim], { ...lease, waitMs, failed: !isOutage });
    // The whole slice backs off: Temporal tries again, later and later.
    if (isOutage) throw error;
  }

  return {
    next,
    fail,
    giveBack: (claim, waitMs) => releaseClaims(db, [claim], { ...lease, ...(waitMs === undefined ? {} : { waitMs }) }),
    park: (claim, problem) => parkClaim(db, { ...lease, ...claim }, problem),
    succeeded: () => {
      failuresInARow = 0;
    },
    releaseUnused: () => releaseClaims(db, batch, lease),
  };
}
