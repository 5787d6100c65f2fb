import { sleep } from '@temporalio/workflow';
import * as activities from './activities.js';
import { failureType } from './failure-type.js';
import type { Parking } from './parking.js';

/** The pause after Box has refused a position, in milliseconds. */
const REFUSED_PAUSE_MS = 60_000;
/** Box's position of the beginning of the log. */
const START = '0';

/** A period of Box's event log (`admin_logs`: one year, with a delay), and how far it has been read. */
export interface LogReading {
  readonly connectionId: string;
  /** RFC 3339 UTC. */
  readonly from: string;
  readonly to: string;
  /** Null at the beginning. */
  readonly position: string | null;
  readonly parking: Parking;
  /** Called after each page; true stops reading. */
  readonly until: () => boolean;
}

/**
 * Reads a period of the log page by page. Returns null at its end, or the position to continue from if `until` has
 * stopped it. The end is an empty page or an unchanged position: Box may return short pages although more events exist.
 */
export async function readLogInOrder(reading: LogReading): Promise<string | null> {
  const { connectionId, from, to, parking, until } = reading;
  let position = reading.position;
  do {
    const page = await parking.retryUntilAuthorized(() => readPage({ connectionId, from, to, position }));
    if (!page) {
      // The position may have expired while the workflow was parked. Start over: events are stored once.
      position = null;
      await sleep(REFUSED_PAUSE_MS);
      continue;
    }
    if (page.received === 0 || page.nextPosition === position) return null;
    position = page.nextPosition;
    if (position === null) return null;
  } while (!until());
  return position ?? START;
}

/** Returns null if Box refuses the position. */
async function readPage(period: Parameters<typeof activities.readLogPage>[0]) {
  try {
    return await activities.readLogPage(period);
  } catch (error) {
    if (failureType(error) === 'BoxRejected') return null;
    throw error;
  }
}
