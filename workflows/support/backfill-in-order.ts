import { continueAsNew, setCurrentDetails, sleep } from '@temporalio/workflow';
import type { BackfillEventsInput } from '../contract.js';
import * as activities from './activities.js';
import { shouldContinueAsNew } from './continue-as-new.js';
import { readLogInOrder } from './read-log-in-order.js';
import { createParking } from './parking.js';

/** How much of the end of the period is read twice. */
const REREAD_MINUTES = 15;

/** BackfillEventsWorkflow as runs of earlier versions execute it until they continue as new. */
export async function backfillInOrder(input: BackfillEventsInput): Promise<void> {
  const { connectionId, from, to } = input;
  const parking = createParking(connectionId);
  const read = (since: string, position: string | null) =>
    readLogInOrder({ connectionId, from: since, to, position, parking, until: shouldContinueAsNew });
  let { position, settling } = input.carriedOver ?? { position: null, settling: false };

  if (!settling) {
    setCurrentDetails(`Reading the events from ${from} to ${to}.`);
    position = await read(from, position);
    settling = position === null;
    if (settling) await waitForLateEvents();
  }
  if (settling) position = await read(new Date(Date.parse(to) - REREAD_MINUTES * 60_000).toISOString(), position);
  if (position !== null) {
    await continueAsNew<typeof backfillInOrder>({ ...input, carriedOver: { position, settling } });
  }
  await activities.finishBackfill({ connectionId });
  setCurrentDetails('Done.');
}

async function waitForLateEvents(): Promise<void> {
  const { backfillSettleMs } = await activities.loadSettings();
  setCurrentDetails(`Waiting for late events; then the last ${REREAD_MINUTES} minutes are read again.`);
  await sleep(backfillSettleMs);
}
