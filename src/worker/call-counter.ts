import type { CallPurpose } from '../box/client.js';

/** Counts calls to Box in memory and writes the counts periodically. */
export interface CallCounter {
  add(connectionId: string, purpose: CallPurpose): void;
  /** Writes the last counts. */
  close(): Promise<void>;
}

/** How often counts are written, in milliseconds. A killed worker loses at most the counts of this period. */
const FLUSH_MS = 2_000;

/** Adds counts by purpose to those of a connection. */
export type WriteCounts = (connectionId: string, counts: ReadonlyMap<CallPurpose, number>) => Promise<void>;

/** A counter that writes with `write`. Counts that cannot be written, because Postgres is away, are written later. */
export function createCallCounter(write: WriteCounts, onError: (error: unknown) => void): CallCounter {
  let counts = new Map<string, Map<CallPurpose, number>>();
  const timer = setInterval(() => void flush().catch(onError), FLUSH_MS);
  timer.unref();

  function add(connectionId: string, purpose: CallPurpose, calls: number): void {
    const byPurpose = counts.get(connectionId) ?? new Map<CallPurpose, number>();
    byPurpose.set(purpose, (byPurpose.get(purpose) ?? 0) + calls);
    counts.set(connectionId, byPurpose);
  }

  async function flush(): Promise<void> {
    const taken = counts;
    counts = new Map();
    for (const [connectionId, byPurpose] of taken) {
      try {
        await write(connectionId, byPurpose);
        taken.delete(connectionId);
      } catch (error) {
        for (const [unwritten, calls] of taken) for (const [purpose, count] of calls) add(unwritten, purpose, count);
        throw error;
      }
    }
  }

  return {
    add: (connectionId, purpose) => add(connectionId, purpose, 1),
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}
