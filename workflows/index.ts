/** Every workflow that the worker registers. The name of the function is the workflow type. */
export { BackfillEventsWorkflow } from './backfill-events.js';
export { ConnectBoxWorkflow } from './connect-box.js';
export { FollowEventsWorkflow } from './follow-events.js';
export { FullScanWorkflow } from './full-scan.js';
export { PurgeWorkflow } from './purge.js';
