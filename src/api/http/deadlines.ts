import { readWithDeadline, DeadlineExceeded, type Db, type Trx } from '../../store/sql/postgres.js';
import { ApiError } from './problem.js';

/** A statement of a sum, and of a list, that somebody waits for may take this long, in milliseconds. */
const SUM_TIMEOUT_MS = 5_000;
const LIST_TIMEOUT_MS = 10_000;

/** Reads sums for a caller; throws 503 `summary_too_slow` when that takes longer than anybody should wait. */
export function sumsFor<T>(db: Db, read: (trx: Trx) => Promise<T>): Promise<T> {
  return inTime(
    readWithDeadline(db, SUM_TIMEOUT_MS, read),
    'summary_too_slow',
    'Summing this up takes too long. Narrow the filter: name a connection, or a shorter time; or try again later.',
  );
}

/** Reads a page of a list for a caller; throws 503 `list_too_slow` when that takes longer than anybody should wait. */
export function listFor<T>(db: Db, read: (trx: Trx) => Promise<T>): Promise<T> {
  return inTime(
    readWithDeadline(db, LIST_TIMEOUT_MS, read),
    'list_too_slow',
    'Finding this takes too long. Narrow the filter: name a connection, or three characters and more in q; or try ' +
      'again later. An export (CSV, NDJSON) may take its time.',
  );
}

async function inTime<T>(reading: Promise<T>, code: string, detail: string): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof DeadlineExceeded)) throw error;
    throw new ApiError(503, code, detail, { headers: { 'retry-after': '10' } });
  }
}
