import { createConnectionActivities } from './connections/connection.js';
import type { ActivityDependencies } from './dependencies.js';
import { createEventActivities } from './activity-log/events.js';
import { createGenerationActivities } from './scan/generation.js';
import { createPromotedActivities } from './scan/promoted.js';
import { createSliceActivities } from './scan/slice.js';
import { createTestApiActivities } from './connections/test-api.js';

/** Every step of Boxward that touches the world, over what it needs of it. */
export function createActivities(dependencies: ActivityDependencies) {
  return {
    loadSettings: () => Promise.resolve(dependencies.settings),
    ...createConnectionActivities(dependencies),
    ...createTestApiActivities(dependencies),
    ...createEventActivities(dependencies),
    ...createGenerationActivities(dependencies),
    ...createSliceActivities(dependencies),
    ...createPromotedActivities(dependencies),
  };
}

/** What workflows may call; they import this type and nothing else of this folder. */
export type Activities = ReturnType<typeof createActivities>;
