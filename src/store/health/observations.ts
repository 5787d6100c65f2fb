import { sql } from 'kysely';
import type { Observation, ObservedPart } from '../../domain/health.js';
import { fromJsonRows } from '../sql/json-rows.js';
import type { Db } from '../sql/postgres.js';

/** What one process has observed of a part of a connection since it last recorded it. */
export interface ObservedBatch extends Observation {
  readonly connectionId: string;
  readonly part: ObservedPart;
}

/**
 * Adds what a process has observed. A success ends a failure; a failure after a success begins a new one; a failure
 * without one continues the stored failure. Connections that no longer exist are passed over.
 */
export async function recordObservations(db: Db, batches: readonly ObservedBatch[]): Promise<void> {
  if (batches.length === 0) return;
  const rows = batches.map((batch) => ({
    connection_id: batch.connectionId,
    part: batch.part,
    succeeded_at: batch.succeededAt,
    failing_since: batch.failingSince,
    failed_at: batch.failedAt,
    failures: batch.failures,
    problem: batch.problem,
    retry_at: batch.retryAt,
  }));
  await sql`
    insert into observations as o select * from ${fromJsonRows('observations', rows)} as batch
    where exists (select from connections c where c.id = batch.connection_id and c.status <> 'disconnected')
    on conflict (connection_id, part) do update set
      succeeded_at = greatest(o.succeeded_at, excluded.succeeded_at),
      failed_at = greatest(o.failed_at, excluded.failed_at),
      failing_since = case
        when excluded.failing_since is null or excluded.succeeded_at is not null then excluded.failing_since
        else coalesce(o.failing_since, excluded.failing_since) end,
      failures = case
        when excluded.failing_since is null or excluded.succeeded_at is not null then excluded.failures
        else o.failures + excluded.failures end,
      problem = excluded.problem, retry_at = excluded.retry_at`.execute(db);
}

/** Returns what was observed of connections, by connection and part. */
export async function observationsOf(
  db: Db,
  connectionIds: readonly string[],
): Promise<Map<string, Partial<Record<ObservedPart, Observation>>>> {
  const rows = await db
    .selectFrom('observations')
    .selectAll()
    .where('connection_id', '=', sql<string>`any(${connectionIds}::text[])`)
    .execute();
  const found = new Map<string, Partial<Record<ObservedPart, Observation>>>();
  for (const row of rows) {
    const observation: Observation = {
      succeededAt: row.succeeded_at,
      failingSince: row.failing_since,
      failedAt: row.failed_at,
      failures: row.failures,
      problem: row.problem,
      retryAt: row.retry_at,
    };
    found.set(row.connection_id, { ...found.get(row.connection_id), [row.part]: observation });
  }
  return found;
}
