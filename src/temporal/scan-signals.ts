import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { ScanSignals } from '../../activities/dependencies.js';
import * as contract from '../../workflows/contract.js';
import { isFileModified, toFileModified, type Promotion } from '../domain/promotion.js';

/** How long a cancelled child may take to end before it is terminated, in milliseconds. */
const STOP_MS = 30_000;

/** The way from activities to a connection's other workflows, through a Temporal client. */
export function createScanSignals(client: Client): ScanSignals {
  const scanOf = (connectionId: string) => client.workflow.getHandle(contract.fullScanWorkflowId(connectionId));

  async function promote(connectionId: string, promotions: readonly Promotion[]): Promise<boolean> {
    const files = promotions.filter(isFileModified);
    const others = promotions.filter((promotion) => !isFileModified(promotion));
    return unlessNotRunning(async () => {
      for (const batch of batches(files))
        await scanOf(connectionId).signal(contract.fileModified, batch.map(toFileModified));
      for (const batch of batches(others)) await scanOf(connectionId).signal(contract.promote, batch);
    });
  }

  async function stopChildren(connectionId: string): Promise<void> {
    const ids = [contract.backfillEventsWorkflowId, contract.followEventsWorkflowId, contract.fullScanWorkflowId];
    await Promise.all(ids.map((workflowId) => stop(client, workflowId(connectionId))));
  }

  return {
    promote,
    promotionsWaiting: (connectionId) =>
      unlessNotRunning(() => scanOf(connectionId).signal(contract.promotionsWaiting)),
    stopChildren,
  };
}

function batches<T>(items: readonly T[]): T[][] {
  const size = contract.MAX_FILES_PER_SIGNAL;
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}

/** A scan that does not run yet, or no more, finds in Postgres what it was not told. */
async function unlessNotRunning(signal: () => Promise<void>): Promise<boolean> {
  try {
    await signal();
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

async function stop(client: Client, workflowId: string): Promise<void> {
  const handle = client.workflow.getHandle(workflowId);
  const stopped = await unlessNotRunning(async () => {
    await handle.cancel();
  });
  if (!stopped) return;
  const giveUpAt = Date.now() + STOP_MS;
  while ((await handle.describe()).status.name === 'RUNNING') {
    if (Date.now() > giveUpAt) {
      await unlessNotRunning(async () => {
        await handle.terminate('The connection was disconnected');
      });
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
