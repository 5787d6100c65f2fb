import { countScanWork, type CountedScan, type ScanWork } from '../../store/scan/progress.js';
import type { Db } from '../../store/sql/postgres.js';

/** Counts what waits and what has failed in a scan. */
export type CountScanWork = (db: Db, scan: CountedScan) => Promise<ScanWork>;

/** A count that took less time, in milliseconds, is repeated for each request. */
const CHEAP_MS = 50;
/** A longer count is reused for this multiple of its duration, at most for `MAX_FRESH_MS`. */
const FRESH_FACTOR = 20;
const MAX_FRESH_MS = 10_000;

/**
 * Counts the work of running scans so that live updates, which show it every second, spend at most a twentieth of the time
 * counting: with five thousand users it takes about 60 ms. Between scans, and after each change of the generation, it is
 * counted again. At most one result of each connection is kept.
 */
export function createScanWork(count: CountScanWork = countScanWork, now = () => performance.now()): CountScanWork {
  const kept = new Map<
    string,
    { readonly until: number; readonly generation: number | null; readonly work: ScanWork }
  >();
  return async (db, scan) => {
    const { connectionId, generation, isRunning } = scan;
    const startedAt = now();
    const last = kept.get(connectionId);
    if (last && isRunning && last.generation === generation && startedAt < last.until) return last.work;
    kept.delete(connectionId);
    const work = await count(db, scan);
    const tookMs = now() - startedAt;
    if (isRunning && tookMs >= CHEAP_MS) {
      const until = now() + Math.min(tookMs * FRESH_FACTOR, MAX_FRESH_MS);
      kept.set(connectionId, { until, generation, work });
    }
    return work;
  };
}
