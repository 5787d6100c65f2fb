/** Keeps what is needed to find the cause of a failed round. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import {
  backfillEventsWorkflowId,
  connectBoxWorkflowId,
  followEventsWorkflowId,
  fullScanWorkflowId,
} from '../../workflows/contract.js';
import type { ChaosStack } from './chaos-stack.js';
import { within } from './patience.js';
import type { Plan } from './plan.js';
import type { RoundResult } from './results.js';

/** Writes plan, result, the connection as the API shows it, and the workflows' histories beside the logs. Never throws. */
export async function keepEvidence(stack: ChaosStack, plan: Plan, result: RoundResult): Promise<void> {
  const write = (name: string, value: unknown) =>
    writeFile(path.join(stack.folder, `${plan.seed}-${name}.json`), JSON.stringify(value, null, 1));
  await write('plan', plan);
  await write('result', result);
  const { connectionId } = result;
  if (connectionId === null) return;
  const ask = async (address: string): Promise<unknown> => {
    const headers = { authorization: `Bearer ${stack.adminToken}` };
    return (await fetch(`${stack.apiUrl}${address}`, { headers, signal: AbortSignal.timeout(10_000) })).json();
  };
  await Promise.allSettled([
    ask(`/v1/connections/${connectionId}`).then((body) => write('connection', body)),
    ask(`/v1/connections/${connectionId}/problems`).then((body) => write('problems', body)),
    within(30_000, histories(stack, connectionId)).then((all) => write('histories', all)),
  ]);
}

async function histories(stack: ChaosStack, connectionId: string): Promise<Record<string, unknown>> {
  const connection = await Connection.connect({ address: stack.temporalAddress });
  try {
    const client = new Client({ connection });
    const ids = [connectBoxWorkflowId, followEventsWorkflowId, backfillEventsWorkflowId, fullScanWorkflowId];
    const all = ids.map(async (idOf): Promise<[string, unknown]> => {
      const history = await client.workflow.getHandle(idOf(connectionId)).fetchHistory();
      return [idOf(connectionId), JSON.parse(historyToJSON(history))];
    });
    return Object.fromEntries(await Promise.all(all));
  } finally {
    await connection.close();
  }
}
