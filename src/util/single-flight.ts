/**
 * Runs `work` at most once at a time (single flight): concurrent callers share the result. A result is cached for
 * `freshMs` milliseconds after the run has ended; a failure is not cached.
 */
export function singleFlight<T>(work: () => Promise<T>, freshMs: number): () => Promise<T> {
  let running: Promise<T> | null = null;
  let last: { readonly endedAt: number; readonly result: T } | null = null;

  async function run(): Promise<T> {
    try {
      const result = await work();
      last = { endedAt: Date.now(), result };
      return result;
    } finally {
      running = null;
    }
  }

  return async () => {
    if (running) return running;
    if (last && Date.now() - last.endedAt < freshMs) return last.result;
    running = run();
    return running;
  };
}
