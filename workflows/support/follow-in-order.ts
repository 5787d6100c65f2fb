import { RetryState } from '@temporalio/common';
import { ActivityFailure, continueAsNew, log, setCurrentDetails, sleep } from '@temporalio/workflow';
import type { FollowEventsInput, StreamGap, StreamPosition } from '../contract.js';
import * as activities from './activities.js';
import { shouldContinueAsNew } from './continue-as-new.js';
import { readLogInOrder } from './read-log-in-order.js';
import { failureType } from './failure-type.js';
import { createParking, type Parking } from './parking.js';

/** Box keeps two weeks in the live stream. If our position is older than this, the gap is filled from the event log. */
const MAX_POSITION_AGE_MS = 13 * 24 * 3_600_000;
/** How far a filled gap reaches beyond both of its ends, in milliseconds. */
const OVERLAP_MS = 15 * 60_000;

/**
 * FollowEventsWorkflow as runs of earlier versions execute it until they continue as new: a poll is retried for hours, and
 * a gap is filled before the next poll.
 */
export async function followInOrder(input: FollowEventsInput): Promise<void> {
  const { connectionId } = input;
  const parking = createParking(connectionId);
  const { eventPollMinMs, eventPollMaxMs } = await activities.loadSettings();
  let current = input.anchor;
  let gap = input.carriedOver?.hole ?? null;
  let pauseMs = eventPollMinMs;

  while (!shouldContinueAsNew()) {
    if (gap) {
      setCurrentDetails(`Filling a gap in the event stream from the event log: ${gap.from} to ${gap.to}.`);
      gap = await fillGap(connectionId, gap, parking);
      continue;
    }
    setCurrentDetails(`Following the event stream; polling every ${Math.round(pauseMs / 100) / 10} s.`);
    const page = isTooOld(current) ? 'position_refused' : await parking.runOrPark(() => poll(input, current));
    if (page === undefined) {
      await parking.waitForRenewal();
    } else if (page === 'position_refused') {
      ({ current, gap } = await moveToNewPosition(connectionId, current, parking));
      // Box may refuse the new position too: do not retry without a pause.
      await sleep(eventPollMaxMs);
    } else if (page !== 'no_response') {
      current = { position: page.nextPosition ?? current.position, at: page.polledAt };
      pauseMs = page.received > 0 ? eventPollMinMs : Math.min(pauseMs * 1.5, eventPollMaxMs);
      if (!page.moreIsLikely) await sleep(pauseMs);
    }
  }
  await continueAsNew<typeof followInOrder>({ ...input, anchor: current, carriedOver: { hole: gap } });
}

const isTooOld = ({ at }: StreamPosition): boolean => Date.now() - Date.parse(at) > MAX_POSITION_AGE_MS;

/** Polls once. Gives up after hours without a response, so that the age of the position is checked again. */
async function poll({ connectionId, maxPollMs }: FollowEventsInput, { position }: StreamPosition) {
  const options = maxPollMs === undefined ? {} : { scheduleToCloseTimeout: maxPollMs };
  try {
    return await activities.pollStream.executeWithOptions(options, [{ connectionId, position }]);
  } catch (error) {
    if (failureType(error) === 'BoxRejected') return 'position_refused';
    // Temporal reports the last failure with this state if no further attempt fits into the schedule-to-close timeout.
    if (error instanceof ActivityFailure && error.retryState === RetryState.TIMEOUT) return 'no_response';
    throw error;
  }
}

/** Gets a new position because Box no longer offers the events after the old one: they form a gap. */
async function moveToNewPosition(
  connectionId: string,
  lost: StreamPosition,
  parking: Parking,
): Promise<{ current: StreamPosition; gap: StreamGap }> {
  log.warn('Box no longer offers our position in the event stream; filling the gap from the event log');
  const current = await parking.retryUntilAuthorized(() => activities.getNewStreamPosition({ connectionId }));
  return { current, gap: { from: lost.at, to: current.at, position: null } };
}

/** Reads the event log until the gap is filled (returns null) or this run must continue as new (returns the rest). */
async function fillGap(connectionId: string, gap: StreamGap, parking: Parking): Promise<StreamGap | null> {
  const from = new Date(Date.parse(gap.from) - OVERLAP_MS).toISOString();
  const to = new Date(Date.parse(gap.to) + OVERLAP_MS).toISOString();
  const { position } = gap;
  const reached = await readLogInOrder({ connectionId, from, to, position, parking, until: shouldContinueAsNew });
  if (reached !== null) return { ...gap, position: reached };
  await activities.recordStreamGap({ connectionId, from: gap.from, to: gap.to });
  return null;
}
