import { continueAsNew, patched, sleep } from '@temporalio/workflow';
import type { BackfillEventsInput } from './contract.js';
import * as activities from './support/activities.js';
import { backfillInOrder } from './support/backfill-in-order.js';
import { shouldContinueAsNew } from './support/continue-as-new.js';
import { readableTime, showDetails } from './support/details.js';
import { createCircleGuard, newReading, readNextPage, type LogReading, type LogStep } from './support/log-reader.js';
import { createParking, type Parking } from './support/parking.js';

/** How much of the end of the period is read twice, in minutes. */
const REREAD_MINUTES = 15;
/** How long after the end of the period its end is read at the earliest, in milliseconds. */
const PAST_MS = 2_000;

/**
 * Reads the events of the days before consent from Box's event log, page by page, and ends. Box refuses times in the
 * future, and events appear in the log with a delay: so the period is read up to now, and its end is read again once it
 * has passed. No event is missed between the log and the live stream, because the stream's position was read before this
 * workflow started.
 */
export async function BackfillEventsWorkflow(input: BackfillEventsInput): Promise<void> {
  if (!patched('backfill-reads-the-past')) return backfillInOrder(input);
  const { connectionId, from, to } = input;
  const parking = createParking(connectionId);
  const { backfillSettleMs, connectionName } = await activities.loadSettings({ connectionId });
  const title = `Backfill of ${connectionName ?? connectionId}`;
  const show = (...lines: string[]) => showDetails(title, ...lines);
  let { position, settling, stored = 0 } = input.carriedOver ?? { position: null, settling: false };

  /** Returns the time up to which Box has been asked, RFC 3339 UTC. */
  const read = async (since: string): Promise<string> => {
    let readTo = new Date().toISOString();
    const period = { connectionId, from: since, to };
    const rest = await readPeriod({ ...newReading(period), position }, parking, (step) => {
      stored += step.stored;
      readTo = step.readTo ?? readTo;
      const days = `${readableTime(since)} to ${readableTime(to)}`;
      show(`Reading the events from ${days}.`, `${stored} events stored so far.`, ...waiting(step));
    });
    position = rest?.position ?? null;
    if (rest) {
      await continueAsNew<typeof BackfillEventsWorkflow>({ ...input, carriedOver: { position, settling, stored } });
    }
    return readTo;
  };

  show(`Reading the events from ${readableTime(from)} to ${readableTime(to)}.`);
  if (!settling) {
    // By Box's clock, which may differ from ours.
    const readTo = await read(from);
    settling = true;
    const pauseMs = Math.max(backfillSettleMs, Date.parse(to) + PAST_MS - Date.parse(readTo));
    const until = readableTime(new Date(Date.now() + pauseMs).toISOString());
    show(
      `${stored} events stored. Until ${until}: waiting for late events; then the last ${REREAD_MINUTES} minutes are read again.`,
    );
    await sleep(pauseMs, { summary: 'Until late events have arrived' });
  }
  await read(new Date(Date.parse(to) - REREAD_MINUTES * 60_000).toISOString());
  await activities.finishBackfill({ connectionId });
  show(`Done: ${stored} events stored.`);
}

type Step = Pick<LogStep, 'stored' | 'readTo' | 'pauseMs'>;

/** Reads a period to its end. Returns the rest, with its position, if this run must continue as new before. */
async function readPeriod(
  period: LogReading,
  parking: Parking,
  report: (step: Step) => void,
): Promise<LogReading | null> {
  const isCircle = createCircleGuard();
  let reading = period;
  do {
    const step = await parking.retryUntilAuthorized(() => readNextPage(reading));
    report(step);
    if (!step.reading) return null;
    if (step.pauseMs === 0 && isCircle(step.reading.position)) return null;
    reading = step.reading;
    if (step.pauseMs > 0) await sleep(step.pauseMs, { summary: 'Until the refused period is requested again' });
  } while (!shouldContinueAsNew());
  return reading;
}

function waiting({ pauseMs }: Step): string[] {
  if (pauseMs === 0) return [];
  return [`Box refused it. Next try: ${readableTime(new Date(Date.now() + pauseMs).toISOString())}.`];
}
