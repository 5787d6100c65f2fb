/** Reads from Postgres and Temporal what must be gone, or must go on, once a connection has recovered. */
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import {
  backfillEventsWorkflowId,
  connectBoxWorkflowId,
  followEventsWorkflowId,
  fullScanWorkflowId,
} from '../../workflows/contract.js';
import type { WorkflowState } from './judge-workflows.js';

/** Work that is still open, each kind in one line. A skipped user's root waits for its next try; the user is counted. */
export async function openWork(databaseUrl: string, connectionId: string): Promise<string[]> {
  const { rows } = await query<{ kind: string; count: string }>(
    databaseUrl,
    `select 'folders waiting' as kind, count(*) from frontier where connection_id = $1 and lease_id is null and parked_at is null
     union all select 'folders leased', count(*) from frontier where connection_id = $1 and lease_id is not null
     union all select 'folders parked', count(*) from frontier f where connection_id = $1 and parked_at is not null
       and not (folder_id = '0' and exists (select from box_users u
         where u.connection_id = $1 and u.user_id = f.user_id and u.left_out is not null))
     union all select 'promotions waiting', count(*) from promotions where connection_id = $1`,
    [connectionId],
  );
  return rows.filter(({ count }) => Number(count) > 0).map(({ kind, count }) => `left over: ${count} ${kind}`);
}

/** Tables that keep rows of a purged connection: who did what, and which consents were given when. */
const KEPT = ['audit_log', 'idempotency_keys', 'consents', 'grants'];

/** The tables that still have rows of a purged connection, and tokens that are still stored, each in one line. */
export async function rowsLeft(databaseUrl: string, connectionId: string): Promise<string[]> {
  const tables = await query<{ table_name: string }>(
    databaseUrl,
    `select table_name from information_schema.columns
     where table_schema = 'public' and column_name = 'connection_id' and table_name <> all ($1)`,
    [KEPT],
  );
  const tokens = await query(databaseUrl, 'select from grants where connection_id = $1 and tokens is not null', [
    connectionId,
  ]);
  const lines = tokens.rowCount === 0 ? [] : ['not purged: tokens of a grant'];
  for (const { table_name: table } of tables.rows) {
    const { rows } = await query<{ count: string }>(
      databaseUrl,
      `select count(*) from ${pg.escapeIdentifier(table)} where connection_id = $1`,
      [connectionId],
    );
    if (Number(rows[0]?.count) > 0) lines.push(`not purged: ${rows[0]?.count ?? ''} rows of ${table}`);
  }
  return lines;
}

async function query<Row extends pg.QueryResultRow>(databaseUrl: string, text: string, values: unknown[]) {
  const client = new pg.Client({ connectionString: databaseUrl, query_timeout: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await client.query<Row>(text, values);
  } finally {
    await client.end();
  }
}

const FAILING_ATTEMPTS = 3;

/** The workflows of a connection. One that was never started, such as the backfill of an account without events, is left out. */
export async function workflowStates(address: string, connectionId: string): Promise<WorkflowState[]> {
  const connection = await Connection.connect({ address });
  try {
    const client = new Client({ connection });
    const ids = [connectBoxWorkflowId, followEventsWorkflowId, backfillEventsWorkflowId, fullScanWorkflowId];
    return await Promise.all(ids.map((idOf) => stateOf(client, idOf(connectionId))));
  } finally {
    await connection.close();
  }
}

async function stateOf(client: Client, id: string): Promise<WorkflowState> {
  const handle = client.workflow.getHandle(id);
  const { status, historyLength, raw } = await handle.describe();
  const history = await handle.fetchHistory();
  return {
    id,
    status: status.name,
    historyLength,
    taskAttempt: raw.pendingWorkflowTask?.attempt ?? 0,
    failedTasks: (history.events ?? []).flatMap(({ workflowTaskFailedEventAttributes: failed }) =>
      failed ? [`${CAUSES[failed.cause ?? 0] ?? `cause ${failed.cause ?? 0}`}: ${failed.failure?.message ?? ''}`] : [],
    ),
    failingActivities: (raw.pendingActivities ?? []).flatMap(({ activityType, attempt, lastFailure }) =>
      (attempt ?? 0) > FAILING_ATTEMPTS && lastFailure
        ? [`${activityType?.name ?? ''}, attempt ${attempt ?? 0}: ${lastFailure.message ?? ''}`]
        : [],
    ),
  };
}

/** Numbers of temporal.api.enums.v1.WorkflowTaskFailedCause that a workflow's own code causes. */
const CAUSES: Readonly<Record<number, string>> = {
  14: 'WORKFLOW_WORKER_UNHANDLED_FAILURE',
  24: 'NON_DETERMINISTIC_ERROR',
};
