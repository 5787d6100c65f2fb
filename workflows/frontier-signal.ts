/**
 * What a scan knows about the frontier, the folders that wait in Postgres. Several slots work on it at the same time, so
 * the result of a slice may be outdated when it arrives. Pure: nothing here knows Temporal.
 */

/** The state of the frontier, as far as this run knows. */
export interface FrontierSignal {
  /** False once a slice reported that no folder waits. */
  hasWork: boolean;
  /** How often folders were added to the frontier by anything but a slice. */
  growths: number;
  /** The number of pages that slices have listed. */
  pagesListed: number;
  /** When parked folders can be claimed again (epoch milliseconds), as the last slice reported it; null if none are. */
  retryAt: number | null;
}

/** A moment, to compare later ones with. */
export type FrontierMark = Readonly<Pick<FrontierSignal, 'growths' | 'pagesListed'>>;

/** A frontier that may have work: Postgres has not been queried yet. */
export function createFrontierSignal(): FrontierSignal {
  return { hasWork: true, growths: 0, pagesListed: 0, retryAt: null };
}

/** Marks the current moment. */
export function mark({ growths, pagesListed }: FrontierSignal): FrontierMark {
  return { growths, pagesListed };
}

/** Whether folders were added or pages were listed since a moment: there may be new folders to claim. */
export function changedSince(signal: FrontierSignal, since: FrontierMark): boolean {
  return signal.growths !== since.growths || signal.pagesListed !== since.pagesListed;
}

/** Records that folders were added to the frontier. */
export function recordGrowth(signal: FrontierSignal): void {
  signal.hasWork = true;
  signal.growths += 1;
}

/** What a slice reports of the frontier, as it read it when it ended. */
export interface SliceReport {
  readonly pages: number;
  readonly frontier: 'work' | 'drained';
  readonly retryInMs?: number | null;
}

/**
 * Records the result of a slice that began at `begun`. Ignores the report of a drained frontier if the frontier has
 * grown meanwhile. `now` is in epoch milliseconds. Returns the moment after which a change is news to the slot.
 *
 * Reports may arrive in another order than they were read. So one of work counts although others found none: a slice
 * that lists the users again adds folders itself. And the earliest retry counts until its time has come. With
 * `trustsLast`, as runs that began with an earlier version do, the last report alone counts.
 */
export function recordSlice(
  signal: FrontierSignal,
  begun: FrontierMark,
  slice: SliceReport,
  { now, trustsLast }: { readonly now: number; readonly trustsLast: boolean },
): FrontierMark {
  const { hasWork } = signal;
  signal.pagesListed += slice.pages;
  const retryAt = slice.retryInMs == null ? null : now + slice.retryInMs;
  signal.retryAt = trustsLast ? retryAt : earliest(signal.retryAt, retryAt, now);
  if (slice.frontier === 'drained' && begun.growths === signal.growths) signal.hasWork = false;
  else if (slice.frontier === 'work' && !hasWork && !trustsLast) recordGrowth(signal);
  return { growths: begun.growths, pagesListed: signal.pagesListed };
}

/** The earlier of two times, unless the known one has passed. */
function earliest(known: number | null, reported: number | null, now: number): number | null {
  if (known === null || known <= now) return reported;
  return reported === null ? known : Math.min(known, reported);
}

/** Records that parked folders can be claimed again, if their time has come. */
export function releaseParked(signal: FrontierSignal, now: number): void {
  if (signal.retryAt === null || signal.retryAt > now) return;
  signal.retryAt = null;
  recordGrowth(signal);
}
