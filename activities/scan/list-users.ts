import { activityInfo, cancellationSignal, log } from '@temporalio/activity';
import type { BoxClient, Page, BoxUser } from '../../src/box/client.js';
import { isBoxError, type BoxError } from '../../src/box/errors.js';
import { advance, NO_PROGRESS, type ListingProgress } from '../../src/domain/listing-guard.js';
import { COVERAGE_OF_ROLE, type Coverage } from '../../src/domain/connection.js';
import { problem, type Problem } from '../../src/domain/problems.js';
import {
  deleteUsers,
  hasOtherUsers,
  scannedUsers,
  skipUnseenUsers,
  upsertUsers,
  type StoredUser,
} from '../../src/store/scan/box-users.js';
import { readConnectionState, recordCoverage } from '../../src/store/connections/connections.js';
import { countScan } from '../../src/store/scan/counters.js';
import { extendFrontier } from '../../src/store/scan/frontier.js';
import {
  moveUsersListing,
  recordUsersProblem,
  takeUsersRetry,
  usersListing,
  type ListingMet,
} from '../../src/store/scan/generations.js';
import type { Db, Trx } from '../../src/store/sql/postgres.js';
import type { ActivityDependencies } from '../dependencies.js';
import { ConnectionGone } from '../failures.js';
import { toBoxUserRow } from './observe.js';

/** After how many failed attempts, about half a minute, a generation goes on with the users that are known. */
const TRIES = 5;
/** How many known users are added to the frontier with one statement. */
const USERS_AT_A_TIME = 1_000;

interface OfGeneration {
  readonly connectionId: string;
  readonly generation: number;
}

/**
 * Lists the users of a connection and adds the root folders of those who can be scanned to the frontier. Each page is
 * recorded with the marker of the next; a retry continues after the last recorded page. If Box has not listed them after
 * some attempts, the generation scans the users that are known from before, and a slice lists them again later.
 */
export async function listUsers(deps: ActivityDependencies, scan: OfGeneration): Promise<void> {
  const { done } = await usersListing(deps.db, scan.connectionId, scan.generation);
  if (done) return;
  try {
    await listPages(deps, scan);
  } catch (error) {
    if (!isBoxError(error) || error.type === 'BoxUnauthorized' || activityInfo().attempt < TRIES) throw error;
    const { account } = (await readConnectionState(deps.db, scan.connectionId)) ?? {};
    const goOn = account != null && (await hasOtherUsers(deps.db, scan.connectionId, account.id));
    if (goOn) await scanKnownUsers(deps.db, scan);
    await recordUsersProblem(deps.db, scan.connectionId, scan.generation, { error: notListed(error), goOn });
    // Without any known user there is nothing to go on with: who is external cannot be told.
    if (!goOn) throw error;
  }
}

/** Lists the users again if that has failed and is due. Its failure is recorded and stops nothing. */
export async function retryUsersListing(deps: ActivityDependencies, scan: OfGeneration): Promise<void> {
  const { connectionId, generation } = scan;
  if (!(await takeUsersRetry(deps.db, connectionId, generation))) return;
  try {
    await listPages(deps, scan);
  } catch (error) {
    if (!isBoxError(error) || error.type === 'BoxUnauthorized') throw error;
    log.warn('The users could not be listed', { connectionId, problem: error.problem.code });
    await recordUsersProblem(deps.db, connectionId, generation, { error: notListed(error), goOn: true });
  }
}

const notListed = (error: BoxError): Problem => problem('users_not_listed', { answer: error.problem.message });

async function listPages({ db, box }: ActivityDependencies, scan: OfGeneration): Promise<void> {
  const listing = await usersListing(db, scan.connectionId, scan.generation);
  const opened = await box.open(scan.connectionId);
  let { marker, met } = listing;
  for (;;) {
    const page = await fetchPage(db, opened.client, scan.connectionId, marker);
    const before = page.isFirst ? NOTHING_MET : (met ?? NOTHING_MET);
    const progress = advance(before.progress, page);
    met = { progress: progress ?? before.progress, unreadable: before.unreadable + page.unreadable };
    const reason = incompleteBecause(page, progress, met.unreadable);
    // Before the listing counts as done: the files of a user without a root in the frontier would count as unseen.
    if (reason && reason !== page.hidden) await scanKnownUsers(db, scan);
    await recordPage(db, scan, page, { met, reason, apiCalls: opened.takeCalls() });
    marker = page.nextMarker;
    if (marker === null || !progress) return;
  }
}

/** A listing at its beginning. */
const NOTHING_MET: ListingMet = { progress: NO_PROGRESS, unreadable: 0 };

/** Why the listing ends with this page without having shown all users; null if it has, or goes on. */
function incompleteBecause(page: UsersPage, progress: ListingProgress | null, unreadable: number): Problem | null {
  if (!progress) return problem('listing_endless');
  if (page.nextMarker !== null) return null;
  // An enterprise without users does not exist: such a list has failed, and deletes nobody.
  if (page.isFirst && page.ids.length === 0) return problem('users_not_listed');
  return page.hidden ?? (unreadable > 0 ? problem('entry_unreadable') : null);
}

