import {
  Client,
  isGrpcServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type Connection,
  type WorkflowHandle,
} from '@temporalio/client';
import {
  ApplicationFailure,
  defineSearchAttributeKey,
  TypedSearchAttributes,
  WorkflowExecutionAlreadyStartedError,
  type SignalDefinition,
} from '@temporalio/common';
import type { TestResult } from '../domain/api-test.js';
import type { ConnectionStatus } from '../domain/connection.js';
import * as contract from '../../workflows/contract.js';
import type { ConnectBoxInput, OAuthCallback } from '../../workflows/contract.js';
import type { Promotion } from '../domain/promotion.js';
import { ApiError } from '../api/http/problem.js';

/**
 * The API's way to the workflows. What is not there, or does not answer, is a problem that says so. Where a connection's
 * own workflow is spoken to, it is started if it never was: a process may have been killed before it came to that.
 */
export interface Workflows {
  /** Starts a connection's workflow; one that runs, or ran, already is left as it is. */
  startConnection(input: ConnectBoxInput): Promise<void>;
  /** False when the connection has ended. Throws when Temporal is away. */
  signalConsent(connection: ConnectBoxInput, callback: OAuthCallback): Promise<boolean>;
  signalConsentLink(connection: ConnectBoxInput): Promise<void>;
  /** Ends a connection; of one that has ended, `purge` deletes what was found. */
  disconnect(connection: ConnectBoxInput, purge: boolean): Promise<void>;
  /** Asks for Test API; answers how to wait for its verdict, which is null when all of it takes longer than `waitMs`. */
  beginTest(connectionId: string, waitMs: number): Promise<() => Promise<TestResult | null>>;
  steerScan(connectionId: string, how: 'pause' | 'resume' | 'restart'): Promise<void>;
  promote(connectionId: string, promotions: readonly Promotion[]): Promise<void>;
  queueHead(connectionId: string, limit: number): Promise<readonly Promotion[]>;
  /** The connection's own workflow, and its page in Temporal's UI where we know of one. */
  workflowOf(connectionId: string): { readonly id: string; readonly url: string | null };
  /** Whether Temporal answers. */
  isReachable(): Promise<boolean>;
}

/** How long Temporal, or a worker through it, may take to answer, in milliseconds. */
const DEADLINE_MS = 5_000;

/** The workflows behind a Temporal client; `uiUrl` is where Temporal's UI is, null where there is none. */
export function createWorkflows(connection: Connection, namespace: string, uiUrl: string | null): Workflows {
  const client = new Client({ connection, namespace });
  const within = <T>(ms: number, call: () => Promise<T>): Promise<T> =>
    connection.withDeadline(Date.now() + ms, call).catch((error: unknown) => {
      throw unlessUnreachable(error);
    });
  const connectionOf = (id: string) => client.workflow.getHandle(contract.connectBoxWorkflowId(id));
  const scanOf = (id: string) => client.workflow.getHandle(contract.fullScanWorkflowId(id));

  const onScan = <T>(id: string, call: (scan: WorkflowHandle) => Promise<T>): Promise<T> =>
    within(DEADLINE_MS, () => call(scanOf(id))).catch((error: unknown) => {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      throw new ApiError(409, 'scan_not_running', 'This connection has no scan that runs: connect it first.');
    });
  const speakTo = <T>(connection: ConnectBoxInput, signal: SignalDefinition<[T]>, argument: T): Promise<boolean> =>
    unlessEnded(() =>
      within(DEADLINE_MS, () =>
        client.workflow.signalWithStart(contract.WORKFLOW_TYPES.connectBox, {
          ...beginning(connection),
          signal,
          signalArgs: [argument],
        }),
      ),
    );

  return {
    async startConnection(connection) {
      await unlessEnded(() =>
        within(DEADLINE_MS, () =>
          client.workflow.start(contract.WORKFLOW_TYPES.connectBox, {
            ...beginning(connection),
            workflowIdConflictPolicy: 'USE_EXISTING',
          }),
        ),
      );
    },
    signalConsent: (connection, callback) => speakTo(connection, contract.oauthCallback, callback),
    async signalConsentLink(connection) {
      const { consentExpiresAt: expiresAt } = connection;
      if (!(await speakTo(connection, contract.consentLinkIssued, { expiresAt }))) throw ended();
    },
    async disconnect(connection, purge) {
      if (await speakTo(connection, contract.disconnect, { purge })) return;
      if (!purge) throw ended();
      const { connectionId } = connection;
      await within(DEADLINE_MS, () =>
        client.workflow.start(contract.WORKFLOW_TYPES.purge, {
          taskQueue: contract.TASK_QUEUE,
          workflowId: contract.purgeWorkflowId(connectionId),
          workflowIdConflictPolicy: 'USE_EXISTING',
          args: [{ connectionId } satisfies contract.PurgeInput],
          staticSummary: `Delete what was found through ${connection.name}`,
          typedSearchAttributes: searchAttributes(connectionId, 'disconnected'),
        }),
      );
    },
    beginTest: (id, waitMs) => beginTest(connectionOf(id), waitMs, connection),
    steerScan: (id, how) => onScan(id, (scan) => scan.signal(contract[how])),
    promote: (id, promotions) => onScan(id, (scan) => scan.signal(contract.promote, promotions)),
    queueHead: (id, limit) =>
      onScan(id, (scan) => scan.query(contract.queueHead, { limit })).catch((error: unknown) => {
        if (error instanceof ApiError && error.code === 'scan_not_running') return [];
        throw error;
      }),
    workflowOf(connectionId) {
      const id = contract.connectBoxWorkflowId(connectionId);
      const page = `/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(id)}`;
      return { id, url: uiUrl === null ? null : `${uiUrl}${page}` };
    },
    async isReachable() {
      try {
        await connection.withDeadline(Date.now() + 2_000, () => connection.workflowService.getSystemInfo({}));
        return true;
      } catch {
        // Whatever the reason: it does not answer.
        return false;
      }
    },
  };
}

