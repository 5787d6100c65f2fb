import type { Retry } from '../contract.js';

const FIRST_PAUSE_MS = 5_000;
const MAX_PAUSE_MS = 5 * 60_000;

/** The pause after a number of failures: 5 s, doubled, at most 5 min. */
export const retryPause = (failures: number): number =>
  Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures, 10), MAX_PAUSE_MS);

/** The next try of something that has failed `failures` times before, and now again. */
export const nextRetry = (failures: number, pauseMs = retryPause(failures)): Retry => ({
  at: new Date(Date.now() + pauseMs).toISOString(),
  failures: failures + 1,
});

/** Whether it is time for the next try. */
export const isDue = (retry: Retry | null | undefined): boolean => !!retry && Date.now() >= Date.parse(retry.at);

/** The time of the earliest next try (RFC 3339 UTC); null if there is none. */
export function earliestOf(...retries: readonly (Retry | null | undefined)[]): string | null {
  const times = retries.flatMap((retry) => retry?.at ?? []);
  return times.reduce<string | null>((a, b) => (a === null || Date.parse(b) < Date.parse(a) ? b : a), null);
}
