/** Reads the histories of all runs of a connection's workflows. */
import { Client, Connection } from '@temporalio/client';
import {
  backfillEventsWorkflowId,
  connectBoxWorkflowId,
  followEventsWorkflowId,
  fullScanWorkflowId,
} from '../../workflows/contract.js';
import type { Run } from './judge-runs.js';

/** Every run of the connection's workflows that Temporal still has. */
export async function readRuns(address: string, connectionId: string): Promise<Run[]> {
  const connection = await Connection.connect({ address });
  try {
    const client = new Client({ connection });
    const runs: Run[] = [];
    for (const idOf of [connectBoxWorkflowId, backfillEventsWorkflowId, followEventsWorkflowId, fullScanWorkflowId]) {
      const workflowId = idOf(connectionId);
      for await (const { runId, historyLength, historySize } of client.workflow.list({
        query: `WorkflowId = '${workflowId}'`,
      })) {
        const handle = client.workflow.getHandle(workflowId, runId);
        runs.push(await readRun(handle, { workflowId, runId, length: historyLength, bytes: historySize ?? 0 }));
      }
    }
    return runs;
  } finally {
    await connection.close();
  }
}

type Handle = ReturnType<Client['workflow']['getHandle']>;

async function readRun(handle: Handle, known: Pick<Run, 'workflowId' | 'runId' | 'length' | 'bytes'>): Promise<Run> {
  const events = (await handle.fetchHistory()).events ?? [];
  const { raw, historySize } = await handle.describe();
  return {
    ...known,
    // The list has no size of a run that goes on.
    bytes: Math.max(known.bytes, historySize ?? 0),
    // The list may be older than the history.
    length: Math.max(known.length, events.length),
    signals: events.filter((event) => event.workflowExecutionSignaledEventAttributes).length,
    patches: events.filter((event) => event.markerRecordedEventAttributes?.markerName === 'core_patch').length,
    identities: [...new Set(events.flatMap((event) => event.workflowTaskCompletedEventAttributes?.identity ?? []))],
    failedTasks: [
      ...events.flatMap(({ workflowTaskFailedEventAttributes: failed }) =>
        failed ? [`cause ${failed.cause ?? 0}: ${failed.failure?.message ?? ''}`] : [],
      ),
      ...((raw.pendingWorkflowTask?.attempt ?? 0) > 2
        ? [`cause 0: attempt ${raw.pendingWorkflowTask?.attempt ?? 0} of a pending task`]
        : []),
    ],
    failures: [
      ...events.flatMap(
        (event) =>
          event.activityTaskFailedEventAttributes?.failure?.message ??
          event.activityTaskStartedEventAttributes?.lastFailure?.message ??
          [],
      ),
      ...(raw.pendingActivities ?? []).flatMap(({ lastFailure }) => lastFailure?.message ?? []),
    ],
  };
}
