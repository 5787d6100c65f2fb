import { isWorking } from '../domain/health-deployment.js';
import { listWorkers } from '../store/health/workers.js';
import { openDatabase } from '../store/sql/postgres.js';
import { workerHost } from './heartbeat.js';

/** Returns why no worker of this machine works, in one line; null if one does. */
export async function problemOfOwnWorkers(databaseUrl: string): Promise<string | null> {
  const db = openDatabase(databaseUrl, { maxConnections: 1, applicationName: 'boxward-healthcheck' });
  try {
    const { now, workers } = await listWorkers(db);
    const own = workers.filter(({ id }) => id.startsWith(`${workerHost()}-`));
    if (own.some((worker) => isWorking(worker, now))) return null;
    const [last] = own;
    return last ? `The worker was last seen at ${last.seenAt.toISOString()}` : 'No worker of this machine has reported';
  } catch (error) {
    return `Postgres is unreachable: ${error instanceof Error ? error.message : 'unknown error'}`;
  } finally {
    await db.destroy();
  }
}
