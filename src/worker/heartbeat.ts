import { hostname } from 'node:os';
import type { Worker } from '@temporalio/worker';
import { createReachability } from '../health/reachability.js';
import { deleteOldWorkers, reportWorker } from '../store/health/workers.js';
import type { Db } from '../store/sql/postgres.js';
import type { TemporalClient } from '../temporal/client.js';

/** What the heartbeat reports on. */
export interface HeartbeatOptions {
  readonly db: Db;
  readonly temporal: Pick<TemporalClient, 'isReachable'>;
  readonly workers: readonly Pick<Worker, 'getState'>[];
  readonly keyIds: readonly string[];
  readonly version: string;
  readonly onError: (error: unknown) => void;
}

/** How often a worker reports, in milliseconds. Three missing reports mean that it is gone (src/domain/health-deployment.ts). */
const BEAT_MS = 10_000;
/** How often reports of former workers are deleted, in reports. */
const CLEANUP_BEATS = 360;

/**
 * Reports every 10 s that this process works: its event loop runs, Postgres takes the report, and Temporal's workers are
 * running. A process that hangs or is suspended does not report. Returns a function that reports the end.
 */
export function startHeartbeat(options: HeartbeatOptions): () => Promise<void> {
  const { db, keyIds, temporal, version, workers } = options;
  const startedAt = new Date();
  const id = `${workerHost()}-${process.pid}-${startedAt.getTime().toString(36)}`;
  const reachability = createReachability(() => temporal.isReachable());
  let beats = 0;
  let beating: Promise<void> | null = null;

  async function beat(isStopping: boolean): Promise<void> {
    const isRunning = workers.every((worker) => worker.getState() === 'RUNNING');
    const state = isStopping ? 'stopped' : isRunning ? 'running' : 'draining';
    const temporalFailingSince = isStopping ? null : await reachability.failingSince();
    await reportWorker(db, { id, version, state, startedAt, temporalFailingSince, keyIds });
    if (beats % CLEANUP_BEATS === 0) await deleteOldWorkers(db);
    beats += 1;
  }

  function beatOnce(): void {
    // A report that waits for Postgres is not followed by another.
    beating ??= beat(false)
      .catch(options.onError)
      .finally(() => {
        beating = null;
      });
  }

  const timer = setInterval(beatOnce, BEAT_MS);
  // Temporal's workers run after this turn of the event loop.
  setImmediate(beatOnce);
  return async () => {
    clearInterval(timer);
    await beating;
    await reachability.close();
    await beat(true).catch(options.onError);
  };
}

/** The name of this machine or container, with which the ids of its workers begin. */
export const workerHost = (): string => hostname().slice(0, 100);
