import { findConnection } from '../src/store/connections/connections.js';
import { createEventActivities } from './activity-log/events.js';
import { createConnectionActivities } from './connections/connection.js';
import { createTestApiActivities } from './connections/test-api.js';
import type { ActivityDependencies } from './dependencies.js';
import { createGenerationActivities } from './scan/generation.js';
import { createPromotedActivities } from './scan/promoted.js';
import { createSliceActivities } from './scan/slice.js';

/** Every activity of Boxward: the steps of its workflows that read or write anything. */
export function createActivities(deps: ActivityDependencies) {
  return {
    /** The settings; with a connection, also its name, which Temporal's UI shows. */
    loadSettings: async (run?: { readonly connectionId: string }) => {
      const connection = run && (await findConnection(deps.db, run.connectionId));
      return { ...deps.settings, ...(connection ? { connectionName: connection.name } : {}) };
    },
    ...createConnectionActivities(deps),
    ...createTestApiActivities(deps),
    ...createEventActivities(deps),
    ...createGenerationActivities(deps),
    ...createSliceActivities(deps),
    ...createPromotedActivities(deps),
  };
}

/** The activities that workflows can call. Workflows import this type and nothing else of this folder. */
export type Activities = ReturnType<typeof createActivities>;
