/** The options of activities: one named set per kind of work. All timeouts and retries are defined here. */
import { ActivityCancellationType, type ActivityOptions } from '@temporalio/workflow';
import { BULK_TASK_QUEUE } from '../contract.js';

/** Failures after which an activity is not retried: its workflow parks or ends. Thrown in `activities/failures.ts`. */
const FINAL_FAILURES = ['BoxUnauthorized', 'ConnectionGone'];

/**
 * All other failures are retried forever (1 s to 1 min): a long-lived workflow must not fail on an unexpected response
 * of Box. Operators see the attempts in Temporal's UI. `handled`: more failures that the workflow itself handles.
 */
const retryUnless = (...handled: string[]) => ({
  initialInterval: '1s' as const,
  backoffCoefficient: 2,
  maximumInterval: '1m' as const,
  nonRetryableErrorTypes: [...FINAL_FAILURES, ...handled],
});

/** Every activity sends heartbeats, so that the activities of a killed worker are retried after this time. */
const COMMON = { heartbeatTimeout: '15s', retry: retryUnless() } satisfies ActivityOptions;

/** A few statements in Postgres. */
export const QUICK: ActivityOptions = { ...COMMON, startToCloseTimeout: '30s', priority: { priorityKey: 2 } };

/** Consent and Test API: a person waits. A disconnect does not wait for the activity to acknowledge its cancellation. */
export const INTERACTIVE: ActivityOptions = {
  ...COMMON,
  startToCloseTimeout: '2m',
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  priority: { priorityKey: 2 },
};

/** Getting the first position in the event stream: an account may lack the permission to read events. */
export const FIRST_POSITION: ActivityOptions = { ...INTERACTIVE, retry: retryUnless('BoxForbidden') };

/** One attempt that does not hold up its workflow. */
export const TRY_ONCE: ActivityOptions = {
  ...INTERACTIVE,
  startToCloseTimeout: '45s',
  retry: { ...retryUnless(), maximumAttempts: 1 },
};

/**
 * One poll of the event stream: reads a page, stores it and sends its changes to the scan. If the account lost the
 * permission to read events, the poll is retried until it is restored. The limit of 6 hours is there because the
 * workflow checks the age of its position between polls.
 */
export const STREAM: ActivityOptions = {
  ...COMMON,
  startToCloseTimeout: '2m',
  scheduleToCloseTimeout: '6h',
  retry: retryUnless('BoxRejected'),
  priority: { priorityKey: 1 },
};

/** A small batch of promoted items. */
export const EXPRESS: ActivityOptions = { ...COMMON, startToCloseTimeout: '5m', priority: { priorityKey: 1 } };

/** One page of the event log. */
export const BACKFILL: ActivityOptions = {
  ...COMMON,
  startToCloseTimeout: '2m',
  retry: retryUnless('BoxRejected'),
  priority: { priorityKey: 4 },
};

/** A slice of the bulk scan: about five seconds of work, more if Box limits the rate. */
export const SLICE: ActivityOptions = {
  ...COMMON,
  taskQueue: BULK_TASK_QUEUE,
  startToCloseTimeout: '15m',
  priority: { priorityKey: 5 },
};

/** Work on a whole connection: listing its users, completing a generation, deleting its data. */
export const LONG: ActivityOptions = { ...COMMON, startToCloseTimeout: '1h', priority: { priorityKey: 3 } };

/** A run continues as new after about this many history events. */
export const MAX_HISTORY_EVENTS = 1_500;
/** A run lasts at least this long, in milliseconds: Temporal throttles continue-as-new. */
export const MIN_RUN_MS = 5_000;
