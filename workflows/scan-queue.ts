/**
 * The order of work of the express lane, as a data structure with no Temporal in it.
 *
 * Live changes come before those that the backfill saw; among equals, first come first served. An item stands in the
 * queue once: a newer change to it updates what stands there and keeps its place. Beyond a bound, items overflow to
 * Postgres (`drainOverflow`) and come back when there is room (`wantsReload`, `reload`).
 */
import { isCoveredBy, mergeChanges, promotionKey, type Promotion } from '../src/domain/promotion.js';

/** The most promotions held in a workflow; the rest waits in Postgres. */
export const QUEUE_BOUND = 500;
/** How many finished items are remembered, to recognise repeated and stale signals. */
export const SETTLED_BOUND = 500;

/** What continue-as-new carries: the hot list, what overflowed where, and what was finished lately. */
export interface ScanQueueSnapshot {
  readonly waiting: readonly Promotion[];
  readonly spilledLive: boolean;
  readonly spilledBackfill: boolean;
  readonly settled: readonly Settled[];
}

/** The change that an item was last scanned for. */
interface Settled {
  readonly key: string;
  readonly at: string;
  readonly eventId: string | null;
}

/** The express lane's queue; see the file's head for its promises. */
export interface ScanQueue {
  /** Takes in changes; repeated and stale ones fall away. */
  add(promotions: readonly Promotion[]): void;
  /** Takes up to `limit` items from the head; they count as in flight until settled or put back. */
  take(limit: number): Promotion[];
  /** The items were scanned: repeated signals for the same change will fall away. */
  settle(promotions: readonly Promotion[]): void;
  /** The items were not scanned: they return to the head, unless a newer change waits already. */
  putBack(promotions: readonly Promotion[]): void;
  /** The items cannot be scanned before `until` (epoch milliseconds); they stay in flight until `releaseDue`. */
  defer(promotions: readonly Promotion[], until: number): void;
  /** Puts back the deferred items whose time has come. */
  releaseDue(now: number): void;
  /** When the next deferred item is due, epoch milliseconds; null when none is. */
  nextDue(): number | null;
  /** Removes and returns what overflowed; the caller must write it to Postgres. */
  drainOverflow(): Promotion[];
  /** Marks that promotions wait in Postgres that this queue has not seen. */
  expectStored(): void;
  /** True when promotions wait in Postgres and there is room for them. */
  wantsReload(): boolean;
  /** To be called before Postgres is asked: what comes in from here on may be missing from its answer. */
  beginReload(): void;
  /**
   * Takes in what Postgres held, in its order; `complete` says that nothing is left there. Returns those that were
   * scanned already: their rows are to be deleted.
   */
  reload(promotions: readonly Promotion[], complete: boolean): readonly Promotion[];
  /** The first items in the order in which they will be served. */
  head(limit: number): readonly Promotion[];
  /** How many items can be taken now. */
  ready(): number;
  readonly size: number;
  readonly inFlight: number;
  readonly overflowing: boolean;
  readonly spilled: boolean;
  snapshot(): ScanQueueSnapshot;
}

