import { RetryState } from '@temporalio/common';
import { ActivityFailure, continueAsNew, log, patched, sleep } from '@temporalio/workflow';
import type { FollowEventsInput } from './contract.js';
import * as activities from './support/activities.js';
import { shouldContinueAsNew } from './support/continue-as-new.js';
import { failureType } from './support/failure-type.js';
import { followInOrder } from './support/follow-in-order.js';
import {
  advance,
  carriedOverOf,
  moveTo,
  needsNewPosition,
  noteFailure,
  noteSilence,
  openStream,
} from './support/followed-stream.js';
import { readGap } from './support/read-gap.js';
import { createParking } from './support/parking.js';
import { showStream } from './support/show-stream.js';
import type { Following } from './support/following.js';

/** How long one poll is retried before the events are read from the log instead, in milliseconds. */
const POLL_MS = 5 * 60_000;

/**
 * Follows the live event stream until it is cancelled. Each poll stores a page and sends its changes to the scan before
 * the position moves: a crash at any point repeats work and loses nothing. Polls and the reading of gaps alternate, so
 * that neither waits for the other: while the stream fails, its events are read from the log.
 */
export async function FollowEventsWorkflow(input: FollowEventsInput): Promise<void> {
  if (!patched('stream-beside-gaps')) return followInOrder(input);
  const { connectionId } = input;
  const parking = createParking(connectionId);
  const { eventPollMinMs, eventPollMaxMs, connectionName } = await activities.loadSettings({ connectionId });
  const following: Following = {
    input,
    title: `Event stream of ${connectionName ?? connectionId}`,
    stream: openStream(input, eventPollMinMs, Date.now()),
    parking,
    pauses: { minMs: eventPollMinMs, maxMs: eventPollMaxMs },
  };
  const { stream } = following;
  while (!shouldContinueAsNew()) {
    showStream(following);
    const pauseMs = await pollOnce(following);
    if (pauseMs === null) {
      await parking.waitForRenewal(following.title);
      continue;
    }
    noteSilence(stream, Date.now());
    await readGap(following);
    showStream(following);
    if (pauseMs > 0) await sleep(pauseMs, { summary: 'Until the next poll' });
  }
  const carriedOver = carriedOverOf(stream);
  await continueAsNew<typeof FollowEventsWorkflow>({ ...input, anchor: stream.current, carriedOver });
}

/** Polls once, or takes a new position. Returns how long to wait before the next poll, in milliseconds; null if parked. */
async function pollOnce(following: Following): Promise<number | null> {
  const { input, stream, parking, pauses } = following;
  const { connectionId, maxPollMs = POLL_MS } = input;
  if (needsNewPosition(stream, Date.now())) return takeNewPosition(following);
  const { position } = stream.current;
  try {
    const page = await parking.runOrPark(() =>
      activities.pollStream.executeWithOptions({ scheduleToCloseTimeout: maxPollMs }, [{ connectionId, position }]),
    );
    if (!page) return null;
    advance(stream, page, pauses);
    return page.moreIsLikely ? 0 : stream.pauseMs;
  } catch (error) {
    if (failureType(error) === 'BoxRejected') return takeNewPosition(following);
    // Temporal reports the last failure with this state if no further attempt fits into the schedule-to-close timeout.
    if (!(error instanceof ActivityFailure && error.retryState === RetryState.TIMEOUT)) throw error;
    noteFailure(stream, Date.now());
    return 0;
  }
}

/** Gets a new position because Box no longer offers the events after the old one: they form a gap. */
async function takeNewPosition(following: Following): Promise<number | null> {
  const { input, stream, parking, pauses } = following;
  const { connectionId } = input;
  log.warn(
    'Our position in the event stream is of no use: a new one is taken, and the log is read for the time between',
  );
  try {
    const retryInMs = pauses.maxMs;
    const fresh = await parking.runOrPark(() => activities.tryStreamPosition({ connectionId, retryInMs }));
    if (!fresh) return null;
    moveTo(stream, { position: fresh.position, at: fresh.at });
  } catch (error) {
    if (!(error instanceof ActivityFailure) || failureType(error) === 'ConnectionGone') throw error;
    noteFailure(stream, Date.now());
  }
  // Box may refuse the new position too: do not retry without a pause.
  return pauses.maxMs;
}
