import { condition, patched } from '@temporalio/workflow';
import { recordGrowth, releaseParked } from '../frontier-signal.js';
import * as activities from './activities.js';
import { readableTime } from './details.js';
import { generationOf, waitForWork, type Scan } from './scan-state.js';

/** Runs one generation after another: lists the users, waits until the slots have listed all folders, and completes it. */
export async function generationLoop(scan: Scan, intervalMs: number): Promise<void> {
  while (await waitForWork(scan, scan.shouldContinueAsNew, () => true)) {
    await scan.parking.runOrPark(async () => {
      switch (scan.phase) {
        case 'due':
          return beginGeneration(scan);
        case 'listing_users':
          return listUsers(scan);
        case 'crawling':
          return crawl(scan, intervalMs);
        case 'idle':
          return waitForSchedule(scan);
      }
    });
  }
}

async function beginGeneration(scan: Scan): Promise<void> {
  const begun = await activities.beginGeneration({
    connectionId: scan.connectionId,
    abandon: scan.restartRequested ? scan.generation : null,
  });
  scan.restartRequested = false;
  scan.generation = begun.generation;
  scan.nextGenerationAt = null;
  scan.figures = null;
  scan.phase = 'listing_users';
}

/** Lists the users, which adds their root folders to the frontier. */
async function listUsers(scan: Scan): Promise<void> {
  await activities.listUsers(generationOf(scan));
  recordGrowth(scan.frontier);
  scan.phase = 'crawling';
}

/** Waits until the slots have drained the frontier. The generation completes unless folders were added meanwhile. */
async function crawl(scan: Scan, intervalMs: number): Promise<void> {
  const isDrained = () => !scan.frontier.hasWork && scan.slicesInFlight === 0;
  const isOver = () => isDrained() || scan.restartRequested;
  if (!(await waitForWork(scan, scan.shouldContinueAsNew, isOver))) return;
  if (scan.restartRequested) {
    scan.phase = 'due';
    return;
  }
  const { completed, figures } = await activities.completeGeneration(generationOf(scan));
  scan.figures = figures ?? scan.figures;
  if (!completed) {
    recordGrowth(scan.frontier);
    return;
  }
  scan.nextGenerationAt = new Date(Date.now() + intervalMs).toISOString();
  scan.phase = 'idle';
}

/** Waits until the next generation is due. Meanwhile, parked folders are scanned as soon as they can be claimed again. */
async function waitForSchedule(scan: Scan): Promise<void> {
  const { frontier } = scan;
  const retriesParked = patched('retry-parked-folders');
  const { retryAt } = frontier;
  const startsAt = scan.nextGenerationAt === null ? '' : ` at ${readableTime(scan.nextGenerationAt)}`;
  const dueInMs = Math.max(Date.parse(scan.nextGenerationAt ?? '') - Date.now(), 1);
  const retryInMs = retriesParked && retryAt !== null ? Math.max(retryAt - Date.now(), 1) : Infinity;
  const isRetryFirst = retryInMs < dueInMs;
  const interrupted = await condition(
    () =>
      scan.shouldContinueAsNew() ||
      scan.restartRequested ||
      scan.parking.isParked ||
      (retriesParked && frontier.retryAt !== retryAt),
    Math.min(dueInMs, retryInMs),
    {
      summary: isRetryFirst
        ? 'Until parked folders are tried again'
        : `Until scan ${(scan.generation ?? 0) + 1} starts${startsAt}`,
    },
  );
  if (scan.restartRequested || (!interrupted && !isRetryFirst)) scan.phase = 'due';
  else if (!interrupted) releaseParked(frontier, Date.now());
}
