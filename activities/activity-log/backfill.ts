/** Box's long-term event log (`admin_logs`): read by the backfill, and to fill gaps of the live stream. */
import type { BackfillProgress } from '../../src/domain/connection.js';
import { readConnectionState, recordBackfill } from '../../src/store/connections/connections.js';
import type { Db } from '../../src/store/sql/postgres.js';
import type { ActivityDependencies } from '../dependencies.js';
import { fetchAndStoreEvents, latest, type StoredPage } from './store-events.js';

/** A page of the log between two times (RFC 3339 UTC); `position` is null for the first page. */
export interface LogPageRequest {
  readonly connectionId: string;
  readonly from: string;
  readonly to: string;
  readonly position: string | null;
}

/** Reads one page of the log and stores it. The scan loads the promotions of the page from Postgres. */
export async function readLogPage(
  deps: ActivityDependencies,
  request: LogPageRequest,
): Promise<Pick<StoredPage, 'received' | 'stored' | 'nextPosition'>> {
  const { connectionId, from, to, position } = request;
  const page = await fetchAndStoreEvents(deps, connectionId, 'backfill', {
    streamType: 'admin_logs',
    position,
    createdAfter: from,
    createdBefore: to,
  });
  if (page.promotions.length > 0) await deps.scans.promotionsWaiting(connectionId);
  await recordProgress(deps.db, request, page);
  const { received, stored, nextPosition } = page;
  return { received, stored, nextPosition };
}

/** Records that the backfill is done. */
export async function finishBackfill(
  { db }: ActivityDependencies,
  { connectionId }: { readonly connectionId: string },
): Promise<void> {
  const state = await readConnectionState(db, connectionId);
  if (!state?.backfill) return;
  await recordBackfill(db, connectionId, { ...state.backfill, state: 'done', finishedAt: new Date().toISOString() });
}

async function recordProgress(db: Db, { connectionId, from, to }: LogPageRequest, page: StoredPage): Promise<void> {
  const state = await readConnectionState(db, connectionId);
  // Once the backfill is done, the log is read only to fill gaps of the live stream.
  if (state?.backfill?.state === 'done') return;
  const before: BackfillProgress = state?.backfill ?? {
    state: 'running',
    from,
    to,
    reachedAt: null,
    events: 0,
    finishedAt: null,
  };
  await recordBackfill(db, connectionId, {
    ...before,
    state: 'running',
    reachedAt: latest([before.reachedAt, page.latestAt]),
    events: before.events + page.stored,
  });
}
