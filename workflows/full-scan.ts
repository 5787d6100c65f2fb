import { allHandlersFinished, condition, continueAsNew, log, setHandler } from '@temporalio/workflow';
import { fromFileModified, type Promotion } from '../src/domain/promotion.js';
import * as contract from './contract.js';
import type { FullScanInput } from './contract.js';
import { QUEUE_BOUND } from './scan-queue.js';
import * as activities from './support/activities.js';
import { generationLoop } from './support/generation-loop.js';
import { publishStateLoop, showScan } from './support/publish-state-loop.js';
import { queueLoop, storeOverflow } from './support/queue-loop.js';
import { createScan, endHold, progressOf, toCarriedOver, type Scan } from './support/scan-state.js';
import { bulkSlot, expressSlot } from './support/slots.js';
import { stoppable } from './support/stoppable.js';

/**
 * Scans every file of a connection, generation after generation, and changed files before all others. Runs until it is
 * cancelled.
 *
 * The bulk scan lists the folders of the frontier, a table in Postgres, in slices of bounded length. Changed items wait
 * in the queue of the express lane, which has slots of its own. A slot chooses its next items when it is free and no
 * earlier, so a late signal still comes first.
 */
export async function FullScanWorkflow(input: FullScanInput): Promise<void> {
  const scan = createScan(input);
  handleMessages(scan);
  const settings = await activities.loadSettings({ connectionId: scan.connectionId });
  scan.connectionName = settings.connectionName ?? null;
  const bulk = stoppable(() => [
    generationLoop(scan, settings.scanIntervalHours * 3_600_000),
    ...times(settings.scanSlots, () => bulkSlot(scan)),
  ]);
  const express = stoppable(() => [
    queueLoop(scan),
    publishStateLoop(scan),
    ...times(settings.expressSlots, () => expressSlot(scan, settings.expressSlots)),
  ]);
  await Promise.race([bulk.failure, express.failure, condition(scan.shouldContinueAsNew)]);
  // A slice may wait long for Box: the express lane works until all slices have ended.
  await bulk.stop();
  scan.isBulkStopped = true;
  await express.stop();
  await condition(allHandlersFinished);
  await storeOverflow(scan);
  await continueAsNew<typeof FullScanWorkflow>({ ...input, carriedOver: toCarriedOver(scan) });
}

function handleMessages(scan: Scan): void {
  setHandler(contract.fileModified, (files) => enqueue(scan, files, fromFileModified), {
    description: 'Files have changed: scan them first.',
  });
  setHandler(contract.promote, (promotions) => enqueue(scan, promotions, (promotion) => promotion), {
    description: 'Folders or users have changed, or files were chosen by hand: scan them first.',
  });
  setHandler(contract.promotionsWaiting, () => scan.queue.expectStored(), {
    description: 'Changed items wait in the database: load them.',
  });
  setHandler(contract.pause, () => setPaused(scan, true), {
    description: 'Pause the scan and priority rescans. Running activities finish.',
  });
  setHandler(contract.resume, () => setPaused(scan, false), { description: 'Resume the paused scan.' });
  setHandler(contract.restart, () => requestRestart(scan), {
    description: 'Abandon the running scan and start the next one; a paused scan restarts when it is resumed.',
  });
  setHandler(contract.progress, () => progressOf(scan), { description: 'The state of the scan and of its queue.' });
  setHandler(contract.queueHead, (options) => scan.queue.head(Math.min(options?.limit ?? 100, QUEUE_BOUND)), {
    description: 'The first changed items, in the order in which they are scanned; at most `limit`.',
  });
}

function setPaused(scan: Scan, isPaused: boolean): void {
  if (scan.isPaused && !isPaused) endHold(scan);
  scan.isPaused = isPaused;
  showScan(scan);
}

function requestRestart(scan: Scan): void {
  scan.restartRequested = true;
  showScan(scan);
}

/** Adds the entries of a signal to the queue. Ignores, with a warning, a signal without a list and unusable entries. */
function enqueue<T extends { readonly at: string }>(
  scan: Scan,
  batch: readonly T[],
  toPromotion: (entry: T) => Promotion,
): void {
  if (!Array.isArray(batch)) {
    log.warn('A signal was ignored: it must carry a list');
    return;
  }
  const promotions = (batch as readonly T[]).map(toPromotion);
  const usable = promotions.filter((promotion) => promotion.itemId && !Number.isNaN(Date.parse(promotion.at)));
  if (usable.length < promotions.length) log.warn('Promotions without an item or a time were ignored');
  scan.queue.add(usable);
  showScan(scan);
}

function times<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}
