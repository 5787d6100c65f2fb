import { log } from '@temporalio/activity';
import { isBoxWell } from './box-health.js';
import type { ActivityDependencies } from '../dependencies.js';
import { ConnectionGone } from '../failures.js';
import { isBoxError } from '../../src/box/errors.js';
import { problem, type Problem } from '../../src/domain/problems.js';
import { countAttempt, deletePromotions, parkPromotion } from '../../src/store/scan/promotions.js';
import { countScan } from '../../src/store/scan/generations.js';
import { promotionKey, type Promotion } from '../../src/domain/promotion.js';
import { rescanFile } from './rescan-file.js';
import { rescanFolder } from './rescan-folder.js';
import { refreshUser } from './refresh-user.js';
import { openScan, type ScanContext } from './context.js';

/** How many promoted items of a batch are scanned at the same time. */
const CONCURRENCY = 5;
/** How often an item may fail, while Box is well, before it is parked. */
const MAX_ATTEMPTS = 5;
/** How long all items wait when Box itself is in trouble, in milliseconds. */
const OUTAGE_MS = 5_000;
/** The longest that a deferred item waits for its next try, in milliseconds. */
const MAX_WAIT_MS = 10_000;

/** What became of a batch of promoted items. */
export interface PromotedResult {
  /** Items (`type/id`) to be tried again after `retryInMs`; all others are served. */
  readonly deferred: readonly string[];
  readonly retryInMs: number;
  /** True when a subtree joined the frontier. */
  readonly frontierGrew: boolean;
}

/** The express lane: one item, one look at Box, at once. */
export function createPromotedActivities(dependencies: ActivityDependencies) {
  const { db } = dependencies;

  return {
    /** Scans promoted items; one that fails is tried again or parked and never stops the others. */
    async scanPromoted(work: {
      connectionId: string;
      generation: number;
      promotions: readonly Promotion[];
    }): Promise<PromotedResult> {
      const scan = await openScan(dependencies, work);
      const waiting = [...work.promotions];
      const outcomes: Outcome[] = [];
      const serveNext = async (): Promise<void> => {
        for (let promotion = waiting.shift(); promotion; promotion = waiting.shift()) {
          outcomes.push(await attempt(scan, promotion));
        }
      };
      await Promise.all(Array.from({ length: CONCURRENCY }, serveNext));
      await blameItemsOrBox(scan, outcomes);
      await countScan(db, scan.connectionId, scan.generation, { apiCalls: scan.takeCalls() });
      const deferred = outcomes.filter((outcome) => outcome.deferredMs !== null);
      return {
        deferred: deferred.map(({ promotion }) => promotionKey(promotion)),
        retryInMs: Math.min(MAX_WAIT_MS, Math.max(0, ...deferred.map(({ deferredMs }) => deferredMs ?? 0))),
        frontierGrew: outcomes.some((outcome) => outcome.frontierGrew),
      };
    },
  };

  async function attempt(scan: ScanContext, promotion: Promotion): Promise<Outcome> {
    const outcome: Outcome = { promotion, deferredMs: null, frontierGrew: false, trouble: null };
    try {
      return { ...outcome, frontierGrew: await serve(scan, promotion) };
    } catch (error) {
      if (isBoxError(error, 'BoxRateLimited')) return { ...outcome, deferredMs: error.retryAfterMs ?? 1_000 };
      // Not found: it, or a folder above it, was removed while it was looked at. The next look sees how it stands.
      if (isBoxError(error, 'BoxUnavailable', 'BoxNotReady', 'BoxNotFound')) {
        return { ...outcome, trouble: error.problem };
      }
      if (isBoxError(error, 'BoxForbidden')) {
        // Its owner is out of our reach: the coverage says so, and there is nothing to record of the item.
        await deletePromotions(db, scan.connectionId, [promotion]);
        return outcome;
      }
      if (isBoxError(error, 'BoxRejected')) {
        await parkPromotion(db, scan.connectionId, promotion, error.problem);
        return outcome;
      }
      if (isBoxError(error) || error instanceof ConnectionGone || scan.signal.aborted) throw error;
      // What we do not understand must not hold up the items beside it for ever.
      log.error('A promoted item could not be scanned', { item: promotionKey(promotion), error });
      return { ...outcome, trouble: problem('item_not_scanned') };
    }
  }

  /** An item that fails while Box is well is tried again some times, then parked; in an outage, all wait. */
  async function blameItemsOrBox(scan: ScanContext, outcomes: Outcome[]): Promise<void> {
    if (outcomes.every(({ trouble }) => trouble === null)) return;
    const isWell = outcomes.some(({ trouble }) => trouble === null) || (await isBoxWell(scan));
    for (const outcome of outcomes) {
      if (outcome.trouble === null) continue;
      outcome.deferredMs = isWell ? await countFailure(scan, outcome.promotion, outcome.trouble) : OUTAGE_MS;
    }
  }

  /** How long the item waits for its next try; null once it is parked. */
  async function countFailure(scan: ScanContext, promotion: Promotion, trouble: Problem): Promise<number | null> {
    const attempts = await countAttempt(db, scan.connectionId, promotion);
    if (attempts < MAX_ATTEMPTS) return 500 * 2 ** attempts;
    await parkPromotion(db, scan.connectionId, promotion, trouble);
    return null;
  }

  /** True when the frontier grew. */
  async function serve(scan: ScanContext, promotion: Promotion): Promise<boolean> {
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
}

interface Outcome {
  readonly promotion: Promotion;
  readonly frontierGrew: boolean;
  /** What went wrong for a reason that may pass. */
  readonly trouble: Problem | null;
  deferredMs: number | null;
}
