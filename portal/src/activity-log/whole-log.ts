/** Where a log that is looked at as a whole begins. */
import type { LogQuery } from '../api/activity-log.js';
import type { Connection } from '../api/connections.js';

/** What of a connection tells where its log begins. */
interface Logged extends Pick<Connection, 'id' | 'createdAt'> {
  readonly backfill: Pick<NonNullable<Connection['backfill']>, 'from'> | null;
}

/** The same question, from where the first of these connections' logs begins; where none has one, it is left to the API. */
export function wholeLog(which: LogQuery, connections: readonly Logged[]): LogQuery {
  const starts = connections
    .filter(({ id }) => which.connectionId === undefined || id === which.connectionId)
    .map(({ backfill, createdAt }) => Date.parse(backfill?.from ?? createdAt));
  const start = Math.min(...starts);
  const isBefore = start < (which.before === undefined ? Infinity : Date.parse(which.before));
  return Number.isFinite(start) && isBefore ? { ...which, after: new Date(start).toISOString() } : which;
}
