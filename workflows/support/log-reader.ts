/** Reads periods of Box's long-term event log (`admin_logs`: one year, with a delay). */
import { ActivityFailure, log } from '@temporalio/workflow';
import * as activities from './activities.js';
import { failureType } from './failure-type.js';

/** A period of the log, and how far it has been read; times are RFC 3339 UTC. */
export interface LogReading {
  readonly connectionId: string;
  readonly from: string;
  readonly to: string;
  /** Null at the beginning. */
  readonly position: string | null;
  /** How often a page has failed or been refused in a row. */
  readonly failures: number;
  /** Empty pages in a row. */
  readonly emptyPages: number;
}

/** What one page changed; `reading` is null at the end of the period. */
export interface LogStep {
  readonly reading: LogReading | null;
  readonly stored: number;
  /** The time up to which the log was requested, RFC 3339 UTC; null if the page could not be read. */
  readonly readTo: string | null;
  /** How long to wait before the next step, in milliseconds. */
  readonly pauseMs: number;
}

/** Box may return short and empty pages although more events exist: so many empty ones in a row are the end. */
const EMPTY_PAGES = 3;
const FIRST_PAUSE_MS = 60_000;
const MAX_PAUSE_MS = 3_600_000;

/** A reading from its beginning. */
export const newReading = (period: Pick<LogReading, 'connectionId' | 'from' | 'to'>): LogReading => ({
  ...period,
  position: null,
  failures: 0,
  emptyPages: 0,
});

/** The pause after a number of failures in a row: a minute, doubled, at most an hour. */
export const pauseAfter = (failures: number): number =>
  Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures, 10), MAX_PAUSE_MS);

/**
 * Reads one page. A refused position restarts the period, because events are stored once; a refused period is requested
 * again after a pause, and so is a page that `timeoutMs` did not suffice for (default: Temporal retries it for ever).
 * Throws what concerns the connection, such as rejected credentials.
 */
export async function readNextPage(
  reading: LogReading,
  { timeoutMs, fillsGap = false }: { readonly timeoutMs?: number; readonly fillsGap?: boolean } = {},
): Promise<LogStep> {
  const { connectionId, from, to, position, failures } = reading;
  const retryInMs = pauseAfter(failures);
  const options = timeoutMs === undefined ? {} : { scheduleToCloseTimeout: timeoutMs };
  try {
    const page = await activities.readLogPage.executeWithOptions(options, [
      { connectionId, from, to, position, retryInMs, fillsGap },
    ]);
    const { stored, readTo } = page;
    return { reading: next(reading, page), stored, readTo, pauseMs: 0 };
  } catch (error) {
    const type = failureType(error);
    const isRefused = type === 'BoxRejected';
    const isFinal = type === 'BoxUnauthorized' || type === 'ConnectionGone';
    if (isFinal || (!isRefused && !(timeoutMs !== undefined && error instanceof ActivityFailure))) throw error;
    const again = isRefused ? { ...reading, position: null, emptyPages: 0 } : reading;
    // A position may have expired while the workflow was parked: the period itself is not refused.
    const isPositionRefused = isRefused && position !== null && failures === 0;
    return {
      reading: { ...again, failures: failures + 1 },
      stored: 0,
      readTo: null,
      pauseMs: isPositionRefused ? 1_000 : retryInMs,
    };
  }
}

function next(
  reading: LogReading,
  page: { readonly received: number; readonly nextPosition: string | null },
): LogReading | null {
  const { nextPosition: position } = page;
  if (position === null || position === reading.position) return null;
  const emptyPages = page.received === 0 ? reading.emptyPages + 1 : 0;
  if (emptyPages >= EMPTY_PAGES) return null;
  return { ...reading, position, emptyPages, failures: 0 };
}

/** The positions that are remembered to notice a log that leads in a circle. */
const REMEMBERED = 1_000;

/** Returns a check whether a position was seen before in this run: Box would lead us in a circle without end. */
export function createCircleGuard(): (position: string | null) => boolean {
  const seen = new Set<string>();
  return (position) => {
    if (position === null) return false;
    if (seen.has(position)) {
      log.error('The event log leads to a position that was read before: it is taken as its end', { position });
      return true;
    }
    if (seen.size >= REMEMBERED) seen.clear();
    seen.add(position);
    return false;
  };
}
