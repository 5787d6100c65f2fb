import { sql, type Selectable, type Updateable } from 'kysely';
import type { RunningTest, TestResult } from '../../domain/api-test.js';
import type {
  Account,
  BackfillProgress,
  ConnectionStatus,
  Coverage,
  Enterprise,
  EventStreamProgress,
} from '../../domain/connection.js';
import type { StoredHealth } from '../../domain/health.js';
import type { Problem } from '../../domain/problems.js';
import type { ScanState } from '../../domain/scan.js';
import type { Db, Trx } from '../sql/postgres.js';
import type { ConnectionTable } from '../tables/connections.js';

/** A connection as it is stored. */
export type Connection = Selectable<ConnectionTable>;

/** Adds a connection; false if a connection that is not disconnected has this name, ignoring case. */
export async function insertConnection(
  trx: Trx,
  connection: { readonly id: string; readonly name: string },
): Promise<boolean> {
  const inserted = await trx
    .insertInto('connections')
    // A time of ours has milliseconds, as the times in cursors have; Postgres' now() has microseconds.
    .values({ ...connection, provider: 'box', status: 'awaiting_consent', created_at: new Date() })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** Returns a connection; undefined for an unknown id. */
export async function findConnection(db: Db, id: string): Promise<Connection | undefined> {
  return db.selectFrom('connections').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Returns a connection and keeps its status unchanged until the transaction ends. Grants can still be added. */
export async function lockConnection(trx: Trx, id: string): Promise<Connection | undefined> {
  return trx.selectFrom('connections').selectAll().where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
}

/**
 * Keeps a connection from being disconnected until the transaction ends; false if it is disconnected or unknown. Other
 * transactions can hold this lock at the same time, and the connection's progress can be recorded meanwhile.
 */
export async function lockLiveConnection(trx: Trx, id: string): Promise<boolean> {
  const live = await trx
    .selectFrom('connections')
    .select('id')
    .where('id', '=', id)
    .where('status', '<>', 'disconnected')
    .forKeyShare()
    .executeTakeFirst();
  return live !== undefined;
}

/** Returns a page of connections, oldest first. */
export async function listConnections(
  db: Db,
  page: { readonly limit: number; readonly after: { readonly createdAt: string; readonly id: string } | null },
): Promise<Connection[]> {
  let query = db.selectFrom('connections').selectAll().orderBy('created_at').orderBy('id').limit(page.limit);
  if (page.after) {
    query = query.where(sql<boolean>`(created_at, id) > (${page.after.createdAt}::timestamptz, ${page.after.id})`);
  }
  return query.execute();
}

/**
 * Returns up to `limit` connections, oldest first. Connections that are not disconnected are preferred, then the latest
 * disconnected ones.
 */
export async function listLatestConnections(db: Db, limit: number): Promise<Connection[]> {
  const latest = db
    .selectFrom('connections')
    .selectAll()
    .orderBy(sql`disconnected_at desc nulls first`)
    .orderBy('created_at', 'desc')
    .limit(limit);
  return db.selectFrom(latest.as('connections')).selectAll().orderBy('created_at').orderBy('id').execute();
}

/** Counts the connections by status; a status without connections is missing. */
export async function countConnections(db: Db): Promise<Partial<Record<ConnectionStatus, number>>> {
  const rows = await db
    .selectFrom('connections')
    .select(({ fn }) => ['status', fn.countAll<number>().as('count')])
    .groupBy('status')
    .execute();
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}

/** A connection of the same enterprise as another one. */
export type OtherConnection = Pick<Connection, 'id' | 'name' | 'connected_at'>;

/**
 * Returns the other connections of an enterprise that are not disconnected, the first connected first. An enterprise
 * that is connected twice is scanned twice, and must be counted once.
 */
export async function otherConnectionsOf(
  db: Db,
  { connectionId, enterpriseId }: { readonly connectionId: string; readonly enterpriseId: string },
): Promise<OtherConnection[]> {
  return db
    .selectFrom('connections')
    .select(['id', 'name', 'connected_at'])
    .where(sql<string>`enterprise ->> 'id'`, '=', enterpriseId)
    .where('id', '<>', connectionId)
    .where('status', '<>', 'disconnected')
    .orderBy('connected_at')
    .orderBy('id')
    .execute();
}

/** The part of a connection that its workflows read and write. */
export interface ConnectionState {
  readonly status: ConnectionStatus;
  readonly account: Account | null;
  readonly enterprise: Enterprise | null;
  readonly coverage: Coverage | null;
  readonly backfill: BackfillProgress | null;
  readonly eventStream: EventStreamProgress | null;
}

/** Returns the state of a connection; undefined for an unknown id. */
export async function readConnectionState(db: Db, connectionId: string): Promise<ConnectionState | undefined> {
  return db
    .selectFrom('connections')
    .select(['status', 'account', 'enterprise', 'coverage', 'backfill', 'event_stream as eventStream'])
    .where('id', '=', connectionId)
    .executeTakeFirst();
}

/** Records the status of a connection and the problem behind it. A disconnection waits for `lockLiveConnection`. */
export async function recordStatus(
  db: Db,
  connectionId: string,
  status: ConnectionStatus,
  reason: Problem | null,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // An update of the status by itself does not wait for those who only hold the key.
    if (status === 'disconnected') {
      await trx.selectFrom('connections').select('id').where('id', '=', connectionId).forUpdate().execute();
    }
    await setStatus(trx, connectionId, status, reason);
  });
}

