import { readSums, SumTooSlow, type Db, type Trx } from '../store/postgres.js';
import { ApiError } from './problem.js';

/** Reads sums for a caller; throws 503 `summary_too_slow` when that takes longer than anybody should wait. */
export async function sumsFor<T>(db: Db, read: (trx: Trx) => Promise<T>): Promise<T> {
  try {
    return await readSums(db, read);
  } catch (error) {
    if (!(error instanceof SumTooSlow)) throw error;
    throw new ApiError(
      503,
      'summary_too_slow',
      'Summing this up takes too long. Narrow the filter: name a connection, or a shorter time; or try again later.',
      { headers: { 'retry-after': '10' } },
    );
  }
}
