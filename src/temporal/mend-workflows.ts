/** Ends the workflows of a connection and starts them again as Postgres has the connection. */
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import * as contract from '../../workflows/contract.js';
import type { ConnectionStatus } from '../domain/connection.js';
import type { ConnectionWorkflow, Difference } from '../domain/reconcile.js';
import { WORKFLOW_IDS } from './workflow-facts.js';

/** A connection as its workflows are started for it. Times are RFC 3339 UTC. */
export interface RestoredConnection {
  readonly id: string;
  readonly name: string;
  readonly status: Exclude<ConnectionStatus, 'disconnected'>;
  readonly enterprise: string | null;
  /** When the open consent link expires; null if none is open. */
  readonly consentExpiresAt: string | null;
  readonly lastPolledAt: string | null;
  readonly backfill: { readonly from: string; readonly to: string } | null;
  readonly isPaused: boolean;
}

/** Terminates running workflows of a connection; those that do not run are ignored. */
export async function endWorkflows(
  client: Client,
  connectionId: string,
  which: readonly ConnectionWorkflow[],
): Promise<void> {
  for (const workflow of which) {
    try {
      await client.workflow
        .getHandle(WORKFLOW_IDS[workflow](connectionId))
        .terminate('Postgres or Temporal was restored from a backup (reconcile)');
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
}

/** Starts workflows of a connection. Those that run already are left as they are. */
export async function startWorkflows(
  client: Client,
  connection: RestoredConnection,
  which: Difference['start'],
): Promise<void> {
  for (const workflow of which) {
    const { type, input, summary } = startOf(connection, workflow);
    await client.workflow.start(type, {
      taskQueue: contract.TASK_QUEUE,
      workflowId: WORKFLOW_IDS[workflow](connection.id),
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
      args: [input],
      staticSummary: summary,
      typedSearchAttributes: contract.searchAttributesOf(connection.id, connection.status, connection.enterprise),
    });
  }
}

function startOf(
  connection: RestoredConnection,
  workflow: ConnectionWorkflow,
): { readonly type: string; readonly input: object; readonly summary: string } {
  const { id: connectionId, name } = connection;
  const types = contract.WORKFLOW_TYPES;
  switch (workflow) {
    case 'connect':
      return { type: types.connectBox, input: connectInput(connection), summary: `Connection ${name}` };
    case 'follow': {
      // Position 0 is the oldest event that Box keeps; a stream that is older than that is filled from the event log.
      const anchor = { position: '0', at: connection.lastPolledAt ?? new Date().toISOString() };
      const input: contract.FollowEventsInput = { connectionId, anchor };
      return { type: types.followEvents, input, summary: `Event stream of ${name}` };
    }
    case 'backfill': {
      const period = connection.backfill ?? { from: new Date().toISOString(), to: new Date().toISOString() };
      const input: contract.BackfillEventsInput = { connectionId, from: period.from, to: period.to };
      return { type: types.backfillEvents, input, summary: `Events before ${name} was connected` };
    }
    case 'scan': {
      const input: contract.FullScanInput = {
        connectionId,
        // Without a generation the scan continues the one that Postgres has, or begins the next.
        ...(connection.isPaused ? { carriedOver: PAUSED } : {}),
      };
      return { type: types.fullScan, input, summary: `Scan of ${name}` };
    }
  }
}

const PAUSED: contract.FullScanState = {
  paused: true,
  restartRequested: false,
  generation: null,
  nextGenerationAt: null,
  // What waits is in Postgres.
  queue: { waiting: [], spilledLive: true, spilledBackfill: true, settled: [] },
};

function connectInput(connection: RestoredConnection): contract.ConnectBoxInput {
  const { id, name, status, enterprise } = connection;
  const consentExpiresAt = connection.consentExpiresAt ?? new Date().toISOString();
  const wasConnected = enterprise !== null && status !== 'connecting';
  return {
    connectionId: id,
    name,
    consentExpiresAt,
    carriedOver: {
      // A test that was running starts again.
      status: status === 'connecting' ? (enterprise === null ? 'awaiting_consent' : 'testing') : status,
      consentExpiresAt: connection.consentExpiresAt,
      enterprise,
      scanning: wasConnected && status !== 'testing',
      followingEvents: connection.lastPolledAt !== null,
      callbacks: [],
      credentialsRejected: false,
      disconnect: null,
    },
  };
}