async function setStatus(
  trx: Trx,
  connectionId: string,
  status: ConnectionStatus,
  reason: Problem | null,
): Promise<void> {
  await trx
    .updateTable('connections')
    .set({
      status,
      status_reason: toJson(reason),
      status_since: sql<Date>`case when status = ${status} then coalesce(status_since, now()) else now() end`,
      ...(status === 'disconnected'
        ? { disconnected_at: new Date(), scan_state: 'stopped' as const, running_test: null }
        : {}),
    })
    .where('id', '=', connectionId)
    .execute();
}

/** Records the account that gave consent, its enterprise and its coverage. */
export async function recordAccount(
  db: Db,
  connectionId: string,
  found: { readonly account: Account; readonly enterprise: Enterprise; readonly coverage: Coverage },
): Promise<void> {
  await update(db, connectionId, {
    account: toJson(found.account),
    enterprise: toJson(found.enterprise),
    coverage: found.coverage,
    connected_at: new Date(),
  });
}

/** Records the progress of Test API; null when it is not running. */
export async function recordRunningTest(db: Db, connectionId: string, running: RunningTest | null): Promise<void> {
  await update(db, connectionId, { running_test: toJson(running) });
}

/** Records the result of Test API and the coverage that it established; with null, the earlier coverage stays. */
export async function recordTest(
  db: Db,
  connectionId: string,
  result: TestResult,
  coverage: Coverage | null,
): Promise<void> {
  const established = coverage === null ? {} : { coverage };
  await update(db, connectionId, { last_test: toJson(result), running_test: null, ...established });
}

/** Records what the account can scan. */
export async function recordCoverage(db: Db, connectionId: string, coverage: Coverage): Promise<void> {
  await update(db, connectionId, { coverage });
}

/** Records the progress of the backfill. */
export async function recordBackfill(db: Db, connectionId: string, progress: BackfillProgress): Promise<void> {
  await update(db, connectionId, { backfill: toJson(progress) });
}

/** Records the progress of the event stream. */
export async function recordEventStream(db: Db, connectionId: string, progress: EventStreamProgress): Promise<void> {
  await update(db, connectionId, { event_stream: toJson(progress) });
}

/** Records the state of the scan. A requested pause or resumption that it shows is no longer pending. */
export async function recordScanState(db: Db, connectionId: string, state: ScanState): Promise<void> {
  await db
    .updateTable('connections')
    .set({
      scan_state: state,
      scan_requested: sql`case
        when scan_requested = 'pause' and ${state}::text in ('paused', 'stopped') then null
        when scan_requested = 'resume' and ${state}::text not in ('paused', 'waiting') then null
        else scan_requested end`,
    })
    .where('id', '=', connectionId)
    .execute();
}

/** Records that a generation has begun: a requested restart is no longer pending. */
export async function recordScanBegun(trx: Trx, connectionId: string): Promise<void> {
  await recordScanState(trx, connectionId, 'running');
  await update(trx, connectionId, { scan_restart_requested_at: null });
}

/** Records what was requested of the scan, until it takes effect. */
export async function recordScanRequest(
  trx: Trx,
  connectionId: string,
  pending: { readonly requested: 'pause' | 'resume' | null } | { readonly isRestartRequested: true },
): Promise<void> {
  const change =
    'requested' in pending ? { scan_requested: pending.requested } : { scan_restart_requested_at: new Date() };
  await update(trx, connectionId, change);
}

/**
 * Replaces the stored health; false if another process has replaced it meanwhile, so that one process reports each change.
 */
export async function recordHealth(
  db: Db,
  connectionId: string,
  change: { readonly from: StoredHealth | null; readonly to: StoredHealth },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('connections')
    .set({ health: JSON.stringify(change.to) })
    .where('id', '=', connectionId)
    .where(sql<boolean>`health is not distinct from ${toJson(change.from)}::jsonb`)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Records when the disconnection was requested; later requests change nothing. */
export async function recordDisconnectRequest(db: Db, id: string): Promise<void> {
  await db
    .updateTable('connections')
    .set({ disconnect_requested_at: new Date() })
    .where('id', '=', id)
    .where('disconnect_requested_at', 'is', null)
    .execute();
}

/** Deletes what a connection shows of the enterprise: the progress of its events and the result of Test API. */
export async function clearFindings(db: Db, connectionId: string): Promise<void> {
  await update(db, connectionId, { backfill: null, event_stream: null, last_test: null });
}

async function update(db: Db, connectionId: string, change: Updateable<ConnectionTable>): Promise<void> {
  await db.updateTable('connections').set(change).where('id', '=', connectionId).execute();
}

const toJson = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));
