import { RetryState } from '@temporalio/common';
import { ActivityFailure, continueAsNew, log, setCurrentDetails, sleep } from '@temporalio/workflow';
import * as activities from './support/activities.js';
import type { FollowEventsInput, StreamAnchor, StreamHole } from './contract.js';
import { readEventLog } from './support/event-log-reader.js';
import { failureType } from './support/failure-type.js';
import { shouldHandOver } from './support/continue-as-new.js';
import { createParking, type Parking } from './support/parking.js';

/** Box keeps two weeks on this stream; past this age of our position the hole is filled from the long-term log. */
const POSITION_LIFE_MS = 13 * 24 * 3_600_000;
/** How far a filled hole reaches over its edges. */
const OVERLAP_MS = 15 * 60_000;

/**
 * Follows the live event stream for ever. Each poll stores its page, passes the changes on to the scan, and only then
 * moves the position: a crash at any point repeats work and loses none.
 */
export async function FollowEventsWorkflow(input: FollowEventsInput): Promise<void> {
  const { connectionId } = input;
  const parking = createParking(connectionId);
  const { eventPollMinMs, eventPollMaxMs } = await activities.loadSettings();
  let { anchor } = input;
  let hole = input.carriedOver?.hole ?? null;
  let pauseMs = eventPollMinMs;

  while (!shouldHandOver()) {
    if (hole) {
      setCurrentDetails(`Filling a hole in the event stream from the long-term log: ${hole.from} to ${hole.to}.`);
      hole = await fillHole(connectionId, hole, parking);
      continue;
    }
    setCurrentDetails(`Following the event stream; polling every ${Math.round(pauseMs / 100) / 10} s.`);
    const page = isTooOld(anchor) ? 'position_refused' : await parking.attempt(() => poll(input, anchor));
    if (page === undefined) {
      await parking.renewal();
    } else if (page === 'position_refused') {
      ({ anchor, hole } = await anchorAnew(connectionId, anchor, parking));
      // Were Box to refuse the new position too, this must not go round without a rest.
      await sleep(eventPollMaxMs);
    } else if (page !== 'no_answer') {
      anchor = { position: page.nextPosition ?? anchor.position, at: page.polledAt };
      pauseMs = page.received > 0 ? eventPollMinMs : Math.min(pauseMs * 1.5, eventPollMaxMs);
      if (!page.moreIsLikely) await sleep(pauseMs);
    }
  }
  await continueAsNew<typeof FollowEventsWorkflow>({ ...input, anchor, carriedOver: { hole } });
}

const isTooOld = ({ at }: StreamAnchor): boolean => Date.now() - Date.parse(at) > POSITION_LIFE_MS;

/** One poll. No answer for hours is none: whoever asks looks at the position's age before the next. */
async function poll({ connectionId, maxPollMs }: FollowEventsInput, { position }: StreamAnchor) {
  const options = maxPollMs === undefined ? {} : { scheduleToCloseTimeout: maxPollMs };
  try {
    return await activities.pollStream.executeWithOptions(options, [{ connectionId, position }]);
  } catch (error) {
    if (failureType(error) === 'BoxRejected') return 'position_refused';
    // Whatever it failed with last, Temporal tells it under this state once no further try fits into the time given.
    if (error instanceof ActivityFailure && error.retryState === RetryState.TIMEOUT) return 'no_answer';
    throw error;
  }
}

/** The stream no longer reaches back to our position: takes a new one first; the log is then read up to it. */
async function anchorAnew(
  connectionId: string,
  lost: StreamAnchor,
  parking: Parking,
): Promise<{ anchor: StreamAnchor; hole: StreamHole }> {
  log.warn('The event stream no longer reaches back to our position; filling the hole from the long-term log');
  const anchor = await parking.insist(() => activities.reanchorEventStream({ connectionId }));
  return { anchor, hole: { from: lost.at, to: anchor.at, position: null } };
}

/** Reads the log until the hole is filled, null then, or this run has become too long: the rest is the next run's. */
async function fillHole(connectionId: string, hole: StreamHole, parking: Parking): Promise<StreamHole | null> {
  const from = new Date(Date.parse(hole.from) - OVERLAP_MS).toISOString();
  const to = new Date(Date.parse(hole.to) + OVERLAP_MS).toISOString();
  const { position } = hole;
  const reached = await readEventLog({ connectionId, from, to, position, parking, until: shouldHandOver });
  if (reached !== null) return { ...hole, position: reached };
  await activities.recordStreamGap({ connectionId, from: hole.from, to: hole.to });
  return null;
}
