import * as activities from './support/activities.js';
import type { PurgeInput } from './contract.js';

/** Deletes what was found through a connection that has been disconnected before without. */
export async function PurgeWorkflow({ connectionId }: PurgeInput): Promise<void> {
  await activities.purge({ connectionId });
}
