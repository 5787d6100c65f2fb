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

/**
 * Records the result of a slice that began at `begun`. Ignores the report of a drained frontier if the frontier has
 * grown meanwhile. `now` is in epoch milliseconds. Returns the moment after which a change is news to the slot.
 */
export function recordSlice(
  signal: FrontierSignal,
  begun: FrontierMark,
  slice: {
    readonly pages: number;
    readonly frontier: 'work' | 'drained';
    readonly retryInMs?: number | null;
  },
  now: number = 0,
): FrontierMark {
  signal.pagesListed += slice.pages;
  signal.retryAt = slice.retryInMs == null ? null : now + slice.retryInMs;
  if (slice.frontier === 'drained' && begun.growths === signal.growths) signal.hasWork = false;
  return { growths: begun.growths, pagesListed: signal.pagesListed };
}

/** Records that parked folders can be claimed again, if their time has come. */
export function releaseParked(signal: FrontierSignal, now: number): void {
  if (signal.retryAt === null || signal.retryAt > now) return;
  signal.retryAt = null;
  recordGrowth(signal);
}
