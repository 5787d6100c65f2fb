import { setTimeout as delay } from 'node:timers/promises';

/** How long `eventually` polls, and how often. */
export interface Patience {
  /** Default 180,000: a slow machine is no failure. */
  readonly timeoutMs?: number;
  /** Default 100. */
  readonly everyMs?: number;
}

/**
 * Polls `read` until it returns a value that `isWanted` accepts, and returns it. Errors of `read` count as not yet.
 * Throws with the last value or error after `timeoutMs`.
 */
export async function eventually<T>(
  read: () => Promise<T>,
  isWanted: (value: T) => boolean,
  { timeoutMs = 180_000, everyMs = 100 }: Patience = {},
): Promise<T> {
  const giveUpAt = Date.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await read();
      if (isWanted(value)) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > giveUpAt) throw new Error(`Not so within ${timeoutMs} ms; last: ${describe(last)}`);
    await delay(everyMs);
  }
}

/** Polls until `check` passes without an error. */
export async function eventuallyPasses(check: () => Promise<void>, patience: Patience = {}): Promise<void> {
  const passed = async (): Promise<true> => {
    await check();
    return true;
  };
  await eventually(passed, (isTrue) => isTrue, patience);
}

function describe(value: unknown): string {
  return value instanceof Error ? value.message : JSON.stringify(value, null, 1).slice(0, 3_000);
}
