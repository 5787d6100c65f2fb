/** The recorded progress of a connection's event stream: one JSON document, written by the activities of the stream. */
import { log } from '@temporalio/activity';
import type { BoxError } from '../../src/box/errors.js';
import { isBoxError } from '../../src/box/errors.js';
import type { EventStreamProgress } from '../../src/domain/connection.js';
import type { ProblemCode } from '../../src/domain/problems.js';
import { lockConnection, readConnectionState, recordEventStream } from '../../src/store/connections/connections.js';
import type { Db } from '../../src/store/sql/postgres.js';
import { isLasting, ongoingProblem } from './ongoing-problem.js';

const NOTHING_YET: EventStreamProgress = {
  state: 'waiting',
  lastPolledAt: null,
  lastEventAt: null,
  events: 0,
  gaps: [],
  problem: null,
  lagMs: null,
  unreadable: 0,
};

/** Returns the recorded progress of the event stream. */
export async function readStreamProgress(db: Db, connectionId: string): Promise<EventStreamProgress> {
  const state = await readConnectionState(db, connectionId);
  return { ...NOTHING_YET, ...state?.eventStream };
}

/** Records what a step changed in the progress of the event stream. */
export async function changeStreamProgress(
  db: Db,
  connectionId: string,
  change: (before: EventStreamProgress) => Partial<EventStreamProgress>,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // The backfill and the stream run side by side, and write the same document.
    await lockConnection(trx, connectionId);
    const before = await readStreamProgress(trx, connectionId);
    await recordEventStream(trx, connectionId, { ...before, ...change(before) });
  });
}

/** What Box's refusals mean for the stream. */
const CODES: Partial<Record<BoxError['type'], ProblemCode>> = {
  BoxForbidden: 'events_not_permitted',
  BoxNotFound: 'event_position_refused',
  BoxRejected: 'event_position_refused',
};

/**
 * Runs a step of the event stream. If it fails, records since when and why, and throws the error for a retry: a stream
 * that cannot be read is shown as failing.
 */
export async function recordingStreamFailures<T>(
  db: Db,
  { connectionId, retryInMs }: { readonly connectionId: string; readonly retryInMs?: number | undefined },
  step: () => Promise<T>,
): Promise<T> {
  try {
    return await step();
  } catch (error) {
    await changeStreamProgress(db, connectionId, (before) => {
      const problem = ongoingProblem(error, before.problem, {
        codes: CODES,
        ...(retryInMs === undefined ? {} : { retryInMs }),
      });
      return { problem, state: stateAfter(error, before.state, isLasting(problem)) };
      // The failure itself matters more than a failure to record it.
    }).catch((failure: unknown) => {
      log.warn('A failure of the event stream could not be recorded', { error: failure });
    });
    throw error;
  }
}

function stateAfter(
  error: unknown,
  state: EventStreamProgress['state'],
  isLastingFailure: boolean,
): EventStreamProgress['state'] {
  if (isBoxError(error, 'BoxForbidden')) return 'unavailable';
  // A stream that has never been read stays `waiting`; its problem says why.
  const isCertain = isLastingFailure || isBoxError(error, 'BoxUnauthorized', 'BoxRejected');
  return isCertain ? 'failing' : state === 'unavailable' ? 'waiting' : state;
}
