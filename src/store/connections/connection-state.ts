import type { Updateable } from 'kysely';
import type {
  Account,
  Coverage,
  Enterprise,
  BackfillProgress,
  ConnectionStatus,
  EventStreamProgress,
} from '../../domain/connection.js';
import type { Problem } from '../../domain/problems.js';
import type { RunningTest, TestResult } from '../../domain/api-test.js';
import type { ConnectionTable } from '../tables/connections.js';
import type { ScanState } from '../../domain/scan.js';
import type { Db } from '../sql/postgres.js';

/** What the workflows know of a connection and write down for everybody else. */
export interface ConnectionState {
  readonly status: ConnectionStatus;
  readonly account: Account | null;
  readonly enterprise: Enterprise | null;
  readonly coverage: Coverage | null;
  readonly backfill: BackfillProgress | null;
  readonly eventStream: EventStreamProgress | null;
}

/** The state of a connection; undefined when there is none of this id. */
export async function readConnectionState(db: Db, connectionId: string): Promise<ConnectionState | undefined> {
  return db
    .selectFrom('connections')
    .select(['status', 'account', 'enterprise', 'coverage', 'backfill', 'event_stream as eventStream'])
    .where('id', '=', connectionId)
    .executeTakeFirst();
}

/** Records where a connection stands and, if something went wrong, why. */
export async function recordStatus(
  db: Db,
  connectionId: string,
  status: ConnectionStatus,
  reason: Problem | null,
): Promise<void> {
  await update(db, connectionId, {
    status,
    status_reason: toJson(reason),
    ...(status === 'disconnected'
      ? { disconnected_at: new Date(), scan_state: 'stopped' as const, running_test: null }
      : {}),
  });
}

/** Records who consented, for which enterprise, and what that account can reach. */
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

/** Records how far a run of Test API is; null once none runs. */
export async function recordRunningTest(db: Db, connectionId: string, running: RunningTest | null): Promise<void> {
  await update(db, connectionId, { running_test: toJson(running) });
}

/** Records the verdict of Test API and the coverage that it established. */
export async function recordTest(db: Db, connectionId: string, result: TestResult, coverage: Coverage): Promise<void> {
  await update(db, connectionId, { last_test: toJson(result), running_test: null, coverage });
}

/** Records how far the backfill is. */
export async function recordBackfill(db: Db, connectionId: string, progress: BackfillProgress): Promise<void> {
  await update(db, connectionId, { backfill: toJson(progress) });
}

/** Records how the event stream is doing. */
export async function recordEventStream(db: Db, connectionId: string, progress: EventStreamProgress): Promise<void> {
  await update(db, connectionId, { event_stream: toJson(progress) });
}

/** Records what the scan is doing. */
export async function recordScanState(db: Db, connectionId: string, state: ScanState): Promise<void> {
  await update(db, connectionId, { scan_state: state });
}

async function update(db: Db, connectionId: string, change: Updateable<ConnectionTable>): Promise<void> {
  await db.updateTable('connections').set(change).where('id', '=', connectionId).execute();
}

const toJson = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));
