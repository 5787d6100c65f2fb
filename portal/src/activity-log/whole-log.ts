/** The start of the log when no time is filtered. */
import type { LogQuery } from '../api/activity-log.js';
import type { Connection } from '../api/connections.js';

/** The part of a connection that tells when its log starts. */
interface LogStart extends Pick<Connection, 'id' | 'createdAt'> {
  readonly backfill: Pick<NonNullable<Connection['backfill']>, 'from'> | null;
}

/** Limits a query to the time since the earliest log of the connections starts; without one, the API chooses the start. */
export function wholeLog(which: LogQuery, connections: readonly LogStart[]): LogQuery {
  const starts = connections
    .filter(({ id }) => which.connectionId === undefined || id === which.connectionId)
    .map(({ backfill, createdAt }) => Date.parse(backfill?.from ?? createdAt));
  const start = Math.min(...starts);
  const isBeforeEnd = start < (which.before === undefined ? Infinity : Date.parse(which.before));
  return Number.isFinite(start) && isBeforeEnd ? { ...which, after: new Date(start).toISOString() } : which;
}
