import { log } from '@temporalio/activity';
import { isBoxError } from '../../src/box/errors.js';
import { problem, type Problem } from '../../src/domain/problems.js';
import { promotionKey, type Promotion } from '../../src/domain/promotion.js';
import { countAttempt } from '../../src/store/scan/promotions.js';
import { countScan } from '../../src/store/scan/generations.js';
import type { Db } from '../../src/store/sql/postgres.js';
import type { ActivityDependencies } from '../dependencies.js';
import { ConnectionGone } from '../failures.js';
import { isBoxAvailable } from './box-health.js';
import { openScan, type ScanContext } from './context.js';
import { failRescan, skipRescan } from './end-rescan.js';
import { refreshUser } from './refresh-user.js';
import { rescanFile } from './rescan-file.js';
import { rescanFolder } from './rescan-folder.js';
import { withOwner } from './unknown-owner.js';

/** How many items of a batch are scanned at the same time. */
const CONCURRENCY = 5;
/** How many times an item may fail while Box is available before it is parked. */
const MAX_ATTEMPTS = 5;
/** How long failed items wait while Box is unavailable, in milliseconds. */
const OUTAGE_MS = 5_000;
/** The longest wait of a deferred item, in milliseconds. */
const MAX_WAIT_MS = 10_000;

/** A batch of promoted items. */
export interface PromotedBatch {
  readonly connectionId: string;
  readonly generation: number;
  readonly promotions: readonly Promotion[];
  /** RFC 3339 UTC: until when the scan was last paused or parked. Waiting until then is not a delay of ours. */
  readonly heldUntil?: string | null;
}

/** The result of a batch. */
export interface PromotedResult {
  /** The keys of items to retry after `retryInMs`; all other items are done. */
  readonly deferred: readonly string[];
  readonly retryInMs: number;
  /** True if a subtree was added to the frontier. */
  readonly frontierGrew: boolean;
}

/** The activity of the express lane, for a worker. */
export function createPromotedActivities(deps: ActivityDependencies) {
  return {
    scanPromoted: (batch: PromotedBatch) => scanPromoted(deps, batch),
  };
}

/** Scans a batch of promoted items. An item that fails is deferred or parked and never stops the others. */
export async function scanPromoted(deps: ActivityDependencies, batch: PromotedBatch): Promise<PromotedResult> {
  const { db } = deps;
  const scan = await openScan(deps, batch);
  // Read before any item is scanned: a rescan of a new user's file, here or beside, records the user without a scan.
  await scan.users.find(batch.promotions.filter(({ itemType }) => itemType === 'user').map(({ itemId }) => itemId));
  const waiting = [...batch.promotions];
  const outcomes: Outcome[] = [];
  const scanItems = async (): Promise<void> => {
    for (let promotion = waiting.shift(); promotion; promotion = waiting.shift()) {
      outcomes.push(await tryToScan(db, scan, promotion));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, scanItems));
  await settleFailures(db, scan, outcomes);
  await countScan(db, scan.connectionId, scan.generation, { apiCalls: scan.takeCalls() });
  const deferred = outcomes.filter((outcome) => outcome.deferredMs !== null);
  return {
    deferred: deferred.map(({ promotion }) => promotionKey(promotion)),
    retryInMs: Math.min(MAX_WAIT_MS, Math.max(0, ...deferred.map(({ deferredMs }) => deferredMs ?? 0))),
    frontierGrew: outcomes.some((outcome) => outcome.frontierGrew),
  };
}

/** What happened to one item of a batch. */
interface Outcome {
  readonly promotion: Promotion;
  readonly frontierGrew: boolean;
  /** The reason of a failure that a retry may resolve. */
  readonly transientProblem: Problem | null;
  /** How long the item waits for its retry, in milliseconds; null if it is done or parked. */
  deferredMs: number | null;
}

/** Scans one item. Throws only what concerns the whole connection. */
async function tryToScan(db: Db, scan: ScanContext, promotion: Promotion): Promise<Outcome> {
  const outcome: Outcome = { promotion, deferredMs: null, frontierGrew: false, transientProblem: null };
  try {
    return { ...outcome, frontierGrew: await scanOne(db, scan, promotion) };
  } catch (error) {
    if (isBoxError(error, 'BoxRateLimited')) return { ...outcome, deferredMs: error.retryAfterMs ?? 1_000 };
    // Not found: the item, or a folder above it, was removed during the scan. A retry sees its new state.
    if (isBoxError(error, 'BoxUnavailable', 'BoxNotReady', 'BoxNotFound')) {
      return { ...outcome, transientProblem: error.problem };
    }
    if (isBoxError(error, 'BoxForbidden')) {
      // Box does not let us act as the owner. The bulk scan records that the user is skipped.
      await skipRescan(db, scan, promotion, error.problem);
      return outcome;
    }
    if (isBoxError(error, 'BoxRejected')) {
      await failRescan(db, scan, promotion, error.problem);
      return outcome;
    }
    if (isBoxError(error) || error instanceof ConnectionGone || scan.signal.aborted) throw error;
    // An unknown error counts against the item, so that it does not block the rest of the batch forever.
    log.error('A promoted item could not be scanned', { item: promotionKey(promotion), error });
    return { ...outcome, transientProblem: problem('item_not_scanned') };
  }
}

/** Scans one item by its type; true if a subtree was added to the frontier. */
async function scanOne(db: Db, scan: ScanContext, promoted: Promotion): Promise<boolean> {
  const promotion = await withOwner(db, scan, promoted);
  if (!promotion) return false;
  switch (promotion.itemType) {
    case 'file':
      await rescanFile(db, scan, promotion);
      return false;
    case 'folder':
      return rescanFolder(db, scan, promotion);
    case 'user':
      return refreshUser(db, scan, promotion);
  }
}

/**
 * If Box is available, counts the failure against the item, which is parked after 5 attempts. During an outage, defers
 * all failed items and counts nothing.
 */
async function settleFailures(db: Db, scan: ScanContext, outcomes: readonly Outcome[]): Promise<void> {
  if (outcomes.every(({ transientProblem }) => transientProblem === null)) return;
  const isAvailable =
    outcomes.some(({ transientProblem }) => transientProblem === null) || (await isBoxAvailable(scan));
  for (const outcome of outcomes) {
    const { promotion, transientProblem } = outcome;
    if (transientProblem === null) continue;
    outcome.deferredMs = isAvailable ? await countFailure(db, scan, promotion, transientProblem) : OUTAGE_MS;
  }
}

/** Returns how long the item waits for its retry, in milliseconds; null if it is parked. */
async function countFailure(db: Db, scan: ScanContext, promotion: Promotion, reason: Problem): Promise<number | null> {
  const { attempts, isParked } = await countAttempt(db, scan.connectionId, promotion);
  if (!isParked && attempts < MAX_ATTEMPTS) return 500 * 2 ** attempts;
  await failRescan(db, scan, promotion, reason);
  return null;
}
