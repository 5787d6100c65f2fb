import type { BoxClient } from '../../src/box/client.js';
import { isBoxError } from '../../src/box/errors.js';
import type { Account } from '../../src/domain/connection.js';
import { usersToCompare } from '../../src/store/scan/box-users.js';
import type { Db } from '../../src/store/sql/postgres.js';

/**
 * What a well-known call showed: it worked, Box refused it, or it reached nobody who could tell. Only a success shows
 * that Box and the way to it are well.
 */
export type CallOutcome = 'works' | 'refused' | 'unavailable';

/** The well-known calls of one activity. Each is made once and its outcome is shared, however many items fail. */
export interface WellKnownCalls {
  /** Lists one item of a user's root, as that user. */
  rootOf(userId: string): Promise<CallOutcome>;
  /** Lists one item of the root of the account that consented, without acting as anybody. */
  ownRoot(): Promise<CallOutcome>;
  /** Reads the account that the token belongs to. */
  me(): Promise<CallOutcome>;
  /** Ordinary users other than this one, to see whether acting as them works. */
  usersBeside(userId: string): Promise<readonly string[]>;
}

/** How many other users are compared with a failing one. */
const COMPARED_USERS = 5;
/** How long an outcome is shared, in milliseconds. */
const FRESH_MS = 10_000;

/** Makes well-known calls as the scan's account. They throw `BoxUnauthorized`, which concerns the whole connection. */
export function createWellKnownCalls(
  db: Db,
  scan: {
    readonly connectionId: string;
    readonly client: BoxClient;
    readonly account: Account;
    readonly signal: AbortSignal;
  },
): WellKnownCalls {
  const { client, account, signal, connectionId } = scan;
  const outcomes = new Map<string, { readonly at: number; readonly outcome: Promise<CallOutcome> }>();

  function once(key: string, call: () => Promise<unknown>): Promise<CallOutcome> {
    const known = outcomes.get(key);
    if (known && Date.now() - known.at < FRESH_MS) return known.outcome;
    const outcome = outcomeOf(call);
    outcomes.set(key, { at: Date.now(), outcome });
    return outcome;
  }
  const rootOf = (userId: string) =>
    once(`root/${userId}`, () =>
      client.folderItems('0', { marker: null, limit: 1 }, { asUser: userId, purpose: 'express', signal }),
    );
  return {
    rootOf,
    ownRoot: () => rootOf(account.id),
    me: () => once('me', () => client.me({ purpose: 'express', signal })),
    usersBeside: (userId) =>
      usersToCompare(db, connectionId, { otherThan: [userId, account.id], limit: COMPARED_USERS }),
  };
}

async function outcomeOf(call: () => Promise<unknown>): Promise<CallOutcome> {
  try {
    await call();
    return 'works';
  } catch (error) {
    if (isBoxError(error, 'BoxForbidden', 'BoxNotFound')) return 'refused';
    if (isBoxError(error) && error.type !== 'BoxUnauthorized') return 'unavailable';
    throw error;
  }
}
