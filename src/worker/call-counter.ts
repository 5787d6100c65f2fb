import type { CallPurpose } from '../box/client.js';
import { addApiCalls } from '../store/connections/api-calls.js';
import type { Db } from '../store/sql/postgres.js';

/** Counts calls to Box in memory and writes them down now and then. */
export interface CallCounter {
  add(connectionId: string, purpose: CallPurpose): void;
  /** Writes down what was counted, for the last time. */
  close(): Promise<void>;
}

/** How often counts are written, in milliseconds: what a killed worker forgets at most. */
const FLUSH_MS = 2_000;

/** A counter over the database; counts of a connection that is no more are dropped. */
export function createCallCounter(db: Db, onError: (error: unknown) => void): CallCounter {
  let counts = new Map<string, Map<string, number>>();
  const timer = setInterval(() => void flush().catch(onError), FLUSH_MS);
  timer.unref();

  async function flush(): Promise<void> {
    const taken = counts;
    counts = new Map();
    for (const [connectionId, byPurpose] of taken) await addApiCalls(db, connectionId, byPurpose);
  }

  return {
    add(connectionId, purpose) {
      const byPurpose = counts.get(connectionId) ?? new Map<string, number>();
      byPurpose.set(purpose, (byPurpose.get(purpose) ?? 0) + 1);
      counts.set(connectionId, byPurpose);
    },
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}
