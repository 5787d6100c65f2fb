import { sleep } from '@temporalio/workflow';
import * as activities from './activities.js';
import { failureType } from './failure-type.js';
import type { Parking } from './parking.js';

/** How long to rest after Box refused a position, in milliseconds. */
const REFUSED_REST_MS = 60_000;
/** Box's position of the beginning of a log. */
const START = '0';

/** A stretch of Box's long-term event log, and how far it has been read. */
export interface LogReading {
  readonly connectionId: string;
  /** RFC 3339 UTC. */
  readonly from: string;
  readonly to: string;
  /** Null at the beginning. */
  readonly position: string | null;
  readonly parking: Parking;
  /** Asked between pages: true stops the reading, to be resumed at the position returned. */
  readonly until: () => boolean;
}

/**
 * Reads a stretch of the log page by page; answers null at its end, or the position to go on from. A short page is no
 * end: Box returns fewer events than asked for although more exist. Only a page that brings nothing, or does not move
 * the position, is one.
 */
export async function readEventLog(reading: LogReading): Promise<string | null> {
  const { connectionId, from, to, parking, until } = reading;
  let position = reading.position;
  do {
    const page = await parking.insist(() => readPage({ connectionId, from, to, position }));
    if (!page) {
      // A position may be too old after a long rest: from the start then, and what is stored already falls away.
      position = null;
      await sleep(REFUSED_REST_MS);
      continue;
    }
    if (page.received === 0 || page.nextPosition === position) return null;
    position = page.nextPosition;
    if (position === null) return null;
  } while (!until());
  return position ?? START;
}

/** Null when Box refuses the position. */
async function readPage(stretch: Parameters<typeof activities.readLogPage>[0]) {
  try {
    return await activities.readLogPage(stretch);
  } catch (error) {
    if (failureType(error) === 'BoxRejected') return null;
    throw error;
  }
}
