import { cancellationSignal } from '@temporalio/activity';
import type { BoxClient } from '../../src/box/client.js';
import { isBoxError } from '../../src/box/errors.js';
import { problem, type Problem } from '../../src/domain/problems.js';
import { deleteUsers, skipUnseenUsers, upsertUsers, type StoredUser } from '../../src/store/scan/box-users.js';
import { readConnectionState } from '../../src/store/connections/connections.js';
import { extendFrontier } from '../../src/store/scan/frontier.js';
import { countScan, moveUsersListing, usersListing } from '../../src/store/scan/generations.js';
import type { Db } from '../../src/store/sql/postgres.js';
import type { ActivityDependencies } from '../dependencies.js';
import { ConnectionGone } from '../failures.js';
import { toBoxUserRow } from './observe.js';

/**
 * Lists the users of a connection and adds the root folders of those who can be scanned to the frontier. Each page is
 * recorded with the marker of the next; a retry continues after the last recorded page.
 */
export async function listUsers(
  { db, box }: ActivityDependencies,
  { connectionId, generation }: { readonly connectionId: string; readonly generation: number },
): Promise<void> {
  const listing = await usersListing(db, connectionId, generation);
  if (listing.done) return;
  const opened = await box.open(connectionId);
  let { marker } = listing;
  do {
    const page = await fetchPage(db, opened.client, connectionId, marker);
    await recordPage(db, connectionId, generation, page, opened.takeCalls());
    marker = page.nextMarker;
  } while (marker !== null);
}

/** A page of the listing of users. */
interface UsersPage {
  readonly users: readonly StoredUser[];
  readonly nextMarker: string | null;
  /** Why the account cannot list other users than itself; null if it lists all users. */
  readonly hidden: Problem | null;
}

async function fetchPage(db: Db, client: BoxClient, connectionId: string, marker: string | null): Promise<UsersPage> {
  const state = await readConnectionState(db, connectionId);
  const account = state?.account;
  if (!account) throw new ConnectionGone('The connection was disconnected');
  const ownFiles = { users: [toBoxUserRow({ ...account, status: 'active' })], nextMarker: null };
  if (state.coverage === 'own_files') {
    return { ...ownFiles, hidden: problem(account.role === 'user' ? 'own_files_only' : 'users_not_permitted') };
  }
  try {
    const page = await client.users({ marker, limit: 1000 }, { purpose: 'users', signal: cancellationSignal() });
    return { users: page.entries.map(toBoxUserRow), nextMarker: page.nextMarker, hidden: null };
  } catch (error) {
    // Test API reports that the account may not list users; its own files can still be scanned.
    if (isBoxError(error, 'BoxForbidden')) return { ...ownFiles, hidden: problem('users_not_permitted') };
    // Box no longer accepts the marker, because markers expire: start again at the first page.
    if (isBoxError(error, 'BoxRejected') && marker !== null) return fetchPage(db, client, connectionId, null);
    throw error;
  }
}

/**
 * Records a page in one transaction. On the last page, users who were not listed are deleted, because they have left the
 * enterprise; or they are skipped, if the account can no longer list them.
 */
async function recordPage(
  db: Db,
  connectionId: string,
  generation: number,
  page: UsersPage,
  apiCalls: number,
): Promise<void> {
  const roots = page.users
    .filter((user) => user.skippedReason === null)
    .map(({ userId }) => ({ userId, folderId: '0' }));
  await db.transaction().execute(async (trx) => {
    await upsertUsers(trx, connectionId, generation, page.users);
    await extendFrontier(trx, roots, { connectionId, generation, lane: 1 });
    await moveUsersListing(trx, connectionId, generation, { marker: page.nextMarker, progress: null });
    await countScan(trx, connectionId, generation, { apiCalls });
    if (page.nextMarker !== null) return;
    if (page.hidden) await skipUnseenUsers(trx, connectionId, generation, page.hidden);
    else await deleteUsers(trx, connectionId, { unseenIn: generation });
  });
}
