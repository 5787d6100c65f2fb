import type { PurgeInput } from './contract.js';
import * as activities from './support/activities.js';

/** Deletes the data of a connection that was disconnected earlier without deleting it. */
export async function PurgeWorkflow({ connectionId }: PurgeInput): Promise<void> {
  await activities.purge({ connectionId });
}
