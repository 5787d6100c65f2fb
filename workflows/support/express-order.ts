/**
 * The order of the express lane, without its bound. Live changes come before changes that the backfill found; within
 * each, owners are served in turn, and the items of an owner first come first served. An item is in the queue at most
 * once: a newer change to it updates the entry, which keeps its place.
 */
import { isCoveredBy, mergeChanges, promotionKey, type Promotion } from '../../src/domain/promotion.js';

/** How many scanned items are remembered, to recognise repeated and stale signals. */
export const SCANNED_BOUND = 500;

/** The change that an item was last scanned for. */
export interface ScannedChange {
  readonly key: string;
  readonly at: string;
  readonly eventId: string | null;
}

/** The state of the express lane; maps are keyed by `promotionKey`. */
export interface ExpressOrder {
  /** By rank: live changes, then the backfill's. The order of insertion is the order of scanning for each owner. */
  readonly waiting: readonly [Map<string, Promotion>, Map<string, Promotion>];
  readonly inFlight: Map<string, Promotion>;
  /** Items in flight that must not be scanned before `until` (epoch milliseconds). */
  deferred: readonly { readonly promotion: Promotion; readonly until: number }[];
  /** The last `SCANNED_BOUND` items, oldest first. */
  readonly scanned: Map<string, ScannedChange>;
  /** Whether an item stays live until it is scanned; runs that an earlier version began do not keep that. */
  readonly staysLive: boolean;
  /** Whether owners are served in turn; runs that an earlier version began serve first come, first served. */
  readonly isFair: boolean;
}

/** What runs of earlier versions do not keep. */
export type OrderRules = Pick<ExpressOrder, 'staysLive' | 'isFair'>;

/** An order with these items waiting. */
export function createOrder(
  waiting: readonly Promotion[],
  scanned: readonly ScannedChange[],
  rules: OrderRules,
): ExpressOrder {
  const order: ExpressOrder = {
    waiting: [new Map(), new Map()],
    inFlight: new Map(),
    deferred: [],
    scanned: new Map(scanned.map((change) => [change.key, change])),
    ...rules,
  };
  for (const promotion of waiting) {
    // A deferred item can have a newer change that waits.
    if (!rules.staysLive || !mergeIntoWaiting(order, promotion)) append(order, promotion);
  }
  return order;
}

/** Whether the change, or a later one of the same item, was scanned. */
export function isScanned({ scanned }: ExpressOrder, promotion: Promotion): boolean {
  return isCoveredBy(promotion, scanned.get(promotionKey(promotion)));
}

/** Merges a change into what is known about its item. Returns false if nothing is known: the item must be appended. */
export function absorb(order: ExpressOrder, promotion: Promotion): boolean {
  return isInFlight(order, promotion) || isScanned(order, promotion) || mergeIntoWaiting(order, promotion);
}

/** Whether the change, or a later one of the same item, is in flight. If it is live, the item is live if it is put back. */
function isInFlight({ inFlight, staysLive }: ExpressOrder, promotion: Promotion): boolean {
  const key = promotionKey(promotion);
  const flying = inFlight.get(key);
  if (!flying || !isCoveredBy(promotion, flying)) return false;
  if (staysLive && promotion.rank < flying.rank) inFlight.set(key, { ...flying, rank: promotion.rank });
  return true;
}

/** Appends an item that is not waiting to the end of its lane. */
export function append({ waiting }: ExpressOrder, promotion: Promotion): void {
  waiting[promotion.rank].set(promotionKey(promotion), promotion);
}

/** Removes and returns the last of the items that the backfill found; undefined if there is none. */
export function removeLastBackfilled({ waiting }: ExpressOrder): Promotion | undefined {
  const last = [...waiting[1].values()].at(-1);
  if (last) waiting[1].delete(promotionKey(last));
  return last;
}

/**
 * Moves up to `limit` items to `inFlight`, from the head on, at most `perOwner` of one owner: further items of this owner
 * stay, and those behind them are taken. An item that is in flight is not taken a second time.
 */
export function take(order: ExpressOrder, limit: number, perOwner = limit): Promotion[] {
  const ready = inOrder(order).filter((promotion) => !order.inFlight.has(promotionKey(promotion)));
  const taken = fewOfEachOwner(ready, perOwner).slice(0, limit);
  for (const promotion of taken) {
    order.waiting[promotion.rank].delete(promotionKey(promotion));
    order.inFlight.set(promotionKey(promotion), promotion);
  }
  return taken;
}

/** These items without those that are too many of their owner. Items of unknown owners count as of one. */
function fewOfEachOwner(promotions: readonly Promotion[], perOwner: number): Promotion[] {
  const counts = new Map<string | null, number>();
  return promotions.filter(({ ownerId }) => {
    const count = (counts.get(ownerId) ?? 0) + 1;
    counts.set(ownerId, count);
    return count <= perOwner;
  });
}

/** Removes scanned items from `inFlight` and remembers them. */
export function markScanned({ inFlight, scanned }: ExpressOrder, promotions: readonly Promotion[]): void {
  for (const promotion of promotions) {
    const key = promotionKey(promotion);
    inFlight.delete(key);
    scanned.delete(key);
    scanned.set(key, { key, at: promotion.at, eventId: promotion.eventId });
  }
  for (const key of scanned.keys()) {
    if (scanned.size <= SCANNED_BOUND) break;
    scanned.delete(key);
  }
}

/** Removes parked items from `inFlight`. They are not remembered as scanned, so that they can come back. */
export function setAside({ inFlight }: ExpressOrder, promotions: readonly Promotion[]): void {
  for (const promotion of promotions) inFlight.delete(promotionKey(promotion));
}

