/**
 * What exceeds the bound of the express lane: it is written to Postgres and loaded again when there is room. As long as
 * promotions wait in Postgres, new ones of the same or a later rank follow them there, so that they keep their order.
 */
import type { Promotion } from '../../src/domain/promotion.js';

/** The state of the overflow. */
export interface Overflow {
  /** Still to be written to Postgres. */
  readonly unwritten: Promotion[];
  /** By rank: whether Postgres may hold promotions that the queue does not. */
  readonly stored: { live: boolean; backfill: boolean };
  /** Whether promotions may have been stored since the last load began. */
  storedDuringLoad: boolean;
}

/** An overflow with nothing to write. */
export function createOverflow(stored: { readonly live: boolean; readonly backfill: boolean }): Overflow {
  return { unwritten: [], stored: { ...stored }, storedDuringLoad: false };
}

/** Whether a promotion must follow others of its rank, or an earlier one, into Postgres. */
export function mustFollow({ stored }: Overflow, { rank }: Promotion): boolean {
  return stored.live || (rank === 1 && stored.backfill);
}

/** Adds a promotion that follows others (`mustFollow`). */
export function follow(overflow: Overflow, promotion: Promotion): void {
  overflow.unwritten.push(promotion);
}

/** Adds a promotion that found no room; from now on others of its rank follow it. */
export function spill(overflow: Overflow, promotion: Promotion): void {
  follow(overflow, promotion);
  if (promotion.rank === 0) overflow.stored.live = true;
  else overflow.stored.backfill = true;
}

/** Removes and returns what must be written to Postgres. */
export function drain(overflow: Overflow): Promotion[] {
  return overflow.unwritten.splice(0);
}

/** Records that others may have stored promotions in Postgres. */
export function expectStored(overflow: Overflow): void {
  overflow.stored.backfill = true;
  overflow.storedDuringLoad = true;
}

/** Whether Postgres may hold promotions that the queue does not. */
export function hasStored({ stored }: Overflow): boolean {
  return stored.live || stored.backfill;
}

/** Must be called before Postgres is queried: what is stored from now on may be missing from the result. */
export function beginLoad(overflow: Overflow): void {
  overflow.storedDuringLoad = false;
}

/** Records what a load returned, in the order of Postgres; `isComplete`: nothing else was stored when it was queried. */
export function endLoad(overflow: Overflow, loaded: readonly Promotion[], isComplete: boolean): void {
  const { unwritten, stored, storedDuringLoad } = overflow;
  stored.live = (!isComplete && loaded.at(-1)?.rank === 0) || unwritten.some(({ rank }) => rank === 0);
  stored.backfill = !isComplete || storedDuringLoad || unwritten.length > 0;
}
