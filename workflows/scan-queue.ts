/**
 * The queue of the express lane: `express-order.ts` with a bound. Beyond it, promotions go to Postgres
 * (`express-overflow.ts`). Pure: nothing here knows Temporal.
 */
import type { Promotion } from '../src/domain/promotion.js';
import * as express from './support/express-order.js';
import type { ExpressOrder, OrderRules, ScannedChange } from './support/express-order.js';
import * as spilling from './support/express-overflow.js';
import type { Overflow } from './support/express-overflow.js';

/**
 * The most promotions that wait in a workflow's memory; the others wait in Postgres. A live one of an owner for whom nothing
 * waits is taken up to half as many again, so that the changes of others do not hold it up.
 */
export const QUEUE_BOUND = 500;
/** The most live promotions of one owner that signals add to a workflow's memory. */
export const OWNER_BOUND = 100;

const ALL_RULES: OrderRules = { staysLive: true, isFair: true };

/** What continue-as-new carries. Running workflows pin the names of the fields. */
export interface ScanQueueSnapshot {
  readonly waiting: readonly Promotion[];
  /** Whether Postgres holds live promotions, and promotions of the backfill, that `waiting` lacks. */
  readonly spilledLive: boolean;
  readonly spilledBackfill: boolean;
  /** The owners of the live ones; null or missing (in runs of earlier versions): of any owner. */
  readonly spilledOwners?: readonly (string | null)[] | null;
  /** What was scanned lately, oldest first. */
  readonly settled: readonly ScannedChange[];
}

/** The queue of promoted items; see the head of the file. */
export interface ScanQueue {
  /** Adds changes. Repeated and stale ones have no effect. */
  add(promotions: readonly Promotion[]): void;
  /**
   * Takes up to `limit` items, from the head on, at most `perOwner` of one owner: further items of this owner stay at the
   * head. They are in flight until they are marked as scanned or put back.
   */
  take(limit: number, perOwner?: number): Promotion[];
  /** Records that items were scanned: repeated signals for the same change will have no effect. */
  markScanned(promotions: readonly Promotion[]): void;
  /** Forgets items that were parked: they come back from Postgres. */
  setAside(promotions: readonly Promotion[]): void;
  /** Returns items that were not scanned to the head, merged with newer changes. A live item stays live. */
  putBack(promotions: readonly Promotion[]): void;
  /** Keeps items in flight that cannot be scanned before `until` (epoch milliseconds); `releaseDue` puts them back. */
  defer(promotions: readonly Promotion[], until: number): void;
  releaseDue(now: number): void;
  /** When the next deferred item is due (epoch milliseconds); null if none is deferred. */
  nextDue(): number | null;
  /** The first items, in the order in which they will be scanned. */
  head(limit: number): readonly Promotion[];
  /** The number of items that wait in memory. */
  countWaiting(): number;
  /** The number of items that can be taken now: an item in flight cannot be taken a second time. */
  countReady(): number;
  countInFlight(): number;

  /** Whether promotions must be written to Postgres: those that `drainOverflow` removes and returns. */
  hasOverflow(): boolean;
  drainOverflow(): Promotion[];
  /** Records that promotions may wait in Postgres that this queue does not know. */
  expectStored(): void;
  /** Whether promotions may wait in Postgres that this queue does not hold. */
  hasStored(): boolean;
  /** Whether promotions may wait in Postgres and there is room for them. */
  wantsReload(): boolean;
  /** Must be called before Postgres is queried: what is stored from then on may be missing from the result. */
  beginReload(): void;
  /**
   * Adds what Postgres returned, in its order; `isComplete`: nothing else was stored. Returns the promotions that were
   * scanned already, whose rows must be deleted.
   */
  reload(promotions: readonly Promotion[], isComplete: boolean): readonly Promotion[];

  /** The queue as continue-as-new carries it. Deferred items wait again; other items in flight are not included. */
  snapshot(): ScanQueueSnapshot;
}

