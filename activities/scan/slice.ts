import { activityInfo } from '@temporalio/activity';
import { isBoxWell } from './box-health.js';
import type { ActivityDependencies } from '../dependencies.js';
import { createClaims } from './claims.js';
import { listFolder } from './list-folder.js';
import { openScan } from './context.js';
import { hasPendingFolders, releaseLeases, RENEW_LEASE_MS, renewLease } from '../../src/store/scan/frontier.js';

/** How long a slice works, in milliseconds: what has begun is finished, nothing new is begun. */
const SLICE_MS = 5_000;
/** How many folders of a slice are listed at the same time. */
const CONCURRENCY = 4;

/** What a slice did, and whether folders wait or are in other hands. */
export interface SliceResult {
  readonly pages: number;
  readonly frontier: 'work' | 'drained';
}

/** The bulk of a scan, in slices of bounded length. */
export function createSliceActivities(dependencies: ActivityDependencies) {
  const { db } = dependencies;
  return {
    /**
     * Claims folders, lists their pages and records them, for about five seconds. Killed at any point, it loses the
     * page in hand and no more: claims are leases, and what is recorded is recorded with the way on.
     */
    async scanSlice(scan: { connectionId: string; generation: number }): Promise<SliceResult> {
      const { connectionId } = scan;
      const leases = leasesOf(activityInfo());
      await releaseLeases(db, { connectionId, leaseIds: leases.earlier });
      const context = await openScan(dependencies, scan);
      const lease = { ...scan, leaseId: leases.own };
      const claims = createClaims(db, lease, () => isBoxWell(context));
      const endsAt = Date.now() + SLICE_MS;
      const isOver = () => Date.now() >= endsAt || context.signal.aborted;
      let pages = 0;

      async function work(): Promise<void> {
        for (let claim = await claims.next(); claim; claim = isOver() ? undefined : await claims.next()) {
          pages += await listFolder(db, context, claim, { leaseId: leases.own, isOver, claims });
        }
      }
      // A page may take long: its claim must not be taken for that of a dead worker. A failure shows when it is recorded.
      const renewal = setInterval(() => void renewLease(db, lease).catch(() => undefined), RENEW_LEASE_MS);
      try {
        await Promise.all(Array.from({ length: CONCURRENCY }, work));
      } finally {
        clearInterval(renewal);
        await claims.releaseUnused();
      }
      return { pages, frontier: (await hasPendingFolders(db, connectionId)) ? 'work' : 'drained' };
    },
  };
}

/** This attempt's lease, and those that earlier attempts of the same activity may have left when they died. */
function leasesOf(info: { workflowExecution?: { runId: string }; activityId: string; attempt: number }) {
  const leaseOf = (attempt: number) => `${info.workflowExecution?.runId ?? '-'}/${info.activityId}#${attempt}`;
  const earlier = Math.min(info.attempt - 1, 20);
  return {
    own: leaseOf(info.attempt),
    earlier: Array.from({ length: earlier }, (_, back) => leaseOf(info.attempt - 1 - back)),
  };
}