/**
 * Moves items that were not scanned back to the head of their lanes, merged with newer changes. An item whose newer change
 * waits among the live ones keeps that place.
 */
export function putBack(order: ExpressOrder, promotions: readonly Promotion[]): void {
  if (!order.staysLive) {
    putBackByOwnRank(order, promotions);
    return;
  }
  const heads: [Promotion[], Promotion[]] = [[], []];
  for (const promotion of promotions) {
    const returning = asInFlight(order, promotion);
    const key = promotionKey(returning);
    order.inFlight.delete(key);
    const lane = order.waiting.find((candidate) => candidate.has(key));
    const newer = lane?.get(key);
    if (lane && newer && newer.rank < returning.rank) {
      lane.set(key, { ...mergeChanges(newer, returning), rank: newer.rank });
      continue;
    }
    lane?.delete(key);
    const merged = newer ? mergeChanges(newer, returning) : returning;
    heads[returning.rank].push({ ...merged, rank: returning.rank });
  }
  for (const rank of [0, 1] as const) prepend(order.waiting[rank], heads[rank]);
}

/** An item of a batch as it is in flight: live if a live change came meanwhile that the batch covers. */
export function asInFlight({ inFlight }: ExpressOrder, promotion: Promotion): Promotion {
  return inFlight.get(promotionKey(promotion)) ?? promotion;
}

function prepend(lane: Map<string, Promotion>, head: readonly Promotion[]): void {
  const behind = [...lane];
  lane.clear();
  for (const promotion of head) lane.set(promotionKey(promotion), promotion);
  for (const [key, promotion] of behind) lane.set(key, promotion);
}

/** As an earlier version put items back: a newer change that the backfill found takes the place of a live one. */
function putBackByOwnRank(order: ExpressOrder, promotions: readonly Promotion[]): void {
  for (const rank of [0, 1] as const) {
    const lane = order.waiting[rank];
    const otherLane = order.waiting[rank === 0 ? 1 : 0];
    const returning = promotions.filter((promotion) => promotion.rank === rank);
    for (const promotion of returning) order.inFlight.delete(promotionKey(promotion));
    const behind = [...lane];
    lane.clear();
    for (const promotion of returning) {
      if (!otherLane.has(promotionKey(promotion))) lane.set(promotionKey(promotion), promotion);
    }
    for (const [key, promotion] of behind) {
      const returned = lane.get(key);
      lane.set(key, returned ? mergeChanges(promotion, returned) : promotion);
    }
  }
}

/** Keeps items in flight until `until` (epoch milliseconds). */
export function defer(order: ExpressOrder, promotions: readonly Promotion[], until: number): void {
  order.deferred = [...order.deferred, ...promotions.map((promotion) => ({ promotion, until }))];
}

/** Puts back the deferred items that are due. */
export function releaseDue(order: ExpressOrder, now: number): void {
  putBack(
    order,
    order.deferred.filter(({ until }) => until <= now).map(({ promotion }) => promotion),
  );
  order.deferred = order.deferred.filter(({ until }) => until > now);
}

/** When the next deferred item is due (epoch milliseconds); null if none is deferred. */
export function nextDue({ deferred }: ExpressOrder): number | null {
  return deferred.length === 0 ? null : Math.min(...deferred.map(({ until }) => until));
}

/** The waiting items in the order in which they will be scanned. */
export function inOrder(order: ExpressOrder): Promotion[] {
  const [live, backfilled] = order.waiting;
  if (!order.isFair) return [...live.values(), ...backfilled.values()];
  return [...inTurn(order, [...live.values()]), ...inTurn(order, [...backfilled.values()])];
}

/** These items by the number of items of the same owner that are in flight or before them. Unknown owners count as one. */
function inTurn({ inFlight }: ExpressOrder, promotions: readonly Promotion[]): Promotion[] {
  const counts = new Map<string | null, number>();
  const next = ({ ownerId }: Promotion): number => {
    const turn = counts.get(ownerId) ?? 0;
    counts.set(ownerId, turn + 1);
    return turn;
  };
  for (const promotion of inFlight.values()) next(promotion);
  const turns = promotions.map((promotion) => ({ promotion, turn: next(promotion) }));
  return turns.sort((a, b) => a.turn - b.turn).map(({ promotion }) => promotion);
}

/** How many live items of an owner wait. */
export function countLiveOf({ waiting }: ExpressOrder, ownerId: string | null): number {
  return [...waiting[0].values()].filter((promotion) => promotion.ownerId === ownerId).length;
}

/** The number of waiting items. */
export function countWaiting({ waiting }: ExpressOrder): number {
  return waiting[0].size + waiting[1].size;
}

/** The number of waiting items that can be taken now. */
export function countReady(order: ExpressOrder): number {
  const [live, backfilled] = order.waiting;
  const blocked = [...order.inFlight.keys()].filter((key) => live.has(key) || backfilled.has(key));
  return countWaiting(order) - blocked.length;
}

function mergeIntoWaiting({ waiting }: ExpressOrder, promotion: Promotion): boolean {
  const key = promotionKey(promotion);
  const lane = waiting.find((candidate) => candidate.has(key));
  const known = lane?.get(key);
  if (!lane || !known) return false;
  const merged = mergeChanges(promotion, known);
  if (promotion.rank < known.rank) {
    lane.delete(key);
    waiting[promotion.rank].set(key, { ...merged, rank: promotion.rank });
  } else {
    lane.set(key, { ...merged, rank: known.rank });
  }
  return true;
}
