import { Client, Connection } from '@temporalio/client';
import {
  backfillEventsWorkflowId,
  connectBoxWorkflowId,
  followEventsWorkflowId,
  fullScanWorkflowId,
} from '../../workflows/contract.js';

/** How long the history of each of a connection's workflows is, in events. */
export async function historyLengths(address: string, connectionId: string): Promise<[string, number][]> {
  const connection = await Connection.connect({ address });
  try {
    const client = new Client({ connection, namespace: process.env['TEMPORAL_NAMESPACE'] ?? 'default' });
    const ids = [connectBoxWorkflowId, backfillEventsWorkflowId, followEventsWorkflowId, fullScanWorkflowId];
    return await Promise.all(
      ids.map(async (idOf): Promise<[string, number]> => {
        const workflowId = idOf(connectionId);
        const { historyLength } = await client.workflow.getHandle(workflowId).describe();
        return [workflowId.split('/')[0] ?? '', historyLength];
      }),
    );
  } finally {
    await connection.close();
  }
}
