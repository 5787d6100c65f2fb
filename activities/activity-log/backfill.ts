/** Box's long-term event log (`admin_logs`): read by the backfill, and to fill gaps of the live stream. */
import { log, sleep } from '@temporalio/activity';
import { boxNow } from '../../src/box/box-time.js';
import { isBoxError } from '../../src/box/errors.js';
import type { BackfillProgress, OngoingProblem } from '../../src/domain/connection.js';
import { readConnectionState, recordBackfill } from '../../src/store/connections/connections.js';
import type { Db } from '../../src/store/sql/postgres.js';
import type { ActivityDependencies } from '../dependencies.js';
import { isLasting, ongoingProblem } from './ongoing-problem.js';
import { pastPeriod } from './past-period.js';
import { fetchAndStoreEvents, latest, type StoredPage } from './store-events.js';

/** A page of the log between two times (RFC 3339 UTC); `position` is null for the first page. */
export interface LogPageRequest {
  readonly connectionId: string;
  readonly from: string;
  readonly to: string;
  readonly position: string | null;
  /** When a refused page is requested again, in milliseconds; other failures are retried at Temporal's next attempt. */
  readonly retryInMs?: number;
  /** True to fill a gap of the stream: the page does not count towards the backfill's progress. */
  readonly fillsGap?: boolean;
}

/** A stored page of the log. */
export interface LogPage extends Pick<StoredPage, 'received' | 'stored' | 'nextPosition'> {
  /** The time up to which the log was requested, RFC 3339 UTC; earlier than `to` if `to` is in the future. */
  readonly readTo: string;
}

/**
 * Reads one page of the log and stores it. The scan loads the promotions of the page from Postgres. Box refuses times in
 * the future, so a period that is not over yet is read up to now.
 */
export async function readLogPage(deps: ActivityDependencies, request: LogPageRequest): Promise<LogPage> {
  const { connectionId, position } = request;
  const { from: createdAfter, to: createdBefore, isEmpty } = pastPeriod(request, boxNow());
  if (isEmpty) return { received: 0, stored: 0, nextPosition: position, readTo: createdBefore };
  const asked = { streamType: 'admin_logs', position, createdAfter, createdBefore } as const;
  const page = await recordingFailures(deps.db, request, () =>
    confirmingTheEnd(position, () => fetchAndStoreEvents(deps, connectionId, 'backfill', asked)),
  );
  if (page.promotions.length > 0) await deps.scans.promotionsWaiting(connectionId);
  await recordProgress(deps.db, request, (before) => ({
    state: 'running',
    problem: null,
    reachedAt: latest([before.reachedAt, page.latestAt]),
    events: before.events + page.stored,
  }));
  const { received, stored, nextPosition } = page;
  return { received, stored, nextPosition, readTo: createdBefore };
}

/** How often the end of the log is requested again before it is believed, and the pause before, in milliseconds. */
const CONFIRMATIONS = 2;
const CONFIRMATION_PAUSE_MS = 500;

/**
 * Reads a page, and again if it seems to be the end of the log: a page that leads nowhere. One response decides nothing,
 * because what lies behind a faulty one would never be read.
 */
async function confirmingTheEnd(position: string | null, read: () => Promise<StoredPage>): Promise<StoredPage> {
  let page = await read();
  for (let times = 0; times < CONFIRMATIONS && leadsNowhere(page, position); times += 1) {
    await sleep(CONFIRMATION_PAUSE_MS);
    const again = await read();
    page = {
      ...again,
      received: Math.max(page.received, again.received),
      stored: page.stored + again.stored,
      promotions: [...page.promotions, ...again.promotions],
      latestAt: latest([page.latestAt, again.latestAt]),
    };
  }
  return page;
}

const leadsNowhere = ({ nextPosition }: StoredPage, position: string | null): boolean =>
  nextPosition === null || nextPosition === position;

/** Records that the backfill is done. */
export async function finishBackfill(
  { db }: ActivityDependencies,
  { connectionId }: { readonly connectionId: string },
): Promise<void> {
  const state = await readConnectionState(db, connectionId);
  if (!state?.backfill) return;
  const finishedAt = new Date().toISOString();
  await recordBackfill(db, connectionId, { ...state.backfill, state: 'done', problem: null, finishedAt });
}

/** If the page cannot be read, records since when and why, and throws the error for a retry. */
async function recordingFailures(
  db: Db,
  request: LogPageRequest,
  step: () => Promise<StoredPage>,
): Promise<StoredPage> {
  try {
    return await step();
  } catch (error) {
    const { position, retryInMs } = request;
    // With a position, Box may have refused only that: the period is then read from its beginning.
    const refused = position === null ? 'event_period_refused' : 'event_position_refused';
    const describe = (before: OngoingProblem | null | undefined) =>
      ongoingProblem(error, before, {
        codes: { BoxForbidden: 'events_not_permitted', BoxNotFound: refused, BoxRejected: refused },
        ...(retryInMs !== undefined && isBoxError(error, 'BoxRejected') ? { retryInMs } : {}),
      });
    await recordProgress(db, request, (before) => {
      const problem = describe(before.problem);
      return { problem, state: isLasting(problem) || refused === problem.code ? 'failing' : 'running' };
      // The failure itself matters more than a failure to record it.
    }).catch((failure: unknown) => {
      log.warn('A failure of the backfill could not be recorded', { error: failure });
    });
    throw error;
  }
}

/** Pages that fill gaps change nothing. Workflows of earlier versions fill gaps only once the backfill is done. */
async function recordProgress(
  db: Db,
  { connectionId, from, to, fillsGap }: LogPageRequest,
  change: (before: BackfillProgress) => Partial<BackfillProgress>,
): Promise<void> {
  const state = await readConnectionState(db, connectionId);
  if (fillsGap || state?.backfill?.state === 'done') return;
  const before = state?.backfill ?? notBegun({ from, to });
  await recordBackfill(db, connectionId, { ...before, ...change(before) });
}

const notBegun = ({ from, to }: { readonly from: string; readonly to: string }): BackfillProgress => ({
  state: 'running',
  from,
  to,
  reachedAt: null,
  events: 0,
  finishedAt: null,
  problem: null,
});
