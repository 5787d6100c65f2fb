import { log } from '@temporalio/workflow';
import * as activities from './activities.js';
import { shouldContinueAsNew } from './continue-as-new.js';
import { endGap, moveTo, requestedPeriod } from './followed-stream.js';
import { createCircleGuard, pauseAfter, readNextPage } from './log-reader.js';
import type { Following } from './following.js';

/** How long a gap is read before the stream is polled again, in milliseconds. */
const TURN_MS = 5_000;
/** How long one page is retried, in milliseconds. */
const PAGE_MS = 25_000;

/** Reads the stream's gap from the log, if it has one that is due, for a few seconds. */
export async function readGap({ input: { connectionId }, stream, parking }: Following): Promise<void> {
  const endsAt = Date.now() + TURN_MS;
  const isCircle = createCircleGuard();
  while (stream.gap && Date.now() < endsAt && !shouldContinueAsNew()) {
    const { gap } = stream;
    if (gap.notBefore && Date.now() < Date.parse(gap.notBefore)) return;
    const { position, failures = 0, stored = 0 } = gap;
    const step = await parking.runOrPark(() =>
      readNextPage(
        { connectionId, ...requestedPeriod(gap), position, failures, emptyPages: 0 },
        { timeoutMs: PAGE_MS, fillsGap: true },
      ),
    );
    if (!step) return;
    const read = { ...gap, stored: stored + step.stored };
    stream.stored += step.stored;
    if (step.readTo === null) {
      const notBefore = new Date(Date.now() + pauseAfter(failures)).toISOString();
      stream.gap = { ...read, position: step.reading?.position ?? null, failures: failures + 1, notBefore };
      return;
    }
    if (step.reading && !isCircle(step.reading.position)) {
      stream.gap = { ...read, position: step.reading.position, failures: 0, notBefore: null };
      continue;
    }
    const { filled, streamIsDeaf } = endGap(stream, read, step.readTo);
    if (filled) await activities.recordStreamGap({ connectionId, ...filled });
    if (streamIsDeaf) {
      log.error('The event stream has not delivered events that the event log contains: a new position is taken');
      const fresh = await parking
        .runOrPark(() => activities.tryStreamPosition({ connectionId }))
        .catch(() => undefined);
      if (fresh) moveTo(stream, { position: fresh.position, at: fresh.at });
    }
  }
}
