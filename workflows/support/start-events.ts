/** Starts the event stream and the backfill without holding up anything else: what fails is tried again later. */
import { ActivityFailure, log } from '@temporalio/workflow';
import * as activities from './activities.js';
import { resumeEvents, startEventChildren } from './children.js';
import type { Connection } from './connection-state.js';
import { failureType } from './failure-type.js';
import { nextRetry, retryPause } from './retry.js';

/** The backfill overlaps with the live stream for as long as late events are waited for, at most this, in milliseconds. */
const MAX_OVERLAP_MS = 60_000;
/** How often an account that may not read events is asked again, in milliseconds: an admin may grant it at any time. */
const FORBIDDEN_PAUSE_MS = 3_600_000;

/**
 * Starts the event stream and the backfill, or resumes both. The stream's position is read before the backfill starts,
 * so that no event is missed between them. If it cannot be read, `eventsRetry` says when it is tried again: the backfill
 * then covers the days before consent and the time since. Throws if Box rejects the credentials.
 */
export async function tryToStartEvents(connection: Connection): Promise<void> {
  const { id } = connection;
  if (connection.followingEvents) return resumeEvents(connection);
  const failures = connection.eventsRetry?.failures ?? 0;
  try {
    const start = await activities.tryStreamPosition({ connectionId: id, retryInMs: retryPause(failures) });
    const { backfillSettleMs } = await activities.loadSettings();
    await startEventChildren(connection, start, Math.min(MAX_OVERLAP_MS, backfillSettleMs));
    connection.followingEvents = true;
    connection.eventsRetry = null;
  } catch (error) {
    const type = failureType(error);
    if (!(error instanceof ActivityFailure) || type === 'BoxUnauthorized' || type === 'ConnectionGone') throw error;
    connection.eventsRetry = nextRetry(failures, type === 'BoxForbidden' ? FORBIDDEN_PAUSE_MS : undefined);
    log.warn('The event stream cannot be read yet', { type, nextTry: connection.eventsRetry.at });
  }
}
