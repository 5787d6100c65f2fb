/**
 * How activities are run: one named set of options per kind of work. Waits and retries are bounded here and nowhere
 * else.
 */
import { ActivityCancellationType, type ActivityOptions } from '@temporalio/workflow';
import { BULK_TASK_QUEUE } from '../contract.js';

/** Failures that end an activity at once: its workflow parks, or ends. `failures.ts` in activities/ throws them. */
const FINAL_FAILURES = ['BoxUnauthorized', 'ConnectionGone'];

/**
 * A workflow that lives for years must not end because Box once said an odd thing: what it does not deal with itself is
 * tried again, later and later, where an operator sees it.
 */
const retry = {
  initialInterval: '1s',
  backoffCoefficient: 2,
  maximumInterval: '1m',
  nonRetryableErrorTypes: FINAL_FAILURES,
} as const;

/** The same, for a workflow that deals with these failures too. */
const retryUnless = (...handled: string[]) => ({
  ...retry,
  nonRetryableErrorTypes: [...FINAL_FAILURES, ...handled],
});

/** Every activity says that it is alive while it works: one that a killed worker had in hand is tried again after this. */
const heartbeatTimeout = '15s';

/** A few statements against Postgres. */
export const QUICK: ActivityOptions = {
  startToCloseTimeout: '30s',
  heartbeatTimeout,
  retry,
  priority: { priorityKey: 2 },
};

/** Consent and Test API: somebody is looking, and need not wait for them to disconnect. */
export const INTERACTIVE: ActivityOptions = {
  startToCloseTimeout: '2m',
  heartbeatTimeout,
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  retry,
  priority: { priorityKey: 2 },
};

/** The first look at the event stream: an account that may not read events is no fault. */
export const ANCHOR: ActivityOptions = { ...INTERACTIVE, retry: retryUnless('BoxForbidden') };

/**
 * One poll of the event stream: a page from Box, stored, its changes passed on. The right to read events can be taken
 * away and given back: that is waited for; but our position grows old meanwhile, so its age is looked at now and then.
 */
export const STREAM: ActivityOptions = {
  startToCloseTimeout: '2m',
  heartbeatTimeout,
  scheduleToCloseTimeout: '6h',
  retry: retryUnless('BoxRejected'),
  priority: { priorityKey: 1 },
};

/** Promoted items, a small batch each. */
export const EXPRESS: ActivityOptions = {
  startToCloseTimeout: '5m',
  heartbeatTimeout,
  retry,
  priority: { priorityKey: 1 },
};

/** One page of the long-term event log. */
export const BACKFILL: ActivityOptions = {
  startToCloseTimeout: '2m',
  heartbeatTimeout,
  retry: retryUnless('BoxRejected'),
  priority: { priorityKey: 4 },
};

/** A slice of the bulk: about five seconds of work, more when Box makes it wait. */
export const SLICE: ActivityOptions = {
  taskQueue: BULK_TASK_QUEUE,
  startToCloseTimeout: '15m',
  heartbeatTimeout,
  retry,
  priority: { priorityKey: 5 },
};

/** Steps that go over a whole connection: listing its users, closing a generation, forgetting it. */
export const LONG: ActivityOptions = {
  startToCloseTimeout: '1h',
  heartbeatTimeout,
  retry,
  priority: { priorityKey: 3 },
};

/** A run hands over to a fresh one at about this many history events. */
export const MAX_HISTORY_EVENTS = 1_500;
/** … but never sooner than this after its start, in milliseconds: Temporal throttles continue-as-new. */
export const MIN_RUN_MS = 5_000;