/** An empty queue, or the one that `snapshot` describes. `rules`: see `ExpressOrder`. */
export function createScanQueue(
  snapshot?: ScanQueueSnapshot,
  bound: number = QUEUE_BOUND,
  rules: OrderRules = ALL_RULES,
): ScanQueue {
  const order = express.createOrder(snapshot?.waiting ?? [], snapshot?.settled ?? [], rules);
  const { spilledLive = false, spilledBackfill = false, spilledOwners = null } = snapshot ?? {};
  const owners = rules.isFair ? (spilledLive ? spilledOwners : []) : null;
  const overflow = spilling.createOverflow({ live: spilledLive, backfill: spilledBackfill }, owners);
  const queue: BoundedQueue = { order, overflow, bound };
  return {
    add: (promotions) => add(queue, promotions),
    take: (limit, perOwner) => express.take(order, limit, perOwner),
    markScanned: (promotions) => express.markScanned(order, promotions),
    setAside: (promotions) => express.setAside(order, promotions),
    putBack: (promotions) => express.putBack(order, promotions),
    defer: (promotions, until) => express.defer(order, promotions, until),
    releaseDue: (now) => express.releaseDue(order, now),
    nextDue: () => express.nextDue(order),
    head: (limit) => express.inOrder(order).slice(0, limit),
    countWaiting: () => express.countWaiting(order),
    countReady: () => express.countReady(order),
    countInFlight: () => order.inFlight.size,
    hasOverflow: () => overflow.unwritten.length > 0,
    drainOverflow: () => spilling.drain(overflow),
    expectStored: () => spilling.expectStored(overflow),
    hasStored: () => spilling.hasStored(overflow),
    wantsReload: () => wantsReload(queue),
    beginReload: () => spilling.beginLoad(overflow),
    reload: (promotions, isComplete) => reload(queue, promotions, isComplete),
    snapshot: () => snapshotOf(queue),
  };
}

interface BoundedQueue {
  readonly order: ExpressOrder;
  readonly overflow: Overflow;
  readonly bound: number;
}

function add(queue: BoundedQueue, promotions: readonly Promotion[]): void {
  for (const promotion of promotions) {
    if (!express.absorb(queue.order, promotion)) appendOrSpill(queue, promotion);
  }
}

function appendOrSpill(queue: BoundedQueue, promotion: Promotion): void {
  const { order, overflow } = queue;
  if (spilling.mustFollow(overflow, promotion)) {
    spilling.follow(overflow, promotion);
  } else if (hasRoom(queue, promotion)) {
    express.append(order, promotion);
  } else {
    // The queue is full: a live change displaces the last change of the backfill.
    const displaced = promotion.rank === 0 ? express.removeLastBackfilled(order) : undefined;
    spilling.spill(overflow, displaced ?? promotion);
    if (displaced) express.append(order, promotion);
  }
}

function hasRoom({ order, bound }: BoundedQueue, { rank, ownerId }: Promotion): boolean {
  const waiting = express.countWaiting(order);
  if (!order.isFair || rank === 1) return waiting < bound;
  const ofOwner = express.countLiveOf(order, ownerId);
  // Where changes wait that the backfill found, a live one takes the place of the last of them.
  if (ofOwner === 0 && order.waiting[1].size === 0) return waiting < bound * 1.5;
  return waiting < bound && ofOwner < OWNER_BOUND;
}

function wantsReload({ order, overflow, bound }: BoundedQueue): boolean {
  // Items in flight are still stored: if they did not count, the same rows would be loaded again and again.
  const held = express.countWaiting(order) + order.inFlight.size;
  return spilling.hasStored(overflow) && overflow.unwritten.length === 0 && held <= bound / 2;
}

function reload(
  { order, overflow }: BoundedQueue,
  promotions: readonly Promotion[],
  isComplete: boolean,
): readonly Promotion[] {
  spilling.endLoad(overflow, promotions, { isComplete, isFair: order.isFair });
  for (const promotion of promotions) if (!express.absorb(order, promotion)) express.append(order, promotion);
  return promotions.filter((promotion) => express.isScanned(order, promotion));
}

function snapshotOf({ order, overflow }: BoundedQueue): ScanQueueSnapshot {
  const deferred = order.deferred.map(({ promotion }) => express.asInFlight(order, promotion));
  return {
    waiting: [...deferred, ...express.inOrder(order), ...overflow.unwritten],
    spilledLive: overflow.stored.live,
    spilledBackfill: overflow.stored.backfill,
    spilledOwners: overflow.owners && [...overflow.owners],
    settled: [...order.scanned.values()],
  };
}
