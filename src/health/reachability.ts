/** Whether something responds, and since when it does not. */
export interface Reachability {
  /**
   * Returns since when it has failed; null if it responds. Waits only for the first check: later calls return the last
   * result and check again in the background if it is older than 3 s.
   */
  failingSince(): Promise<Date | null>;
  /** Waits for the check that runs, and makes no other. Call it before the connection is closed. */
  close(): Promise<void>;
}

/** How long a result is used before the next check, in milliseconds. */
const FRESH_MS = 3_000;

/** Checks something, at most once at a time and once in 3 s. `isReachable` must not throw. */
export function createReachability(isReachable: () => Promise<boolean>): Reachability {
  let failingSince: Date | null = null;
  let checkedAt: number | null = null;
  let checking: Promise<void> | null = null;
  let isClosed = false;

  async function check(): Promise<void> {
    const startedAt = new Date();
    const responds = await isReachable();
    failingSince = responds ? null : (failingSince ?? startedAt);
    checkedAt = Date.now();
    checking = null;
  }

  return {
    async failingSince() {
      const isFresh = checkedAt !== null && Date.now() - checkedAt < FRESH_MS;
      if (!isFresh && !isClosed) checking ??= check();
      if (checkedAt === null) await checking;
      return failingSince;
    },
    async close() {
      isClosed = true;
      await checking;
    },
  };
}
