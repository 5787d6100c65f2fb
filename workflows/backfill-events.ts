import { continueAsNew, setCurrentDetails, sleep } from '@temporalio/workflow';
import type { BackfillEventsInput } from './contract.js';
import * as activities from './support/activities.js';
import { shouldContinueAsNew } from './support/continue-as-new.js';
import { readEventLog } from './support/event-log-reader.js';
import { createParking } from './support/parking.js';

/** How much of the end of the period is read twice. */
const REREAD_MINUTES = 15;

/**
 * Reads the events of the days before consent from Box's event log, page by page, and ends. Events appear in that log
 * with a delay, so the end of the period is read again after a while. No event is missed between the log and the live
 * stream, because the stream's position was read before this workflow started.
 */
export async function BackfillEventsWorkflow(input: BackfillEventsInput): Promise<void> {
  const { connectionId, from, to } = input;
  const parking = createParking(connectionId);
  const read = (since: string, position: string | null) =>
    readEventLog({ connectionId, from: since, to, position, parking, until: shouldContinueAsNew });
  let { position, settling } = input.carriedOver ?? { position: null, settling: false };

  if (!settling) {
    setCurrentDetails(`Reading the events from ${from} to ${to}.`);
    position = await read(from, position);
    settling = position === null;
    if (settling) await waitForLateEvents();
  }
  if (settling) position = await read(new Date(Date.parse(to) - REREAD_MINUTES * 60_000).toISOString(), position);
  if (position !== null) {
    await continueAsNew<typeof BackfillEventsWorkflow>({ ...input, carriedOver: { position, settling } });
  }
  await activities.finishBackfill({ connectionId });
  setCurrentDetails('Done.');
}

async function waitForLateEvents(): Promise<void> {
  const { backfillSettleMs } = await activities.loadSettings();
  setCurrentDetails(`Waiting for late events; then the last ${REREAD_MINUTES} minutes are read again.`);
  await sleep(backfillSettleMs);
}
