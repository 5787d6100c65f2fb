import { WorkflowNotFoundError } from '@temporalio/client';
import * as contract from '../../workflows/contract.js';
import { callTemporal, type TemporalCalls } from './calls.js';

/** How long a cancelled workflow may take to end before it is terminated, in milliseconds. */
const GRACE_MS = 30_000;
/** How often the status of a cancelled workflow is checked, in milliseconds. */
const POLL_MS = 250;

/** Cancels the backfill, the event stream and the scan of a connection, and waits until all have ended. */
export async function stopChildren(calls: TemporalCalls, connectionId: string): Promise<void> {
  const ids = [contract.backfillEventsWorkflowId, contract.followEventsWorkflowId, contract.fullScanWorkflowId];
  await Promise.all(ids.map((workflowId) => stop(calls, workflowId(connectionId))));
}

async function stop(calls: TemporalCalls, workflowId: string): Promise<void> {
  const isCancelled = await ignoreIfNotRunning(() =>
    callTemporal(calls, (workflows) => workflows.getHandle(workflowId).cancel()),
  );
  if (!isCancelled) return;
  const terminateAt = Date.now() + GRACE_MS;
  while (await isRunning(calls, workflowId)) {
    if (Date.now() > terminateAt) {
      await ignoreIfNotRunning(() =>
        callTemporal(calls, (workflows) =>
          workflows.getHandle(workflowId).terminate('The connection was disconnected'),
        ),
      );
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function isRunning(calls: TemporalCalls, workflowId: string): Promise<boolean> {
  const { status } = await callTemporal(calls, (workflows) => workflows.getHandle(workflowId).describe());
  return status.name === 'RUNNING';
}

/** Returns false if the workflow does not run. */
async function ignoreIfNotRunning(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