/** An empty queue, or the one that `snapshot` was taken from. Items in flight are not part of a snapshot. */
export function createScanQueue(snapshot?: ScanQueueSnapshot, bound: number = QUEUE_BOUND): ScanQueue {
  // One ordered map per rank: insertion order is the order of service.
  const lanes: readonly [Map<string, Promotion>, Map<string, Promotion>] = [new Map(), new Map()];
  const flying = new Map<string, Promotion>();
  const settled = new Map<string, Settled>();
  let overflow: Promotion[] = [];
  let deferred: { readonly promotion: Promotion; readonly until: number }[] = [];
  let toldSince = false;
  const spilled = { live: snapshot?.spilledLive ?? false, backfill: snapshot?.spilledBackfill ?? false };

  for (const entry of snapshot?.settled ?? []) settled.set(entry.key, entry);
  for (const promotion of snapshot?.waiting ?? []) lanes[promotion.rank].set(promotionKey(promotion), promotion);

  const size = () => lanes[0].size + lanes[1].size;

  function add(promotions: readonly Promotion[]): void {
    for (const promotion of promotions) if (!isKnown(promotion) && !mergeIntoWaiting(promotion)) append(promotion);
  }

  /** The change, or a later one, was scanned or is being scanned. */
  function isKnown(promotion: Promotion): boolean {
    const key = promotionKey(promotion);
    return isCoveredBy(promotion, flying.get(key)) || isCoveredBy(promotion, settled.get(key));
  }

  function mergeIntoWaiting(promotion: Promotion): boolean {
    const key = promotionKey(promotion);
    for (const lane of lanes) {
      const waiting = lane.get(key);
      if (!waiting) continue;
      if (promotion.rank < waiting.rank) {
        lane.delete(key);
        lanes[promotion.rank].set(key, { ...mergeChanges(promotion, waiting), rank: promotion.rank });
      } else {
        lane.set(key, { ...mergeChanges(promotion, waiting), rank: waiting.rank });
      }
      return true;
    }
    return false;
  }

  function append(promotion: Promotion): void {
    const mustWait = promotion.rank === 0 ? spilled.live : spilled.live || spilled.backfill;
    if (mustWait) {
      overflow.push(promotion);
      return;
    }
    if (size() >= bound && !makeRoomFor(promotion)) {
      spill(promotion);
      return;
    }
    lanes[promotion.rank].set(promotionKey(promotion), promotion);
  }

  /** A live change pushes the last of the backfill's out. */
  function makeRoomFor(promotion: Promotion): boolean {
    const last = promotion.rank === 0 ? [...lanes[1].values()].at(-1) : undefined;
    if (!last) return false;
    lanes[1].delete(promotionKey(last));
    spill(last);
    return true;
  }

  function spill(promotion: Promotion): void {
    overflow.push(promotion);
    if (promotion.rank === 0) spilled.live = true;
    else spilled.backfill = true;
  }

  function take(limit: number): Promotion[] {
    const taken = inOrder()
      .filter((promotion) => !flying.has(promotionKey(promotion)))
      .slice(0, limit);
    for (const promotion of taken) {
      lanes[promotion.rank].delete(promotionKey(promotion));
      flying.set(promotionKey(promotion), promotion);
    }
    return taken;
  }

  function settle(promotions: readonly Promotion[]): void {
    for (const promotion of promotions) {
      const key = promotionKey(promotion);
      flying.delete(key);
      settled.delete(key);
      settled.set(key, { key, at: promotion.at, eventId: promotion.eventId });
    }
    for (const key of settled.keys()) {
      if (settled.size <= SETTLED_BOUND) break;
      settled.delete(key);
    }
  }

  function putBack(promotions: readonly Promotion[]): void {
    for (const rank of [0, 1] as const) {
      const otherLane = lanes[rank === 0 ? 1 : 0];
      const returning = promotions.filter((promotion) => promotion.rank === rank);
      for (const promotion of returning) flying.delete(promotionKey(promotion));
      const behind = [...lanes[rank]];
      lanes[rank].clear();
      for (const promotion of returning) {
        if (!otherLane.has(promotionKey(promotion))) lanes[rank].set(promotionKey(promotion), promotion);
      }
      for (const [key, promotion] of behind) {
        const returned = lanes[rank].get(key);
        lanes[rank].set(key, returned ? mergeChanges(promotion, returned) : promotion);
      }
    }
  }

  function reload(promotions: readonly Promotion[], complete: boolean): readonly Promotion[] {
    spilled.live = (!complete && promotions.at(-1)?.rank === 0) || overflow.some(({ rank }) => rank === 0);
    spilled.backfill = !complete || toldSince || overflow.length > 0;
    for (const promotion of promotions) {
      if (!isKnown(promotion) && !mergeIntoWaiting(promotion))
        lanes[promotion.rank].set(promotionKey(promotion), promotion);
    }
    return promotions.filter((promotion) => isCoveredBy(promotion, settled.get(promotionKey(promotion))));
  }

  function releaseDue(now: number): void {
    putBack(deferred.filter((entry) => entry.until <= now).map((entry) => entry.promotion));
    deferred = deferred.filter((entry) => entry.until > now);
  }

  const inOrder = (): Promotion[] => [...lanes[0].values(), ...lanes[1].values()];

  return {
    add,
    take,
    settle,
    putBack,
    defer: (promotions, until) => {
      deferred.push(...promotions.map((promotion) => ({ promotion, until })));
    },
    releaseDue,
    nextDue: () => (deferred.length === 0 ? null : Math.min(...deferred.map((entry) => entry.until))),
    drainOverflow: () => {
      const drained = overflow;
      overflow = [];
      return drained;
    },
    expectStored: () => {
      spilled.backfill = true;
      toldSince = true;
    },
    // What is in flight or deferred is still stored too: were it not counted, the same rows would come again and again.
    wantsReload: () => (spilled.live || spilled.backfill) && overflow.length === 0 && size() + flying.size <= bound / 2,
    beginReload: () => {
      toldSince = false;
    },
    reload,
    head: (limit) => inOrder().slice(0, limit),
    ready: () => size() - [...flying.keys()].filter((key) => lanes[0].has(key) || lanes[1].has(key)).length,
    get size() {
      return size();
    },
    get inFlight() {
      return flying.size;
    },
    get overflowing() {
      return overflow.length > 0;
    },
    get spilled() {
      return spilled.live || spilled.backfill;
    },
    snapshot: () => ({
      waiting: [...deferred.map((entry) => entry.promotion), ...inOrder(), ...overflow],
      spilledLive: spilled.live,
      spilledBackfill: spilled.backfill,
      settled: [...settled.values()],
    }),
  };
}
