import * as activities from './activities.js';
import type { Parking } from './parking.js';

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
    const page = await parking.insist(() => activities.readLogPage({ connectionId, from, to, position }));
    if (page.received === 0 || page.nextPosition === position) return null;
    position = page.nextPosition;
  } while (position !== null && !until());
  return position;
}
