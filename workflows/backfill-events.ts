import { continueAsNew, setCurrentDetails, sleep } from '@temporalio/workflow';
import * as activities from './support/activities.js';
import type { BackfillEventsInput } from './contract.js';
import { readEventLog } from './support/event-log-reader.js';
import { shouldHandOver } from './support/continue-as-new.js';
import { createParking } from './support/parking.js';

/** How much of the end is read a second time, once Box's log has had time to settle. */
const REREAD_MS = 15 * 60_000;

/**
 * Reads the events of the days before consent from Box's long-term log, page by page, and ends. Events reach that log
 * late, so its last stretch is read again after a while: between it and the live stream, whose position was taken
 * before this began, no event falls.
 */
export async function BackfillEventsWorkflow(input: BackfillEventsInput): Promise<void> {
  const { connectionId, from, to } = input;
  const parking = createParking(connectionId);
  const read = (since: string, position: string | null) =>
    readEventLog({ connectionId, from: since, to, position, parking, until: shouldHandOver });
  let { position, settling } = input.carriedOver ?? { position: null, settling: false };

  if (!settling) {
    setCurrentDetails(`Reading the events from ${from} to ${to}.`);
    position = await read(from, position);
    settling = position === null;
    if (settling) await waitForLateEvents();
  }
  if (settling) position = await read(new Date(Date.parse(to) - REREAD_MS).toISOString(), position);
  if (position !== null) {
    await continueAsNew<typeof BackfillEventsWorkflow>({ ...input, carriedOver: { position, settling } });
  }
  await activities.finishBackfill({ connectionId });
  setCurrentDetails('Done.');
}

async function waitForLateEvents(): Promise<void> {
  const { backfillSettleMs } = await activities.loadSettings();
  setCurrentDetails('Waiting for late events before reading the last minutes once more.');
  await sleep(backfillSettleMs);
}
