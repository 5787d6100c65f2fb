import { cancellationSignal } from '@temporalio/activity';
import type { Account } from '../../src/domain/connection.js';
import type { BoxClient, BoxUser } from '../../src/box/client.js';
import { isBoxError } from '../../src/box/errors.js';
import { problem, type Problem } from '../../src/domain/problems.js';
import { deleteUsers, skipUnseenUsers, upsertUsers, type StoredUser } from '../../src/store/scan/box-users.js';
import { readConnectionState } from '../../src/store/connections/connections.js';
import { extendFrontier } from '../../src/store/scan/frontier.js';
import {
  beginGeneration,
  completeGeneration,
  moveUsersListing,
  usersListing,
  countScan,
} from '../../src/store/scan/generations.js';
import { deletePromotions, loadPromotions, storePromotions } from '../../src/store/scan/promotions.js';
import type { Promotion } from '../../src/domain/promotion.js';
import type { ActivityDependencies } from '../dependencies.js';
import { ConnectionGone } from '../failures.js';

/** The steps around a generation's listing, and the keeping of promotions in Postgres. */
export function createGenerationActivities({ db, box }: ActivityDependencies) {
  return {
    /** Begins a generation, or goes on with the one that runs, unless that is the one to abandon. */
    beginGeneration: (step: { connectionId: string; abandon: number | null }) =>
      beginGeneration(db, step.connectionId, step.abandon),

    /** Lists the users whose files can be scanned and puts their roots into the frontier; resumes at its last page. */
    async listUsers({ connectionId, generation }: { connectionId: string; generation: number }): Promise<void> {
      const listing = await usersListing(db, connectionId, generation);
      if (listing.done) return;
      const opened = await box.open(connectionId);
      let { marker } = listing;
      do {
        const page = await usersPage(connectionId, opened.client, marker);
        await recordUsers(connectionId, generation, page, opened.takeCalls());
        marker = page.nextMarker;
      } while (marker !== null);
    },

    /** Closes a generation; `completed` is false when folders wait after all. */
    async completeGeneration({ connectionId, generation }: { connectionId: string; generation: number }) {
      return { completed: await completeGeneration(db, connectionId, generation) };
    },

    /** Keeps promotions that the workflow has no room for. */
    storePromotions: (step: { connectionId: string; promotions: readonly Promotion[] }) =>
      storePromotions(db, step.connectionId, step.promotions),

    /** The first promotions that wait in Postgres. */
    async loadPromotions({ connectionId, limit }: { connectionId: string; limit: number }) {
      return { promotions: await loadPromotions(db, connectionId, limit) };
    },

    /** Forgets promotions that were served already. */
    discardPromotions: (step: { connectionId: string; promotions: readonly Promotion[] }) =>
      deletePromotions(db, step.connectionId, step.promotions),
  };

  /** A page's users, their roots and the way on, all or nothing; at the end, also what becomes of those not listed. */
  async function recordUsers(connectionId: string, generation: number, page: UsersPage, apiCalls: number) {
    const entries = page.users
      .filter((user) => user.skippedReason === null)
      .map(({ userId }) => ({ userId, folderId: '0' }));
    await db.transaction().execute(async (trx) => {
      await upsertUsers(trx, connectionId, generation, page.users);
      await extendFrontier(trx, entries, { connectionId, generation, lane: 1 });
      await moveUsersListing(trx, connectionId, generation, page.nextMarker);
      await countScan(trx, connectionId, generation, { apiCalls });
      if (page.nextMarker !== null) return;
      if (page.hidden) await skipUnseenUsers(trx, connectionId, generation, page.hidden);
      else await deleteUsers(trx, connectionId, { unseenIn: generation });
    });
  }

  async function usersPage(connectionId: string, client: BoxClient, marker: string | null): Promise<UsersPage> {
    const state = await readConnectionState(db, connectionId);
    const account = state?.account;
    if (!account) throw new ConnectionGone('The connection was disconnected');
    const ownFiles = { users: [toStored({ ...account, status: 'active' })], nextMarker: null };
    if (state.coverage === 'own_files') return { ...ownFiles, hidden: problem(reasonOf(account)) };
    try {
      const page = await client.users({ marker, limit: 1000 }, { purpose: 'users', signal: cancellationSignal() });
      return { users: page.entries.map(toStored), nextMarker: page.nextMarker, hidden: null };
    } catch (error) {
      // Test API has said that this account may not list users; its own files can be scanned all the same.
      if (isBoxError(error, 'BoxForbidden')) return { ...ownFiles, hidden: problem('users_not_permitted') };
      // A marker may be too old after a long rest: then from the start.
      if (isBoxError(error, 'BoxRejected') && marker !== null) return usersPage(connectionId, client, null);
      throw error;
    }
  }
}

/** One page of the users' listing; `hidden` says why Box shows this account no others than these. */
interface UsersPage {
  readonly users: readonly StoredUser[];
  readonly nextMarker: string | null;
  readonly hidden: Problem | null;
}

const reasonOf = ({ role }: Account) => (role === 'user' ? 'own_files_only' : 'users_not_permitted');

/** A user as the store keeps it; a deactivated one cannot be impersonated and is left out. */
export function toStored(user: Pick<BoxUser, 'id' | 'login' | 'name' | 'role' | 'status'>): StoredUser {
  return {
    userId: user.id,
    login: user.login,
    name: user.name,
    role: user.role,
    status: user.status,
    skippedReason: user.status === 'inactive' ? problem('user_inactive', { login: user.login }) : null,
  };
}
