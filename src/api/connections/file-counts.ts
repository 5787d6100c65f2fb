import { countFilesOf, type FilesByState } from '../../store/files/counts.js';
import type { Db } from '../../store/sql/postgres.js';

/** Counts the files of a connection by state. */
export type CountFiles = (db: Db, connectionId: string) => Promise<FilesByState>;

/** A count that took less time, in milliseconds, is repeated for each request. */
const CHEAP_MS = 50;
/** A longer count is reused for this multiple of its duration, at most for `MAX_FRESH_MS`. */
const FRESH_FACTOR = 20;
const MAX_FRESH_MS = 10_000;

/**
 * Counts files so that live updates, which show the count every second, spend at most a twentieth of the time counting:
 * counting a million files takes about 100 ms. At most as many results are kept as there are connections with many files.
 */
export function createFileCounts(count: CountFiles = countFilesOf, now = () => performance.now()): CountFiles {
  const kept = new Map<string, { readonly until: number; readonly counts: FilesByState }>();
  return async (db, connectionId) => {
    const startedAt = now();
    const last = kept.get(connectionId);
    if (last && startedAt < last.until) return last.counts;
    kept.delete(connectionId);
    const counts = await count(db, connectionId);
    const tookMs = now() - startedAt;
    if (tookMs >= CHEAP_MS) {
      kept.set(connectionId, { until: now() + Math.min(tookMs * FRESH_FACTOR, MAX_FRESH_MS), counts });
    }
    return counts;
  };
}
