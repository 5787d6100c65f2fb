/**
 * Work of which one turn runs at a time. Whoever asks while one runs waits for the next, which begins after it and is
 * one for all who asked: there is never more than one that runs and one that is wanted.
 */
export function inTurns(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let wanted: Promise<void> | null = null;

  async function run(): Promise<void> {
    try {
      await work();
    } finally {
      running = null;
    }
  }

  async function runAfter(before: Promise<void>): Promise<void> {
    await before.catch(() => undefined);
    wanted = null;
    running = run();
    return running;
  }

  return () => {
    if (running) return (wanted ??= runAfter(running));
    return (running = run());
  };
}
