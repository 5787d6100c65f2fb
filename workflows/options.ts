/**
 * How activities are run: one named set of options per kind of work. Waits and retries are bounded here and nowhere
 * else. Failures that no repetition mends are named once; everything else is tried again, for ever, with back-off.
 */
import type { ActivityOptions } from '@temporalio/workflow';

/** Failure types that Temporal must not retry; `failures.ts` in activities/ throws them. */
export const FINAL_FAILURES = ['BoxUnauthorized', 'BoxForbidden', 'BoxNotFound', 'BoxRejected', 'ConnectionGone'];

const retry = {
  initialInterval: '1s',
  backoffCoefficient: 2,
  maximumInterval: '1m',
  nonRetryableErrorTypes: FINAL_FAILURES,
} as const;

/** The right to read events can be taken away and given back: that is waited for, not given up on. */
const patientRetry = { ...retry, nonRetryableErrorTypes: ['BoxUnauthorized', 'BoxRejected', 'ConnectionGone'] };

/** A few statements against Postgres. */
export const QUICK: ActivityOptions = { startToCloseTimeout: '30s', retry, priority: { priorityKey: 2 } };

/** Consent and Test API: somebody is looking. */
export const INTERACTIVE: ActivityOptions = { startToCloseTimeout: '2m', retry, priority: { priorityKey: 2 } };

/** One poll of the event stream: a page from Box, stored, its changes passed on. */
export const STREAM: ActivityOptions = {
  startToCloseTimeout: '2m',
  retry: patientRetry,
  priority: { priorityKey: 1 },
};

/** Promoted items, a small batch each. */
export const EXPRESS: ActivityOptions = {
  startToCloseTimeout: '5m',
  heartbeatTimeout: '15s',
  retry,
  priority: { priorityKey: 1 },
};

/** One page of the long-term event log. */
export const BACKFILL: ActivityOptions = {
  startToCloseTimeout: '2m',
  retry: patientRetry,
  priority: { priorityKey: 4 },
};

/** A slice of the bulk: about five seconds of work, more when Box makes it wait. */
export const SLICE: ActivityOptions = {
  startToCloseTimeout: '5m',
  heartbeatTimeout: '15s',
  retry,
  priority: { priorityKey: 5 },
};

/** Steps that go over a whole connection: listing its users, closing a generation, forgetting it. */
export const LONG: ActivityOptions = {
  startToCloseTimeout: '1h',
  heartbeatTimeout: '1m',
  retry,
  priority: { priorityKey: 3 },
};

/** A run hands over to a fresh one at about this many history events. */
export const MAX_HISTORY_EVENTS = 1_500;
/** … but never sooner than this after its start, in milliseconds: Temporal throttles continue-as-new. */
export const MIN_RUN_MS = 5_000;
