import type { Logger } from 'pino';
import { maintainPartitions } from '../store/activity-log/partitions.js';
import type { Db } from '../store/sql/postgres.js';

/** What the upkeep runs on. */
export interface EventUpkeepOptions {
  readonly db: Db;
  /** Events that are older may be deleted; null keeps all. */
  readonly retentionDays: number | null;
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

/** How often the event log is maintained, in milliseconds. */
const INTERVAL_MS = 3_600_000;

/**
 * Creates the months of the event log and deletes old events (src/store/activity-log/partitions.ts), at once and every
 * hour. Every worker does; while one is at it, the others leave it alone. Events are stored without a month meanwhile, so
 * a failure is logged and costs nothing until the next time. Returns a function that stops it.
 */
export function startEventUpkeep({ db, retentionDays, log }: EventUpkeepOptions): () => Promise<void> {
  const stopping = new AbortController();
  let running: Promise<void> | null = null;

  async function maintain(): Promise<void> {
    const done = await maintainPartitions(db, { now: new Date(), retentionDays, signal: stopping.signal });
    if (!done) return;
    if (done.created.length + done.dropped.length + done.deleted > 0) log.info(done, 'the event log was maintained');
    if (done.busy.length > 0)
      log.info({ busy: done.busy }, 'parts of the event log are being read; they are maintained later');
    if (done.unpartitioned > 0) {
      log.info({ events: done.unpartitioned }, 'events are dated too far in the past or the future to have a month');
    }
  }

  function run(): void {
    running ??= maintain()
      .catch((error: unknown) => log.warn({ err: error }, 'the event log could not be maintained'))
      .finally(() => {
        running = null;
      });
  }

  const timer = setInterval(run, INTERVAL_MS);
  run();
  return async () => {
    clearInterval(timer);
    stopping.abort();
    await running;
  };
}
