import { LRUCache } from 'lru-cache';
import type { Observation, ObservedPart } from '../domain/health.js';
import type { Problem } from '../domain/problems.js';
import { recordObservations, type ObservedBatch } from '../store/health/observations.js';
import type { Db } from '../store/sql/postgres.js';

/** A failure of a part. */
export interface Failure {
  readonly startedAt: Date;
  readonly problem: Problem;
  /** When it is tried again, in milliseconds, if that is known. */
  readonly retryInMs: number | null;
}

/** Keeps in memory what happens to each part of a connection, and writes it to Postgres every 3 s: not once a call. */
export interface Observer {
  succeeded(connectionId: string, part: ObservedPart): void;
  failed(connectionId: string, part: ObservedPart, failure: Failure): void;
  /** What this process has last observed; undefined if nothing. */
  last(connectionId: string, part: ObservedPart): Observation | undefined;
  /** Writes the last observations. */
  close(): Promise<void>;
}

/** How often observations are written, in milliseconds. */
const FLUSH_MS = 3_000;
/** The most parts of connections that are remembered: those that were observed last. */
const MAX_PARTS = 10_000;
const NOTHING: Observation = {
  succeededAt: null,
  failingSince: null,
  failedAt: null,
  failures: 0,
  problem: null,
  retryAt: null,
};

/** Creates the observer of one process. */
export function createObserver(db: Db, onError: (error: unknown) => void): Observer {
  const known = new LRUCache<string, Observation>({ max: MAX_PARTS });
  let changed = new Map<string, ObservedBatch>();
  const timer = setInterval(() => void flush().catch(onError), FLUSH_MS);
  timer.unref();

  async function flush(): Promise<void> {
    const batches = [...changed.values()];
    changed = new Map();
    await recordObservations(db, batches);
  }

  function observe(connectionId: string, part: ObservedPart, change: (before: Observation) => Observation): void {
    const key = `${part} ${connectionId}`;
    known.set(key, change(known.get(key) ?? NOTHING));
    // A batch holds what was observed since the last one: Postgres adds it to what is stored.
    changed.set(key, { connectionId, part, ...change(changed.get(key) ?? NOTHING) });
  }

  return {
    last: (connectionId, part) => known.get(`${part} ${connectionId}`),
    succeeded(connectionId, part) {
      const succeededAt = new Date();
      observe(connectionId, part, (before) => ({ ...NOTHING, failedAt: before.failedAt, succeededAt }));
    },
    failed(connectionId, part, { startedAt, problem, retryInMs }) {
      const failedAt = new Date();
      observe(connectionId, part, (before) => ({
        succeededAt: before.succeededAt,
        failingSince: before.failingSince ?? startedAt,
        failedAt,
        failures: before.failures + 1,
        problem,
        retryAt: retryInMs === null ? null : new Date(failedAt.getTime() + retryInMs),
      }));
    },
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}
