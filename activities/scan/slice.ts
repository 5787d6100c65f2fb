import { activityInfo } from '@temporalio/activity';
import type { ScanFigures } from '../../src/domain/scan.js';
import { frontierState } from '../../src/store/scan/frontier-state.js';
import { releaseLeases, RENEW_LEASE_MS, renewLease } from '../../src/store/scan/frontier.js';
import type { ActivityDependencies } from '../dependencies.js';
import { describeProgress } from '../heartbeat-details.js';
import { createClaims } from './claims.js';
import { openScan } from './context.js';
import { createFigures } from './figures.js';
import { listFolder } from './list-folder.js';
import { retryUsersListing } from './list-users.js';
import { createMemories, type Memory } from './memories.js';

/** How long a slice claims folders and requests pages, in milliseconds; it finishes the page it is working on. */
const SLICE_MS = 5_000;
/** How many folders of a slice are listed at the same time. */
const CONCURRENCY = 8;

/** The result of a slice. */
export interface SliceResult {
  readonly pages: number;
  /** `work` if folders wait or are claimed by other slices. */
  readonly frontier: 'work' | 'drained';
  /** In how many milliseconds parked work is due; null if nothing is parked. Workers of earlier versions omit it. */
  readonly retryInMs?: number | null;
  /** The progress of the scan, for Temporal's UI: at most one slice in ten seconds reports it. */
  readonly figures?: ScanFigures | null;
  /** RFC 3339 UTC: until when Box has us wait because of its rate limit; null if it does not. */
  readonly limitedUntil?: string | null;
}

/** The activity of the bulk scan, for a worker. */
export function createSliceActivities(deps: ActivityDependencies) {
  const readFigures = createFigures(deps.db);
  const memories = createMemories(deps.db);
  return {
    scanSlice: async (scan: { connectionId: string; generation: number }): Promise<SliceResult> => {
      const slice = await scanSlice(deps, scan, memories.of(scan.connectionId));
      return { ...slice, figures: await readFigures(scan.connectionId) };
    },
  };
}

/**
 * Claims folders, lists their pages and records them, for about five seconds. A slice that is killed loses only the
 * page it was working on: claims are leases that expire, and a page is recorded together with the marker of the next.
 */
export async function scanSlice(
  deps: ActivityDependencies,
  scan: { readonly connectionId: string; readonly generation: number },
  memory: Memory,
): Promise<SliceResult> {
  const { db } = deps;
  const leases = leaseIds(activityInfo());
  await releaseLeases(db, { connectionId: scan.connectionId, leaseIds: leases.earlier });
  const context = await openScan(deps, scan);
  await retryUsersListing(deps, scan);
  const lease = { ...scan, leaseId: leases.own };
  const claims = createClaims(db, lease, context.waitingUsers);
  const endsAt = Date.now() + SLICE_MS;
  const isOver = () => Date.now() >= endsAt || context.signal.aborted;
  let pages = 0;
  let folders = 0;
  describeProgress(() => ({ folders, pages, boxLimitsTheRateUntil: toTime(context.limitedUntil()) }));

  async function listFolders(): Promise<void> {
    for (let claim = await claims.next(); claim; claim = isOver() ? undefined : await claims.next()) {
      pages += await listFolder(db, context, claim, { ...memory, leaseId: leases.own, isOver, claims });
      folders += 1;
    }
  }
  // A page may take longer than a lease. A failed renewal is ignored here: recording the page detects a lost claim.
  const renewal = setInterval(() => void renewLease(db, lease).catch(() => undefined), RENEW_LEASE_MS);
  try {
    await Promise.all(Array.from({ length: CONCURRENCY }, listFolders));
  } finally {
    clearInterval(renewal);
    await claims.releaseUnused();
  }
  const { hasWork, retryInMs } = await frontierState(db, scan.connectionId);
  return { pages, frontier: hasWork ? 'work' : 'drained', retryInMs, limitedUntil: toTime(context.limitedUntil()) };
}

const toTime = (epochMs: number | null): string | null => (epochMs === null ? null : new Date(epochMs).toISOString());

/** The lease of this attempt, and the leases that earlier attempts of the same activity may have left behind. */
function leaseIds(info: { workflowExecution?: { runId: string }; activityId: string; attempt: number }) {
  const leaseOf = (attempt: number) => `${info.workflowExecution?.runId ?? '-'}/${info.activityId}#${attempt}`;
  const earlier = Math.min(info.attempt - 1, 20);
  return {
    own: leaseOf(info.attempt),
    earlier: Array.from({ length: earlier }, (_, back) => leaseOf(info.attempt - 1 - back)),
  };
}
