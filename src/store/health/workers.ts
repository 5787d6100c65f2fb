import { sql } from 'kysely';
import type { WorkerFacts } from '../../domain/health.js';
import type { Db } from '../sql/postgres.js';

/** A worker process as it reports itself. */
export interface WorkerReport {
  readonly id: string;
  readonly version: string;
  readonly state: WorkerFacts['state'];
  readonly startedAt: Date;
  readonly temporalFailingSince: Date | null;
  readonly keyIds: readonly string[];
}

/** A worker process as it is stored. */
export interface StoredWorker extends WorkerReport {
  readonly seenAt: Date;
}

/** Workers that have not been seen for this time are deleted, in hours. */
const KEPT_HOURS = 24;
/** The most workers that are read: the ones seen last. */
const MAX_WORKERS = 200;

/** Records that a worker works, at Postgres' time. */
export async function reportWorker(db: Db, worker: WorkerReport): Promise<void> {
  const row = {
    version: worker.version,
    state: worker.state,
    started_at: worker.startedAt,
    seen_at: sql<Date>`now()`,
    temporal_failing_since: worker.temporalFailingSince,
    key_ids: [...worker.keyIds],
  };
  await db
    .insertInto('workers')
    .values({ id: worker.id, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

/** Deletes workers that have not been seen for a day. */
export async function deleteOldWorkers(db: Db): Promise<void> {
  await db
    .deleteFrom('workers')
    .where('seen_at', '<', sql<Date>`now() - make_interval(hours => ${KEPT_HOURS})`)
    .execute();
}

/** Returns the workers of the last day, the one seen last first, and Postgres' time, which `seenAt` is measured by. */
export async function listWorkers(db: Db): Promise<{ readonly now: Date; readonly workers: readonly StoredWorker[] }> {
  const rows = await db
    .selectFrom(sql<{ now: Date }>`(select now())`.as('clock'))
    .leftJoin('workers', (join) => join.onTrue())
    .select([
      'clock.now',
      'id',
      'version',
      'state',
      'started_at as startedAt',
      'seen_at as seenAt',
      'temporal_failing_since as temporalFailingSince',
      'key_ids as keyIds',
    ])
    .orderBy('seen_at', 'desc')
    .limit(MAX_WORKERS)
    .execute();
  const workers = rows.flatMap((row) => (isWorker(row) ? [row] : []));
  return { now: rows[0]?.now ?? new Date(), workers };
}

/** Whether the left join has found a worker: its columns are then all there. */
function isWorker<Row extends { readonly id: string | null }>(row: Row): row is Row & StoredWorker {
  return row.id !== null;
}
