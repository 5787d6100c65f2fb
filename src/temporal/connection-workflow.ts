/**
 * Calls to ConnectBoxWorkflow. Signals also start the workflow if it was never started, because the API may have been
 * killed before it could.
 */
import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, WorkflowExecutionAlreadyStartedError, type SignalDefinition } from '@temporalio/common';
import * as contract from '../../workflows/contract.js';
import type { ConnectBoxInput } from '../../workflows/contract.js';
import type { TestResult } from '../domain/api-test.js';
import { callTemporal, type TemporalCalls } from './calls.js';
import { ConnectionEnded, isAlreadyStarted, isDeadlineExceeded, TestRejected, toTemporalFailure } from './failures.js';

/** Starts the workflow of a connection. Does nothing if it runs or has completed. */
export async function startConnection(calls: TemporalCalls, connection: ConnectBoxInput): Promise<void> {
  await ignoreIfEnded(() =>
    callTemporal(calls, (workflows) =>
      workflows.start(contract.WORKFLOW_TYPES.connectBox, {
        ...startOptions(connection),
        workflowIdConflictPolicy: 'USE_EXISTING',
      }),
    ),
  );
}

/** Sends a signal. Returns false if the connection has ended. */
export function signalConnection<T>(
  calls: TemporalCalls,
  connection: ConnectBoxInput,
  signal: SignalDefinition<[T]>,
  argument: T,
): Promise<boolean> {
  return ignoreIfEnded(() =>
    callTemporal(calls, (workflows) =>
      workflows.signalWithStart(contract.WORKFLOW_TYPES.connectBox, {
        ...startOptions(connection),
        signal,
        signalArgs: [argument],
      }),
    ),
  );
}

/** Reports a change of health. Does nothing if the workflow was never started or has ended. */
export async function signalHealth(
  calls: TemporalCalls,
  connectionId: string,
  change: contract.HealthChange,
): Promise<void> {
  try {
    await callTemporal(calls, (workflows) =>
      workflows.getHandle(contract.connectBoxWorkflowId(connectionId)).signal(contract.healthChanged, change),
    );
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

/**
 * Disconnects a connection. If it has already ended, `purge` starts a workflow that deletes its data. Throws
 * `ConnectionEnded` if it has already ended and nothing is to be deleted.
 */
export async function disconnect(calls: TemporalCalls, connection: ConnectBoxInput, purge: boolean): Promise<void> {
  if (await signalConnection(calls, connection, contract.disconnect, { purge })) return;
  if (!purge) throw new ConnectionEnded();
  const { connectionId } = connection;
  await callTemporal(calls, (workflows) =>
    workflows.start(contract.WORKFLOW_TYPES.purge, {
      taskQueue: contract.TASK_QUEUE,
      workflowId: contract.purgeWorkflowId(connectionId),
      workflowIdConflictPolicy: 'USE_EXISTING',
      args: [{ connectionId } satisfies contract.PurgeInput],
      staticSummary: `Delete the data of ${connection.name}`,
      typedSearchAttributes: contract.searchAttributesOf(connectionId, 'disconnected', null),
    }),
  );
}

/** Requests a run of Test API and returns a function that waits for its result: null if it takes longer than `waitMs`. */
export async function beginTest(
  calls: TemporalCalls,
  connectionId: string,
  waitMs: number,
): Promise<() => Promise<TestResult | null>> {
  const giveUpAt = Date.now() + waitMs;
  const update = await mapTestFailures(() =>
    callTemporal(calls, (workflows) =>
      workflows
        .getHandle(contract.connectBoxWorkflowId(connectionId))
        .startUpdate(contract.testApi, { waitForStage: 'ACCEPTED' }),
    ),
  );
  return () =>
    mapTestFailures(async () => {
      try {
        return await calls.client.connection.withDeadline(giveUpAt, () => update.result());
      } catch (error) {
        // The test continues; its result is part of the connection.
        if (isDeadlineExceeded(error)) return null;
        throw toTemporalFailure(error);
      }
    });
}

async function mapTestFailures<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
      const { type, message } = error.cause;
      const reason = type === 'BoxUnauthorized' ? 'credentials_rejected' : 'not_connected';
      throw new TestRejected(reason, message, { cause: error });
    }
    if (error instanceof WorkflowNotFoundError) throw new ConnectionEnded({ cause: error });
    throw error;
  }
}

/** A workflow id is used once: a connection that has ended is never started again. */
const startOptions = (input: ConnectBoxInput) => ({
  taskQueue: contract.TASK_QUEUE,
  workflowId: contract.connectBoxWorkflowId(input.connectionId),
  workflowIdReusePolicy: 'REJECT_DUPLICATE' as const,
  args: [input],
  staticSummary: `Connection ${input.name}`,
  typedSearchAttributes: contract.searchAttributesOf(input.connectionId, 'awaiting_consent', null),
});

/** Returns false if the connection's workflow has completed. */
async function ignoreIfEnded(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if (isAlreadyStarted(error) || error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}
