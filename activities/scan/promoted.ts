import { log } from '@temporalio/activity';
import { isBoxError, type BoxError } from '../../src/box/errors.js';
import { problem, type Problem } from '../../src/domain/problems.js';
import { promotionKey, type Promotion } from '../../src/domain/promotion.js';
import { attemptsOf, countAttempt } from '../../src/store/scan/promotions.js';
import { countScan } from '../../src/store/scan/counters.js';
import { ownersOfFiles } from '../../src/store/scan/items.js';
import type { Db } from '../../src/store/sql/postgres.js';
import type { ActivityDependencies } from '../dependencies.js';
import { ConnectionGone } from '../failures.js';
import { whoIsToBlame } from './blame.js';
import { openScan, type ScanContext, type Tries } from './context.js';
import { failRescan } from './end-rescan.js';
import { refreshUser } from './refresh-user.js';
import { rescanFile, type FileBatch } from './rescan-file.js';
import { rescanFolder } from './rescan-folder.js';
import { createRescanMemories, type RescanMemory } from './rescan-memories.js';
import { withOwner } from './unknown-owner.js';

/** How many items of a batch are scanned at the same time. */
const CONCURRENCY = 25;
/** How many times an item may fail while Box is available before it is parked. */
const MAX_ATTEMPTS = 5;
/** How many times an item that an event named must be missing before the folder above it is asked. */
const TRIES_IF_MISSING = 3;
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
  /** The keys of items to retry after `retryInMs`; all other items are done, or parked. */
  readonly deferred: readonly string[];
  /** The keys of items that are parked in Postgres and come back from there. Workers of earlier versions omit it. */
  readonly parked?: readonly string[];
  readonly retryInMs: number;
  /** True if a subtree was added to the frontier. */
  readonly frontierGrew: boolean;
}

/** The activity of the express lane, for a worker. */
export function createPromotedActivities(deps: ActivityDependencies) {
  const memories = createRescanMemories(deps.db);
  return {
    scanPromoted: (batch: PromotedBatch) => scanPromoted(deps, batch, memories.of(batch.connectionId)),
  };
}

/** Scans a batch of promoted items. An item that fails is deferred or parked and never stops the others. */
export async function scanPromoted(
  deps: ActivityDependencies,
  batch: PromotedBatch,
  memory: RescanMemory,
): Promise<PromotedResult> {
  const { db } = deps;
  const { connectionId, promotions } = batch;
  const [scan, earlier, recordedFiles] = await Promise.all([
    openScan(deps, batch),
    attemptsOf(db, connectionId, promotions),
    ownersOfFiles(db, connectionId, idsOf('file', promotions)),
  ]);
  // Read before any item is scanned: a rescan of a new user's file, here or beside, records the user without a scan.
  await scan.users.find([...idsOf('user', promotions), ...ownersOf(promotions, recordedFiles)]);
  const waiting = [...promotions];
  const outcomes: Outcome[] = [];
  const scanItems = async (): Promise<void> => {
    for (let promotion = waiting.shift(); promotion; promotion = waiting.shift()) {
      const attempts = earlier.get(promotionKey(promotion))?.attempts ?? 0;
      const isLastTry = attempts + 1 >= TRIES_IF_MISSING;
      outcomes.push(await tryToScan(db, scan, promotion, { ...memory, recordedFiles, isLastTry }));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, scanItems));
  const settled = [];
  for (const outcome of outcomes) settled.push(outcome.failure ? await settleFailure(db, scan, outcome) : outcome);
  const [after] = await Promise.all([
    attemptsOf(db, connectionId, promotions),
    countScan(db, connectionId, scan.generation, { apiCalls: scan.takeCalls() }),
  ]);
  const deferred = settled.filter((outcome) => outcome.deferredMs !== null);
  return {
    deferred: deferred.map(({ promotion }) => promotionKey(promotion)),
    parked: [...after].filter(([, { isParked }]) => isParked).map(([key]) => key),
    retryInMs: Math.min(MAX_WAIT_MS, Math.max(0, ...deferred.map(({ deferredMs }) => deferredMs ?? 0))),
    frontierGrew: settled.some((outcome) => outcome.frontierGrew),
  };
}

