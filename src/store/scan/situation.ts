import { isWorking } from '../../domain/health-deployment.js';
import type { ScanSituation } from '../../domain/scan-request.js';
import { listWorkers } from '../health/workers.js';
import type { Db } from '../sql/postgres.js';

/** Whether a worker is running. */
export async function hasWorker(db: Db): Promise<boolean> {
  const { now, workers } = await listWorkers(db);
  return workers.some((worker) => isWorking(worker, now));
}

/** Returns what decides when a request to a scan takes effect. Throws for an unknown connection. */
export async function scanSituation(db: Db, connectionId: string): Promise<ScanSituation> {
  const connection = await db
    .selectFrom('connections')
    .select(['status', 'scan_state', 'scan_requested', 'scan_restart_requested_at'])
    .where('id', '=', connectionId)
    .executeTakeFirstOrThrow();
  return {
    state: connection.scan_state,
    requested: connection.scan_requested,
    isRestartRequested: connection.scan_restart_requested_at !== null,
    isParked: connection.status === 'needs_reauthorization',
    hasWorker: await hasWorker(db),
  };
}
