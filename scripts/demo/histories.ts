import { Client, Connection } from '@temporalio/client';
import {
  backfillEventsWorkflowId,
  connectBoxWorkflowId,
  followEventsWorkflowId,
  fullScanWorkflowId,
} from '../../workflows/contract.js';

/** The runs of one workflow, and the length of the longest history among them in events. */
export interface WorkflowHistory {
  readonly workflow: string;
  readonly runs: number;
  readonly longest: number;
}

/** The lengths of the histories of a connection's workflows. */
export async function historyLengths(address: string, connectionId: string): Promise<WorkflowHistory[]> {
  const connection = await Connection.connect({ address });
  try {
    const client = new Client({ connection });
    const ids = [connectBoxWorkflowId, backfillEventsWorkflowId, followEventsWorkflowId, fullScanWorkflowId];
    return await Promise.all(
      ids.map(async (idOf): Promise<WorkflowHistory> => {
        const workflowId = idOf(connectionId);
        // The list may not include the newest run yet.
        const lengths = [(await client.workflow.getHandle(workflowId).describe()).historyLength];
        let runs = 0;
        for await (const run of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
          runs += 1;
          lengths.push(run.historyLength);
        }
        return { workflow: workflowId.split('/')[0] ?? '', runs: Math.max(runs, 1), longest: Math.max(...lengths) };
      }),
    );
  } finally {
    await connection.close();
  }
}
