import type { CallPurpose } from '../box/client.js';
import { addApiCalls } from '../store/connections/api-calls.js';
import type { Db } from '../store/sql/postgres.js';

/** Counts calls to Box in memory and adds the counts to Postgres periodically. */
export interface CallCounter {
  add(connectionId: string, purpose: CallPurpose): void;
  /** Writes the last counts. */
  close(): Promise<void>;
}

/** How often counts are written, in milliseconds. A killed worker loses at most the counts of this period. */
const FLUSH_MS = 2_000;

/** A counter that writes to the database. Drops the counts of connections that no longer exist. */
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
