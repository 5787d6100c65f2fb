/** Every workflow that the worker registers, by the name of its function. */
export { BackfillEventsWorkflow } from './backfill-events.js';
export { ConnectBoxWorkflow } from './connect-box.js';
export { FollowEventsWorkflow } from './follow-events.js';
export { FullScanWorkflow } from './full-scan.js';
export { PurgeWorkflow } from './purge.js';