/** Adds the roots of all users that are known and not skipped to the frontier. */
async function scanKnownUsers(db: Db, { connectionId, generation }: OfGeneration): Promise<void> {
  let after = '';
  for (;;) {
    const ids = await scannedUsers(db, connectionId, { after, limit: USERS_AT_A_TIME });
    const roots = ids.map((userId) => ({ userId, folderId: '0' }));
    await extendFrontier(db, roots, { connectionId, generation, lane: 1 });
    const last = ids.at(-1);
    if (last === undefined) return;
    after = last;
  }
}

/** A page of the listing of users. */
interface UsersPage {
  readonly users: readonly StoredUser[];
  readonly ids: readonly string[];
  readonly received: number;
  /** The number of entries that could not be read: users who are not deleted for it. */
  readonly unreadable: number;
  readonly nextMarker: string | null;
  readonly isFirst: boolean;
  /** Whether the connection covers only the account's own files, so that no other user is missing. */
  readonly isOwnFilesOnly: boolean;
  /** Why the account cannot list other users than itself; null if it lists all users. */
  readonly hidden: Problem | null;
  /** The coverage of an account that can list users again; null if Test API has found that it can. */
  readonly regained: Coverage | null;
}

async function fetchPage(db: Db, client: BoxClient, connectionId: string, marker: string | null): Promise<UsersPage> {
  const state = await readConnectionState(db, connectionId);
  const account = state?.account;
  if (!account) throw new ConnectionGone('The connection was disconnected');
  const own = toBoxUserRow({ ...account, status: 'active' });
  // Test API has found that an administrator may not list users: that may have changed, or passed.
  const hasOwnFiles = state.coverage === 'own_files';
  const isOwnFilesOnly = hasOwnFiles && account.role === 'user';
  const ownFiles = {
    users: [own],
    ids: [own.userId],
    received: 1,
    unreadable: 0,
    nextMarker: null,
    isFirst: true,
    isOwnFilesOnly,
    regained: null,
  };
  if (isOwnFilesOnly) return { ...ownFiles, hidden: problem('own_files_only') };
  const regained = hasOwnFiles ? COVERAGE_OF_ROLE[account.role] : null;
  try {
    return { ...toPage(await usersPage(client, marker), marker), regained };
  } catch (error) {
    // Test API reports that the account may not list users; its own files can still be scanned.
    if (isBoxError(error, 'BoxForbidden') && (await isRefusedAgain(client))) {
      return { ...ownFiles, hidden: problem('users_not_permitted') };
    }
    // Box no longer accepts the marker, because markers expire: start again at the first page.
    if (isBoxError(error, 'BoxRejected') && marker !== null) {
      return { ...toPage(await usersPage(client, null), null), regained };
    }
    throw error;
  }
}

const usersPage = (client: BoxClient, marker: string | null): Promise<Page<BoxUser>> =>
  client.users({ marker, limit: 1000 }, { purpose: 'users', signal: cancellationSignal() });

const toPage = (page: Page<BoxUser>, marker: string | null): Omit<UsersPage, 'regained'> => ({
  users: page.entries.map(toBoxUserRow),
  ids: page.entries.map(({ id }) => id),
  received: page.received,
  unreadable: page.unreadable.length,
  nextMarker: page.nextMarker,
  isFirst: marker === null,
  isOwnFilesOnly: false,
  hidden: null,
});

/** Whether the account may not list users, although Box accepts its token: one refusal decides nothing. */
async function isRefusedAgain(client: BoxClient): Promise<boolean> {
  await client.me({ purpose: 'users', signal: cancellationSignal() });
  try {
    await usersPage(client, null);
    return false;
  } catch (error) {
    if (isBoxError(error, 'BoxForbidden')) return true;
    throw error;
  }
}

/**
 * Records a page in one transaction. On the last page, users who were not listed are deleted, because they have left the
 * enterprise; or they are skipped, if the account can no longer list them. If the listing does not end, or an entry could
 * not be read, all known users are kept. `reason`: why the listing is incomplete; it is tried again later.
 */
async function recordPage(
  db: Db,
  { connectionId, generation }: OfGeneration,
  page: UsersPage,
  { met, reason, apiCalls }: { readonly met: ListingMet; readonly reason: Problem | null; readonly apiCalls: number },
): Promise<void> {
  const roots = page.users
    .filter((user) => user.skippedReason === null)
    .map(({ userId }) => ({ userId, folderId: '0' }));
  await db.transaction().execute(async (trx) => {
    await upsertUsers(trx, connectionId, generation, page.users);
    await extendFrontier(trx, roots, { connectionId, generation, lane: 1 });
    await moveListing(trx, { connectionId, generation }, page, { met, reason });
    // Last, as the end of a generation does: it locks the row of the scan before the counters.
    await countScan(trx, connectionId, generation, { apiCalls });
  });
}

async function moveListing(
  trx: Trx,
  { connectionId, generation }: OfGeneration,
  page: UsersPage,
  { met, reason }: { readonly met: ListingMet; readonly reason: Problem | null },
): Promise<void> {
  if (page.hidden) await skipUnseenUsers(trx, connectionId, generation, page.hidden);
  if (reason && !page.isOwnFilesOnly) {
    return recordUsersProblem(trx, connectionId, generation, { error: reason, goOn: true });
  }
  await moveUsersListing(trx, connectionId, generation, { marker: page.nextMarker, met });
  if (page.nextMarker !== null || reason) return;
  if (page.regained) await recordCoverage(trx, connectionId, page.regained);
  await deleteUsers(trx, connectionId, { unseenIn: generation });
}
