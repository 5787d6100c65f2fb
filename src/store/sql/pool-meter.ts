import type { PostgresPool } from 'kysely';
import type pg from 'pg';

/** The connections of a pool now. */
export interface PoolSizes {
  readonly used: number;
  readonly idle: number;
  /** Callers that wait for a connection. */
  readonly waiting: number;
  readonly max: number;
}

/** Measures a pool of connections. */
export interface PoolMeter {
  /** Called once, with a function that returns the connections of the pool at any time. */
  opened(sizes: () => PoolSizes): void;
  /** A caller has waited for a connection, in milliseconds; also if it got none. */
  waited(ms: number): void;
}

/** A pool whose callers are measured: how long each waits for a connection. */
export function meteredPool(guarded: PostgresPool, pool: pg.Pool, meter: PoolMeter): PostgresPool {
  meter.opened(() => ({
    used: pool.totalCount - pool.idleCount,
    idle: pool.idleCount,
    waiting: pool.waitingCount,
    max: pool.options.max,
  }));
  return {
    async connect() {
      const startedAt = performance.now();
      try {
        return await guarded.connect();
      } finally {
        meter.waited(performance.now() - startedAt);
      }
    },
    end: () => guarded.end(),
  };
}
