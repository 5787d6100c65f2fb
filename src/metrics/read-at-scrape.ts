import { singleFlight } from '../util/single-flight.js';
import type { Metrics } from './registry.js';

/** How long values are used before they are read again, in milliseconds. */
const FRESH_MS = 5_000;
/** How long a scrape waits for them, in milliseconds. */
const DEADLINE_MS = 1_500;
/** How old the values of an earlier read may be if a read takes longer, in milliseconds. */
const STALE_MS = 60_000;

/**
 * Reads values at a scrape and gives them to `publish`: at most one read at a time, and one in 5 s. A scrape waits 1.5 s;
 * a read that takes longer continues, and meanwhile the values of the last one count for a minute. `publish` gets null if
 * nothing is known: a read that fails, or takes too long.
 */
export function readAtScrape<T>(metrics: Metrics, read: () => Promise<T>, publish: (values: T | null) => void): void {
  let last: { readonly at: number; readonly values: T } | null = null;
  const refresh = singleFlight(async () => {
    last = { at: Date.now(), values: await read() };
  }, FRESH_MS);
  metrics.beforeScrape(async () => {
    try {
      await inTime(refresh());
    } catch {
      // What failed is in the log of the component that failed; the absence of the values tells it too.
      last = null;
    }
    publish(last && Date.now() - last.at < STALE_MS ? last.values : null);
  });
}

/** Waits for `work`, but no longer than the deadline. */
async function inTime(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, DEADLINE_MS);
  });
  // It may fail after the deadline.
  work.catch(() => undefined);
  await Promise.race([work, deadline]);
  clearTimeout(timer);
}
