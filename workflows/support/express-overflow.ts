/**
 * What exceeds the bound of the express lane: it is written to Postgres and loaded again when there is room. As long as
 * promotions wait in Postgres, new ones of the same or a later rank follow them there, so that they keep their order; live
 * ones follow only those of the same owner.
 */
import type { Promotion } from '../../src/domain/promotion.js';

/** How many owners are remembered whose promotions were spilled. Beyond that, those of all owners follow. */
export const SPILLED_OWNERS_BOUND = 500;

/** The state of the overflow. */
export interface Overflow {
  /** Still to be written to Postgres. */
  readonly unwritten: Promotion[];
  /** By rank: whether Postgres may hold promotions that the queue does not. */
  readonly stored: { live: boolean; backfill: boolean };
  /** Whether promotions may have been stored since the last load began. */
  storedDuringLoad: boolean;
  /** The owners of live promotions in Postgres; null if they are not known. */
  owners: Set<string | null> | null;
}

/** An overflow with nothing to write; `owners`: see `Overflow`. */
export function createOverflow(
  stored: { readonly live: boolean; readonly backfill: boolean },
  owners: readonly (string | null)[] | null,
): Overflow {
  return { unwritten: [], stored: { ...stored }, storedDuringLoad: false, owners: owners && new Set(owners) };
}

/** Whether a promotion must follow others of its rank (if it is live, of its owner), or an earlier one, into Postgres. */
export function mustFollow({ stored, owners }: Overflow, { rank, ownerId }: Promotion): boolean {
  if (rank === 1) return stored.live || stored.backfill;
  return stored.live && (owners === null || owners.has(ownerId));
}

/** Adds a promotion that follows others (`mustFollow`). */
export function follow(overflow: Overflow, promotion: Promotion): void {
  overflow.unwritten.push(promotion);
}

/** Adds a promotion that found no room; from now on others of its rank follow it. */
export function spill(overflow: Overflow, promotion: Promotion): void {
  follow(overflow, promotion);
  if (promotion.rank === 0) {
    overflow.stored.live = true;
    rememberOwner(overflow, promotion);
  } else overflow.stored.backfill = true;
}

function rememberOwner(overflow: Overflow, { ownerId }: Promotion): void {
  overflow.owners?.add(ownerId);
  if (overflow.owners && overflow.owners.size > SPILLED_OWNERS_BOUND) overflow.owners = null;
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

/**
 * Records what a load returned, in the order of Postgres; `isComplete`: nothing else was stored when it was queried. If
 * owners are not told apart (`isFair`), live promotions of all of them follow those in Postgres.
 */
export function endLoad(
  overflow: Overflow,
  loaded: readonly Promotion[],
  { isComplete, isFair }: { readonly isComplete: boolean; readonly isFair: boolean },
): void {
  const { unwritten, stored, storedDuringLoad } = overflow;
  stored.live = (!isComplete && loaded.at(-1)?.rank === 0) || unwritten.some(({ rank }) => rank === 0);
  stored.backfill = !isComplete || storedDuringLoad || unwritten.length > 0;
  if (!isFair) return;
  overflow.owners = stored.live && !isComplete ? ownersOfLastTurn(loaded) : new Set();
  for (const promotion of unwritten) if (promotion.rank === 0) rememberOwner(overflow, promotion);
}

/**
 * The owners that come before the first repetition, from the end on: owners are loaded in turn, so those of whom more waits
 * are among them.
 */
function ownersOfLastTurn(loaded: readonly Promotion[]): Set<string | null> {
  const owners = new Set<string | null>();
  for (const { ownerId } of [...loaded].reverse()) {
    if (owners.has(ownerId)) break;
    owners.add(ownerId);
  }
  return owners;
}
