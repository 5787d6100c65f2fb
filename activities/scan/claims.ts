import { problem, type Problem } from '../../src/domain/problems.js';
import { skipUser } from '../../src/store/scan/box-users.js';
import {
  claimFolders,
  endIncompletePass,
  parkAllActedFor,
  parkClaim,
  parkSkippedUser,
  releaseClaims,
  removeClaim,
  retryParkedFor,
  type Claim,
} from '../../src/store/scan/frontier.js';
import type { WaitingUsers } from '../../src/box/governor.js';
import type { Db } from '../../src/store/sql/postgres.js';

/** How many folders one statement claims. */
const BATCH = 16;
/** How many claimed folders a slice holds at most while it looks for some of other users. */
const MOST_HELD = 2 * BATCH;
/** How long after it has found none it looks again, in milliseconds. */
const LOOK_AGAIN_MS = 250;
/** How many times a folder may fail while Box is available before it is parked. */
const MAX_ATTEMPTS = 5;
/** The longest pause before a skipped user is tried again, in seconds: several times a day. */
const MAX_USER_RETRY_SECONDS = 6 * 3_600;

/** The folders that one slice has claimed. */
export interface Claims {
  /** The next claimed folder; undefined if no folder is available. */
  next(): Promise<Claim | undefined>;
  /** Returns a folder to the frontier with its page marker; it can be claimed again after `waitMs` (default: at once). */
  release(claim: Claim, waitMs?: number): Promise<void>;
  /**
   * Returns a folder to be listed from its first page: Box no longer accepts its marker, because markers expire. A folder
   * that must be restarted again and again is parked.
   */
  restart(claim: Claim, reason: Problem): Promise<void>;
  /** Removes a folder from the frontier: it no longer belongs to the user. */
  drop(claim: Claim): Promise<void>;
  /** Counts a failure against a folder, which is retried after a pause, and parked after five failures. */
  fail(claim: Claim, reason: Problem): Promise<void>;
  /** Counts a failure against a folder, which is retried after `waitMs`. */
  failOnce(claim: Claim, waitMs: number): Promise<void>;
  /** Sets a folder aside with its problem; it is retried after a minute to an hour. */
  park(claim: Claim, reason: Problem): Promise<void>;
  /** Skips a user, whose root is retried after a minute to six hours. */
  skip(userId: string, reason: Problem): Promise<void>;
  /** Sets all folders of other users than the account aside: Box lets it act as nobody. The rest of this slice, too. */
  parkActedFor(accountId: string): Promise<void>;
  /** Retries what `parkActedFor` set aside: acting as a user works again. */
  retryActedFor(): Promise<void>;
  /** Returns the claimed folders that `next` has not handed out. */
  releaseUnused(): Promise<void>;
}

/**
 * Claims folders in batches and hands them out one by one. Folders of users whose calls wait already leave the places to
 * others; those of limited users are not claimed at all.
 */
export function createClaims(
  db: Db,
  lease: { readonly connectionId: string; readonly generation: number; readonly leaseId: string },
  waitingUsers: () => WaitingUsers,
): Claims {
  let batch: Claim[] = [];
  let claiming: Promise<void> | undefined;
  let noOthersUntil = 0;

  async function next(): Promise<Claim | undefined> {
    const found = takeFree();
    if (found) return found;
    const isWorthIt = batch.length === 0 || (batch.length < MOST_HELD && Date.now() >= noOthersUntil);
    if (isWorthIt) {
      claiming ??= claim().then((claimed) => {
        batch.push(...claimed);
        claiming = undefined;
      });
      await claiming;
    }
    return takeFree() ?? batch.shift();
  }

  /** Takes the first folder whose listing would not only wait for the calls of its user. */
  function takeFree(): Claim | undefined {
    const { busy } = waitingUsers();
    const index = batch.findIndex(({ userId }) => !busy.includes(userId));
    return index < 0 ? undefined : batch.splice(index, 1)[0];
  }

  /** Claims folders of users whose calls do not wait; of the others only if there is nothing else to do. */
  async function claim(): Promise<Claim[]> {
    const { busy, limited } = waitingUsers();
    if (busy.length + limited.length === 0) return claimFolders(db, { ...lease, limit: BATCH });
    const others = await claimFolders(db, { ...lease, limit: BATCH, passOver: [...busy, ...limited] });
    if (others.length === 0) noOthersUntil = Date.now() + LOOK_AGAIN_MS;
    if (others.length > 0 || batch.length > 0 || busy.length === 0) return others;
    return claimFolders(db, { ...lease, limit: BATCH, passOver: limited });
  }

  const park = (claim: Claim, reason: Problem) => parkClaim(db, { ...lease, ...claim }, reason);

  return {
    next,
    park,
    async fail(claim, reason) {
      if (claim.isParked || claim.attempts + 1 >= MAX_ATTEMPTS) return park(claim, reason);
      await releaseClaims(db, [claim], {
        ...lease,
        waitMs: Math.min(1_000 * 2 ** claim.attempts, 30_000),
        failed: true,
      });
    },
    failOnce: (claim, waitMs) => releaseClaims(db, [claim], { ...lease, waitMs, failed: true }),
    async skip(userId, reason) {
      await skipUser(db, lease.connectionId, userId, reason);
      await parkSkippedUser(
        db,
        { connectionId: lease.connectionId, userId },
        { generation: lease.generation, error: reason, maxRetrySeconds: MAX_USER_RETRY_SECONDS },
      );
    },
    async parkActedFor(accountId) {
      batch = batch.filter(({ userId }) => userId === accountId);
      await parkAllActedFor(db, lease, { accountId, error: problem('as_user_refused') });
    },
    retryActedFor: () => retryParkedFor(db, lease.connectionId, 'as_user_refused'),
    release: (claim, waitMs) => releaseClaims(db, [claim], { ...lease, ...(waitMs === undefined ? {} : { waitMs }) }),
    restart: (claim, reason) =>
      db.transaction().execute((trx) => endIncompletePass(trx, { ...lease, ...claim }, reason)),
    drop: (claim) => removeClaim(db, { ...lease, ...claim }),
    releaseUnused: () => releaseClaims(db, batch, lease),
  };
}
