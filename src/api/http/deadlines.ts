import { DeadlineExceeded, readWithDeadline, type Db, type Trx } from '../../store/sql/postgres.js';
import { ApiError } from './problem.js';

/** Timeouts per statement, in milliseconds. */
const SUMMARY_TIMEOUT_MS = 5_000;
const LIST_TIMEOUT_MS = 10_000;

/** Reads a summary. Throws 503 `summary_too_slow` when a statement takes longer than 5 s. */
export function readSummary<T>(db: Db, read: (trx: Trx) => Promise<T>): Promise<T> {
  return mapTimeout(
    readWithDeadline(db, SUMMARY_TIMEOUT_MS, read),
    'summary_too_slow',
    'The summary took too long. Narrow the filter to one connection or a shorter time range, or retry later.',
  );
}

/** Reads a page of a list. Throws 503 `list_too_slow` when a statement takes longer than 10 s. */
export function readPage<T>(db: Db, read: (trx: Trx) => Promise<T>): Promise<T> {
  return mapTimeout(
    readWithDeadline(db, LIST_TIMEOUT_MS, read),
    'list_too_slow',
    'The search took too long. Narrow the filter to one connection, use three or more characters in q, or retry ' +
      'later. An export (CSV, NDJSON) has no such limit.',
  );
}

async function mapTimeout<T>(result: Promise<T>, code: string, detail: string): Promise<T> {
  try {
    return await result;
  } catch (error) {
    if (!(error instanceof DeadlineExceeded)) throw error;
    throw new ApiError(503, code, detail, { headers: { 'retry-after': '10' } });
  }
}