/** How a connection's workflow begins: once, for an id does not come back after its end. */
const beginning = (input: ConnectBoxInput) => ({
  taskQueue: contract.TASK_QUEUE,
  workflowId: contract.connectBoxWorkflowId(input.connectionId),
  workflowIdReusePolicy: 'REJECT_DUPLICATE' as const,
  args: [input],
  staticSummary: `Connection ${input.name}`,
  typedSearchAttributes: searchAttributes(input.connectionId, 'awaiting_consent'),
});

const searchAttributes = (connectionId: string, status: ConnectionStatus) =>
  new TypedSearchAttributes([
    { key: keyword(contract.SEARCH_ATTRIBUTES.connectionId), value: connectionId },
    { key: keyword(contract.SEARCH_ATTRIBUTES.status), value: status },
  ]);

const keyword = (name: string) => defineSearchAttributeKey(name, 'KEYWORD');

/** False when the connection's workflow has come to its end. */
async function unlessEnded(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if (grpcStatus(error) === GRPC.alreadyExists || error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

const ended = () => new ApiError(409, 'connection_ended', 'This connection was disconnected; create another one.');

async function beginTest(
  workflow: WorkflowHandle,
  waitMs: number,
  connection: Connection,
): Promise<() => Promise<TestResult | null>> {
  const giveUpAt = Date.now() + waitMs;
  const update = await ofTest(() =>
    connection.withDeadline(Date.now() + DEADLINE_MS, () =>
      workflow.startUpdate(contract.testApi, { waitForStage: 'ACCEPTED' }),
    ),
  );
  return () =>
    ofTest(async () => {
      try {
        return await connection.withDeadline(giveUpAt, () => update.result());
      } catch (error) {
        // It goes on by itself; who asked is told where to look.
        if (isDeadline(error)) return null;
        throw error;
      }
    });
}

/** What a call about Test API answers. */
async function ofTest<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
      const isRejected = error.cause.type === 'BoxUnauthorized';
      throw new ApiError(409, isRejected ? 'refresh_token_rejected' : 'connection_not_connected', error.cause.message);
    }
    if (error instanceof WorkflowNotFoundError) throw ended();
    throw unlessUnreachable(error);
  }
}

/** gRPC's status codes (grpc.io, "Status codes"), as far as they matter here. */
const GRPC = { cancelled: 1, deadlineExceeded: 4, alreadyExists: 6, failedPrecondition: 9, unavailable: 14 } as const;

/** The gRPC status behind an error; null when it is no gRPC error. */
function grpcStatus(error: unknown): number | null {
  const { cause } = error as { cause?: unknown };
  const grpc = isGrpcServiceError(error) ? error : isGrpcServiceError(cause) ? cause : null;
  return grpc && (grpc.code satisfies number);
}

function isDeadline(error: unknown): boolean {
  const status = grpcStatus(error);
  return status === GRPC.deadlineExceeded || status === GRPC.cancelled;
}

/** Temporal away, or no worker that answers, is a 503 with a time to come back. */
function unlessUnreachable(error: unknown): unknown {
  const status = grpcStatus(error);
  // Temporal knows of no worker that could answer, and says so as a precondition.
  if (status === GRPC.unavailable || status === GRPC.failedPrecondition || isDeadline(error)) {
    return unreachable('Temporal, or a worker behind it, does not answer. Try again shortly.');
  }
  return error;
}

const UNREACHABLE = 'workflows_unavailable';

/** The problem that Temporal does not answer. */
export const unreachable = (detail: string): ApiError =>
  new ApiError(503, UNREACHABLE, detail, { headers: { 'retry-after': '5' } });

/** Whether an error is that problem. */
export const isUnreachable = (error: unknown): boolean => error instanceof ApiError && error.code === UNREACHABLE;
