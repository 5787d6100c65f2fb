import {
  allHandlersFinished,
  condition,
  continueAsNew,
  log,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import type { ScanState } from '../src/domain/scan.js';
import * as activities from './support/activities.js';
import * as contract from './contract.js';
import type { FullScanInput, FullScanState } from './contract.js';
import { fromFileModified, promotionKey, type Promotion } from '../src/domain/promotion.js';
import { shouldContinueAsNew } from './support/continue-as-new.js';
import { createParking, type Parking } from './support/parking.js';
import { stoppable } from './support/stoppable.js';
import { createScanQueue, QUEUE_BOUND, type ScanQueue } from './scan-queue.js';

/** How many promoted items one express activity takes: small, so that a later change need not wait long. */
const EXPRESS_BATCH = 10;
/** How long a slot rests when all that is left is leased to others or must wait, at first and at most, in milliseconds. */
const REST_MS = 500;
const MAX_REST_MS = 8_000;
/** How often Postgres is asked for promotions whose signal was lost. */
const SWEEP_MS = 60_000;

/**
 * Scans every file of a connection, generation after generation, and before all else the files that were just changed.
 * Runs until it is cancelled. Bulk work lies in Postgres and is done in slices of bounded length; promoted items have
 * slots of their own. One slot is one loop below: it is free before it chooses what to do, so a late signal still wins.
 */
export async function FullScanWorkflow(input: FullScanInput): Promise<void> {
  const scan = setup(input);
  const settings = await activities.loadSettings();
  const bulk = stoppable(() => [
    keepGenerations(scan, settings.scanIntervalHours * 3_600_000),
    ...times(settings.scanSlots, () => bulkSlot(scan)),
  ]);
  const express = stoppable(() => [
    keepQueue(scan),
    keepStateKnown(scan),
    ...times(settings.expressSlots, () => expressSlot(scan)),
  ]);
  await Promise.race([bulk.failure, express.failure, condition(scan.isHandingOver)]);
  // The bulk may have to wait long for Box; the express lane does not wait for it, to the last.
  await bulk.stop();
  scan.isBulkOver = true;
  await express.stop();
  await condition(allHandlersFinished);
  await keepOverflow(scan);
  await continueAsNew<typeof FullScanWorkflow>({ ...input, carriedOver: snapshot(scan) });
}

/** What one run knows. Everything that must outlive it is in `FullScanState` or in Postgres. */
interface Scan {
  readonly connectionId: string;
  readonly queue: ScanQueue;
  readonly parking: Parking;
  /** Nothing more of the bulk is begun in this run … */
  readonly isHandingOver: () => boolean;
  /** … and once what was begun has ended, nothing of the express lane either. */
  isBulkOver: boolean;
  phase: 'due' | 'listing_users' | 'crawling' | 'idle';
  generation: number | null;
  nextGenerationAt: string | null;
  paused: boolean;
  restartRequested: boolean;
  /** Whether folders wait in Postgres; `frontierEpoch` tells old answers to that from new ones. */
  frontier: 'work' | 'drained';
  frontierEpoch: number;
  slicesInFlight: number;
  /** By all slots of this run: what one lists may give another something to do. */
  pagesListed: number;
}

function setup(input: FullScanInput): Scan {
  const from = input.carriedOver;
  let handingOver = false;
  const scan: Scan = {
    connectionId: input.connectionId,
    queue: createScanQueue(from?.queue),
    parking: createParking(input.connectionId),
    isHandingOver: () => (handingOver ||= shouldContinueAsNew(input.maxHistoryEvents)),
    isBulkOver: false,
    phase: !from?.generation ? 'due' : from.nextGenerationAt ? 'idle' : 'listing_users',
    generation: from?.generation ?? null,
    nextGenerationAt: from?.nextGenerationAt ?? null,
    paused: from?.paused ?? false,
    restartRequested: from?.restartRequested ?? false,
    frontier: 'work',
    frontierEpoch: 0,
    slicesInFlight: 0,
    pagesListed: 0,
  };
  // A scan that starts afresh looks into Postgres first: a predecessor may have been terminated with work in hand.
  if (!from) scan.queue.expectStored();
  answerMessages(scan);
  return scan;
}

function answerMessages(scan: Scan): void {
  setHandler(contract.fileModified, (files) => accept(scan, files, fromFileModified));
  setHandler(contract.promote, (promotions) => accept(scan, promotions, (promotion) => promotion));
  setHandler(contract.promotionsWaiting, () => scan.queue.expectStored());
  setHandler(contract.pause, () => {
    scan.paused = true;
  });
  setHandler(contract.resume, () => {
    scan.paused = false;
  });
  setHandler(contract.restart, () => {
    scan.restartRequested = true;
  });
  setHandler(contract.progress, () => ({
    state: scan.parking.isParked ? 'parked' : stateOf(scan),
    generation: scan.generation,
    expressWaiting: scan.queue.size,
    expressInFlight: scan.queue.inFlight,
    slicesInFlight: scan.slicesInFlight,
    spilled: scan.queue.spilled,
  }));
  setHandler(contract.queueHead, (options) => scan.queue.head(Math.min(options?.limit ?? 100, QUEUE_BOUND)));
}

/** A signal that is not a list, or an entry without an item or a time, is refused with a warning and changes nothing. */
function accept<T extends { readonly at: string }>(
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
}

/** Waits until there is something to do and nothing forbids it; false when this run must end instead. */
async function turn(scan: Scan, isOver: () => boolean, wanted: () => boolean): Promise<boolean> {
  await condition(() => isOver() || (!scan.paused && !scan.parking.isParked && wanted()));
  return !isOver();
}

async function keepGenerations(scan: Scan, intervalMs: number): Promise<void> {
  while (await turn(scan, scan.isHandingOver, () => true)) {
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
  scan.phase = 'listing_users';
}

async function listUsers(scan: Scan): Promise<void> {
  await activities.listUsers({ connectionId: scan.connectionId, generation: scan.generation ?? 0 });
  expectFrontier(scan);
  scan.phase = 'crawling';
}

async function crawl(scan: Scan, intervalMs: number): Promise<void> {
  const isDrained = () => scan.frontier === 'drained' && scan.slicesInFlight === 0;
  if (!(await turn(scan, scan.isHandingOver, () => isDrained() || scan.restartRequested))) return;
  if (scan.restartRequested) {
    scan.phase = 'due';
    return;
  }
  const closed = await activities.completeGeneration({
    connectionId: scan.connectionId,
    generation: scan.generation ?? 0,
  });
  if (!closed.completed) {
    expectFrontier(scan);
    return;
  }
  scan.nextGenerationAt = new Date(Date.now() + intervalMs).toISOString();
  scan.phase = 'idle';
}

async function waitForSchedule(scan: Scan): Promise<void> {
  const dueInMs = Math.max(Date.parse(scan.nextGenerationAt ?? '') - Date.now(), 1);
  const interrupted = await condition(
    () => scan.isHandingOver() || scan.restartRequested || scan.parking.isParked,
    dueInMs,
  );
  if (!interrupted || scan.restartRequested) scan.phase = 'due';
}

async function bulkSlot(scan: Scan): Promise<void> {
  const hasWork = () => scan.frontier === 'work' && (scan.phase === 'crawling' || scan.phase === 'idle');
  let restMs = REST_MS;
  while (await turn(scan, scan.isHandingOver, hasWork)) {
    const epoch = scan.frontierEpoch;
    scan.slicesInFlight += 1;
    const slice = await scan.parking.runOrPark(() =>
      activities.scanSlice({ connectionId: scan.connectionId, generation: scan.generation ?? 0 }),
    );
    scan.slicesInFlight -= 1;
    if (!slice) continue;
    scan.pagesListed += slice.pages;
    if (slice.frontier === 'drained' && epoch === scan.frontierEpoch) scan.frontier = 'drained';
    const nothingToClaim = slice.pages === 0 && scan.frontier === 'work';
    restMs = nothingToClaim ? Math.min(restMs * 2, MAX_REST_MS) : REST_MS;
    const { pagesListed } = scan;
    const isNews = () => epoch !== scan.frontierEpoch || pagesListed !== scan.pagesListed;
    if (nothingToClaim) await condition(() => scan.isHandingOver() || isNews(), restMs);
  }
}

async function expressSlot(scan: Scan): Promise<void> {
  const hasWork = () => areUsersKnown(scan) && scan.queue.ready() > 0;
  while (await turn(scan, () => scan.isBulkOver, hasWork)) {
    const batch = scan.queue.take(EXPRESS_BATCH);
    const scanned = await scanPromoted(scan, batch);
    if (!scanned) continue;
    const deferred = batch.filter((promotion) => scanned.deferred.includes(promotionKey(promotion)));
    scan.queue.settle(batch.filter((promotion) => !deferred.includes(promotion)));
    scan.queue.defer(deferred, Date.now() + scanned.retryInMs);
    if (scanned.frontierGrew) expectFrontier(scan);
  }
}

/** Undefined when the batch was not scanned: it is back at the head then. */
async function scanPromoted(scan: Scan, promotions: readonly Promotion[]) {
  const { connectionId, generation } = scan;
  let scanned;
  try {
    scanned = await scan.parking.runOrPark(() =>
      activities.scanPromoted({ connectionId, generation: generation ?? 0, promotions }),
    );
  } finally {
    if (!scanned) scan.queue.putBack(promotions);
  }
  return scanned;
}

/** Who is a colleague and who a stranger decides a file's exposure: before the first listing of users, nobody knows. */
function areUsersKnown({ generation, phase }: Scan): boolean {
  return generation !== null && (generation > 1 || phase === 'crawling' || phase === 'idle');
}

/** Writes what overflowed to Postgres, fetches it back when there is room, and looks for what a lost signal left there. */
async function keepQueue(scan: Scan): Promise<void> {
  const { queue } = scan;
  while (!scan.isBulkOver) {
    if (queue.overflowing) await keepOverflow(scan);
    else if (queue.wantsReload()) await reload(scan);
    else {
      const waitMs = Math.min(SWEEP_MS, Math.max((queue.nextDue() ?? Infinity) - Date.now(), 1));
      const busy = () => scan.isBulkOver || queue.overflowing || queue.wantsReload();
      const dueBefore = queue.nextDue();
      const woken = await condition(() => busy() || queue.nextDue() !== dueBefore, waitMs);
      queue.releaseDue(Date.now());
      if (!woken && dueBefore === null) queue.expectStored();
    }
  }
}

/** What overflows does not stay in memory, nor go into the next run's input. */
async function keepOverflow({ queue, connectionId }: Scan): Promise<void> {
  while (queue.overflowing) await activities.storePromotions({ connectionId, promotions: queue.drainOverflow() });
}

async function reload({ queue, connectionId }: Scan): Promise<void> {
  queue.beginReload();
  const { promotions } = await activities.loadPromotions({ connectionId, limit: QUEUE_BOUND });
  const scannedAlready = queue.reload(promotions, promotions.length < QUEUE_BOUND);
  if (scannedAlready.length > 0) await activities.discardPromotions({ connectionId, promotions: scannedAlready });
}

/** Keeps what Postgres and Temporal's UI say in step with what this run does. */
async function keepStateKnown(scan: Scan): Promise<void> {
  let known: ScanState | null = null;
  while (!scan.isBulkOver) {
    setCurrentDetails(describe(scan));
    const state = stateOf(scan);
    if (state !== known) await activities.recordScanState({ connectionId: scan.connectionId, state });
    known = state;
    const described = describe(scan);
    await condition(() => scan.isBulkOver || describe(scan) !== described);
  }
}

function expectFrontier(scan: Scan): void {
  scan.frontier = 'work';
  scan.frontierEpoch += 1;
}

function stateOf(scan: Scan): ScanState {
  if (scan.parking.isParked || scan.generation === null) return 'waiting';
  if (scan.paused) return 'paused';
  return scan.phase === 'idle' ? 'idle' : 'running';
}

function describe(scan: Scan): string {
  const generation = scan.generation === null ? 'no scan yet' : `scan ${scan.generation}`;
  if (scan.parking.isParked) return `Parked in ${generation}: Box rejected the credentials. Waiting for a new consent.`;
  if (scan.paused) return `Paused in ${generation}.`;
  switch (scan.phase) {
    case 'due':
      return 'Beginning a scan.';
    case 'listing_users':
      return `Listing the users of ${generation}.`;
    case 'crawling':
      return `Running ${generation}: listing folders; modified files go first.`;
    case 'idle':
      return `Finished ${generation}. The next one begins at ${scan.nextGenerationAt ?? '?'}; modified files are scanned at once.`;
  }
}

function snapshot(scan: Scan): FullScanState {
  return {
    paused: scan.paused,
    restartRequested: scan.restartRequested,
    generation: scan.generation,
    nextGenerationAt: scan.nextGenerationAt,
    queue: scan.queue.snapshot(),
  };
}

function times<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}