const idsOf = (type: Promotion['itemType'], promotions: readonly Promotion[]): string[] =>
  promotions.flatMap(({ itemType, itemId }) => (itemType === type ? itemId : []));

/** The known owners of promoted files and folders. */
const ownersOf = (promotions: readonly Promotion[], recordedFiles: FileBatch['recordedFiles']): string[] =>
  promotions.flatMap(({ itemId, ownerId }) => ownerId ?? recordedFiles.get(itemId)?.ownerId ?? []);

/** What happened to one item of a batch. */
interface Outcome {
  readonly promotion: Promotion;
  readonly frontierGrew: boolean;
  /** A failure that is still to be settled: of Box, or of our own. */
  readonly failure: BoxError | 'internal' | null;
  /** How long the item waits for its retry, in milliseconds; null if it is done or parked. */
  readonly deferredMs: number | null;
}

/** Scans one item. Throws only what concerns the whole connection. */
async function tryToScan(db: Db, scan: ScanContext, promotion: Promotion, batch: FileBatch & Tries): Promise<Outcome> {
  const outcome: Outcome = { promotion, deferredMs: null, frontierGrew: false, failure: null };
  try {
    return { ...outcome, frontierGrew: await scanOne(db, scan, promotion, batch) };
  } catch (error) {
    if (isBoxError(error, 'BoxUnauthorized') || error instanceof ConnectionGone || scan.signal.aborted) throw error;
    if (isBoxError(error, 'BoxRateLimited')) return { ...outcome, deferredMs: error.retryAfterMs ?? 1_000 };
    if (isBoxError(error)) return { ...outcome, failure: error };
    // An unknown error counts against the item, so that it does not block the rest of the batch forever.
    log.error('A promoted item could not be scanned', { item: promotionKey(promotion), error });
    return { ...outcome, failure: 'internal' };
  }
}

/** Scans one item by its type; true if a subtree was added to the frontier. */
async function scanOne(db: Db, scan: ScanContext, promoted: Promotion, batch: FileBatch & Tries): Promise<boolean> {
  const promotion = await withOwner(db, scan, promoted, batch);
  if (!promotion) return false;
  switch (promotion.itemType) {
    case 'file':
      await rescanFile(db, scan, promotion, batch);
      return false;
    case 'folder':
      return rescanFolder(db, scan, promotion, batch);
    case 'user':
      return refreshUser(db, scan, promotion, batch);
  }
}

/**
 * Counts a failure against the item, which is retried after growing pauses and parked after 5 attempts. While Box cannot
 * be reached, defers the item and counts nothing.
 */
async function settleFailure(db: Db, scan: ScanContext, outcome: Outcome): Promise<Outcome> {
  const { promotion, failure } = outcome;
  if (failure === null) return outcome;
  const isRefusal = isBoxError(failure, 'BoxForbidden', 'BoxNotFound');
  // A refusal is asked about again without further calls: only before the item is parked they find out whom it concerns.
  if (failure !== 'internal' && !isRefusal && (await blameFor(scan, promotion, failure)) === 'box') {
    return { ...outcome, deferredMs: OUTAGE_MS };
  }
  const { attempts, isParked } = await countAttempt(db, scan.connectionId, promotion);
  if (!isParked && attempts < MAX_ATTEMPTS) return { ...outcome, deferredMs: 500 * 2 ** attempts };
  await failRescan(db, scan, promotion, await reasonFor(scan, promotion, failure));
  return outcome;
}

async function reasonFor(scan: ScanContext, promotion: Promotion, failure: BoxError | 'internal'): Promise<Problem> {
  if (failure === 'internal') return problem('item_not_scanned');
  const isRefusal = isBoxError(failure, 'BoxForbidden', 'BoxNotFound');
  return isRefusal && (await blameFor(scan, promotion, failure)) === 'as_user'
    ? problem('as_user_refused')
    : failure.problem;
}

/** Whom a failure concerns: the bulk scan finds out about the owner, so that the owner's part counts as the item's. */
function blameFor(scan: ScanContext, { itemType, itemId, ownerId }: Promotion, failure: BoxError) {
  const userId = itemType === 'user' ? itemId : (ownerId ?? scan.account.id);
  return whoIsToBlame(scan.calls, { userId, isRoot: itemType === 'user', accountId: scan.account.id }, failure);
}
