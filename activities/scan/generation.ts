import type { Promotion } from '../../src/domain/promotion.js';
import type { ScanFigures } from '../../src/domain/scan.js';
import { hasPendingFolders } from '../../src/store/scan/frontier-state.js';
import { areUsersListed, beginGeneration, completeGeneration } from '../../src/store/scan/generations.js';
import { deletePromotions, loadPromotions, storePromotions } from '../../src/store/scan/promotions.js';
import type { ActivityDependencies } from '../dependencies.js';
import { figuresOf } from './figures.js';
import { listUsers } from './list-users.js';
import { checkTrash } from './trash.js';

/** Whether a generation is complete, and its figures for Temporal's UI. */
interface Completion {
  readonly completed: boolean;
  readonly figures?: ScanFigures | null;
}

/** The activities that begin and complete a generation, and those that keep promotions in Postgres. */
export function createGenerationActivities(deps: ActivityDependencies) {
  const { db } = deps;
  return {
    /** Begins a generation, or continues the running one unless it is the one to abandon. */
    beginGeneration: (step: { connectionId: string; abandon: number | null }) =>
      beginGeneration(db, step.connectionId, step.abandon),

    listUsers: (step: { connectionId: string; generation: number }) => listUsers(deps, step),

    /**
     * Completes a generation; `completed` is false if folders are still waiting. If Postgres does not have its users, as
     * after a restored backup, they are listed first.
     */
    completeGeneration: async (step: { connectionId: string; generation: number }): Promise<Completion> => {
      if (!(await areUsersListed(db, step.connectionId, step.generation))) await listUsers(deps, step);
      const isOver = !(await hasPendingFolders(db, step.connectionId));
      if (isOver) await checkTrash(deps, step);
      const completed = isOver && (await completeGeneration(db, step.connectionId, step.generation));
      return { completed, figures: await figuresOf(db, step.connectionId) };
    },

    /** Stores promotions that exceed the workflow's queue. */
    storePromotions: (step: { connectionId: string; promotions: readonly Promotion[] }) =>
      storePromotions(db, step.connectionId, step.promotions),

    /** Returns the first promotions that wait in Postgres. */
    loadPromotions: async (step: { connectionId: string; limit: number }) => ({
      promotions: await loadPromotions(db, step.connectionId, step.limit),
    }),

    /** Deletes promotions that have been scanned. */
    discardPromotions: (step: { connectionId: string; promotions: readonly Promotion[] }) =>
      deletePromotions(db, step.connectionId, step.promotions),
  };
}
