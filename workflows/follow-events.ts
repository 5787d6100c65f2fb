import { continueAsNew, log, setCurrentDetails, sleep } from '@temporalio/workflow';
import * as activities from './activities.js';
import type { FollowEventsInput, StreamAnchor } from './contract.js';
import { readEventLog } from './event-log.js';
import { failureType } from './failure-type.js';
import { shouldHandOver } from './hand-over.js';
import { createParking, type Parking } from './parking.js';

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
  let anchor = input.anchor;
  let pauseMs = eventPollMinMs;

  while (!shouldHandOver()) {
    setCurrentDetails(`Following the event stream; polling every ${Math.round(pauseMs / 100) / 10} s.`);
    if (Date.now() - Date.parse(anchor.at) > POSITION_LIFE_MS) anchor = await fillHole(connectionId, anchor, parking);
    const page = await parking.insist(() => poll(connectionId, anchor));
    if (!page) {
      anchor = await fillHole(connectionId, anchor, parking);
      // Were Box to refuse the new position too, this must not go round without a rest.
      await sleep(eventPollMaxMs);
      continue;
    }
    anchor = { position: page.nextPosition ?? anchor.position, at: page.polledAt };
    pauseMs = page.received > 0 ? eventPollMinMs : Math.min(pauseMs * 1.5, eventPollMaxMs);
    if (!page.moreIsLikely) await sleep(pauseMs);
  }
  await continueAsNew<typeof FollowEventsWorkflow>({ connectionId, anchor });
}

/** One poll; null when Box does not take our position any more. */
async function poll(connectionId: string, { position }: StreamAnchor) {
  try {
    return await activities.pollStream({ connectionId, position });
  } catch (error) {
    if (failureType(error) === 'BoxRejected') return null;
    throw error;
  }
}

/** The stream no longer reaches back to our position: takes a new one first, then reads the log up to it. */
async function fillHole(connectionId: string, lost: StreamAnchor, parking: Parking): Promise<StreamAnchor> {
  log.warn('The event stream no longer reaches back to our position; filling the hole from the long-term log');
  const anchor = await parking.insist(() => activities.reanchorEventStream({ connectionId }));
  const from = new Date(Date.parse(lost.at) - OVERLAP_MS).toISOString();
  const to = new Date(Date.parse(anchor.at) + OVERLAP_MS).toISOString();
  await readEventLog({ connectionId, from, to, position: null, parking, until: () => false });
  await activities.recordStreamGap({ connectionId, from: lost.at, to: anchor.at });
  return anchor;
}
