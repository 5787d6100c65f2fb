/**
 * Serializes `work`: calls made during a run are coalesced into one further run, which starts after it. Each caller
 * awaits a run that started after the call, and gets its failure.
 */
export function coalesce(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  async function run(): Promise<void> {
    try {
      await work();
    } finally {
      running = null;
    }
  }

  async function runAfter(current: Promise<void>): Promise<void> {
    await current.catch(() => undefined);
    next = null;
    running = run();
    return running;
  }

  return () => {
    if (running) return (next ??= runAfter(running));
    return (running = run());
  };
}
