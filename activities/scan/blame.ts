import type { BoxError } from '../../src/box/errors.js';
import type { CallOutcome, WellKnownCalls } from './well-known-calls.js';

/**
 * Whom a failure concerns: the item; its user; everybody whom the account acts for; or nobody here, because Box or the
 * way to it is in trouble.
 */
export type Blame = 'item' | 'user' | 'as_user' | 'box';

/** The item that a call failed for. `isRoot`: the root folder of the user itself. */
export interface FailedItem {
  readonly userId: string;
  readonly isRoot: boolean;
  readonly accountId: string;
}

/**
 * Finds out whom a failure concerns, with well-known calls that are like the failed one: to the same user's root, as
 * other users, and without acting as anybody. A refusal by Box and a failure to reach it are told apart, and neither is
 * held against an item unless a similar call works at the same time.
 */
export async function whoIsToBlame(calls: WellKnownCalls, item: FailedItem, error: BoxError): Promise<Blame> {
  const isRefusal = error.type === 'BoxForbidden' || error.type === 'BoxNotFound';
  if (isRefusal && (await calls.me()) !== 'works') return 'box';
  if (!item.isRoot) {
    const root = await calls.rootOf(item.userId);
    if (root === 'works') return 'item';
    if (isRefusal && root === 'unavailable') return 'box';
  }
  // The account's own files are not acted for: if they fail, there is nothing else to compare them with.
  if (item.userId === item.accountId) return (await calls.ownRoot()) === 'works' ? 'item' : 'box';
  return compareUsers(calls, item.userId, isRefusal);
}

async function compareUsers(calls: WellKnownCalls, userId: string, isRefusal: boolean): Promise<Blame> {
  const others = await calls.usersBeside(userId);
  const outcomes: CallOutcome[] = [];
  for (const other of others) {
    const outcome = await calls.rootOf(other);
    if (outcome === 'works') return 'user';
    outcomes.push(outcome);
  }
  if (isRefusal && outcomes.includes('unavailable')) return 'box';
  if (isRefusal && outcomes.length > 0) return 'as_user';
  // A single user has nobody to be compared with except the account itself.
  if (outcomes.length === 0) return (await calls.ownRoot()) === 'works' ? 'user' : 'box';
  return 'box';
}
