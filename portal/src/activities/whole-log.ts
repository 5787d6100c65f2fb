/** Where a log that is looked at as a whole begins. */
import type { LogQuery } from '../api/activities.js';
import type { Connection } from '../api/connections.js';

/** The same question, from where the first of these connections' logs begins; where none has one, it is left to the API. */
export function wholeLog(which: LogQuery, connections: readonly Connection[]): LogQuery {
  const starts = connections
    .filter(({ id }) => which.connectionId === undefined || id === which.connectionId)
    .map(({ backfill, createdAt }) => Date.parse(backfill?.from ?? createdAt));
  const start = Math.min(...starts);
  const isBefore = start < (which.before === undefined ? Infinity : Date.parse(which.before));
  return Number.isFinite(start) && isBefore ? { ...which, after: new Date(start).toISOString() } : which;
}
