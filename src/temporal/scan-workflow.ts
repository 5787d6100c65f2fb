/** Calls to FullScanWorkflow. They throw `ScanNotRunning` unless they say otherwise. */
import { WorkflowNotFoundError, type WorkflowHandle } from '@temporalio/client';
import * as contract from '../../workflows/contract.js';
import { isFileModified, toFileModified, type Promotion } from '../domain/promotion.js';
import { callTemporal, type TemporalCalls } from './calls.js';
import { ScanNotRunning } from './failures.js';

/** Pauses, resumes or restarts the scan. */
export function steerScan(calls: TemporalCalls, connectionId: string, how: 'pause' | 'resume' | 'restart') {
  return onScan(calls, connectionId, (scan) => scan.signal(contract[how]));
}

/** Adds items to the express lane, in signals of bounded size. */
export async function promote(
  calls: TemporalCalls,
  connectionId: string,
  promotions: readonly Promotion[],
): Promise<void> {
  const files = promotions.filter(isFileModified);
  const others = promotions.filter((promotion) => !isFileModified(promotion));
  for (const batch of inBatches(files)) {
    await onScan(calls, connectionId, (scan) => scan.signal(contract.fileModified, batch.map(toFileModified)));
  }
  for (const batch of inBatches(others)) {
    await onScan(calls, connectionId, (scan) => scan.signal(contract.promote, batch));
  }
}

/** Reports that promotions wait in Postgres. */
export function signalPromotionsWaiting(calls: TemporalCalls, connectionId: string): Promise<void> {
  return onScan(calls, connectionId, (scan) => scan.signal(contract.promotionsWaiting));
}

/** The first `limit` items of the express lane, in the order in which they will be scanned; none if no scan is running. */
export async function queueHead(
  calls: TemporalCalls,
  connectionId: string,
  limit: number,
): Promise<readonly Promotion[]> {
  try {
    return await onScan(calls, connectionId, (scan) => scan.query(contract.queueHead, { limit }));
  } catch (error) {
    if (error instanceof ScanNotRunning) return [];
    throw error;
  }
}

async function onScan<T>(
  calls: TemporalCalls,
  connectionId: string,
  call: (scan: WorkflowHandle) => Promise<T>,
): Promise<T> {
  try {
    const workflowId = contract.fullScanWorkflowId(connectionId);
    return await callTemporal(calls, (workflows) => call(workflows.getHandle(workflowId)));
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw new ScanNotRunning({ cause: error });
    throw error;
  }
}

function inBatches<T>(items: readonly T[]): T[][] {
  const size = contract.MAX_FILES_PER_SIGNAL;
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
