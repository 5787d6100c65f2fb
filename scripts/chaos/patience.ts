import { setTimeout as delay } from 'node:timers/promises';

/** Rejects if `work` takes longer than `ms` milliseconds. The work itself goes on. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = delay(ms, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`No response within ${ms} ms`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    // An aborted delay rejects; nobody waits for it any more.
    late.catch(() => undefined);
    timer.abort();
  }
}

/** Repeats `work` until it succeeds; throws its last error after `ms` milliseconds. */
export async function untilSuccess<T>(ms: number, work: () => Promise<T>): Promise<T> {
  const giveUpAt = Date.now() + ms;
  for (;;) {
    try {
      return await within(10_000, work());
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      await delay(500);
    }
  }
}
