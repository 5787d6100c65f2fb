/**
 * Work that many ask for at once. Who asks while it runs gets what comes of it, and its answer is good for so many
 * milliseconds after its end: however slow it is, and however many ask, it runs once at a time. A failure is not kept.
 */
export function shareWork<T>(work: () => Promise<T>, freshMs: number): () => Promise<T> {
  let running: Promise<T> | null = null;
  let last: { readonly endedAt: number; readonly answer: T } | null = null;

  async function run(): Promise<T> {
    try {
      const answer = await work();
      last = { endedAt: Date.now(), answer };
      return answer;
    } finally {
      running = null;
    }
  }

  return async () => {
    if (running) return running;
    if (last && Date.now() - last.endedAt < freshMs) return last.answer;
    running = run();
    return running;
  };
}
