import { cancellationSignal, heartbeat } from '@temporalio/activity';
import type { BoxUser } from '../src/box/client.js';
import { isBoxError } from '../src/box/errors.js';
import { problem } from '../src/box/problems.js';
import { forgetUsers, upsertUsers, type StoredUser } from '../src/store/box-users.js';
import { readConnectionState } from '../src/store/connection-state.js';
import { extendFrontier } from '../src/store/frontier.js';
import { beginGeneration, completeGeneration, moveUsersListing, usersListing } from '../src/store/generations.js';
import { deletePromotions, loadPromotions, storePromotions } from '../src/store/promotions.js';
import { countScan } from '../src/store/scan-results.js';
import type { Promotion } from '../workflows/contract.js';
import type { ActivityDependencies } from './dependencies.js';

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
      let marker = listing.marker;
      do {
        const page = await usersPage(connectionId, opened.client, marker);
        await db.transaction().execute(async (trx) => {
          const entries = page.users.filter((user) => user.leftOut === null);
          await upsertUsers(trx, connectionId, generation, page.users);
          await extendFrontier(
            trx,
            entries.map(({ userId }) => ({ userId, folderId: '0' })),
            { connectionId, generation, lane: 1 },
          );
          await moveUsersListing(trx, connectionId, generation, page.nextMarker);
          await countScan(trx, connectionId, generation, { apiCalls: opened.takeCalls() });
        });
        marker = page.nextMarker;
        heartbeat();
      } while (marker !== null);
      await forgetUsers(db, connectionId, { unseenIn: generation });
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

  async function usersPage(
    connectionId: string,
    client: Awaited<ReturnType<typeof box.open>>['client'],
    marker: string | null,
  ): Promise<{ users: StoredUser[]; nextMarker: string | null }> {
    const state = await readConnectionState(db, connectionId);
    const ownFiles = state?.account ? [{ ...state.account, status: 'active' }] : [];
    if (state?.coverage === 'own_files') return { users: ownFiles.map(toStored), nextMarker: null };
    try {
      const page = await client.users({ marker, limit: 1000 }, { purpose: 'users', signal: cancellationSignal() });
      return { users: page.entries.map(toStored), nextMarker: page.nextMarker };
    } catch (error) {
      // Test API has said that this account may not list users; its own files can be scanned all the same.
      if (isBoxError(error, 'BoxForbidden')) return { users: ownFiles.map(toStored), nextMarker: null };
      throw error;
    }
  }
}

/** A user as the store keeps it; a deactivated one cannot be impersonated and is left out. */
export function toStored(user: Pick<BoxUser, 'id' | 'login' | 'name' | 'role' | 'status'>): StoredUser {
  return {
    userId: user.id,
    login: user.login,
    name: user.name,
    role: user.role,
    status: user.status,
    leftOut: user.status === 'inactive' ? problem('user_inactive', { login: user.login }) : null,
  };
}
