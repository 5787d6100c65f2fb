import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';

/** How long stopped loops may take to end before they are cancelled, in milliseconds. */
const GRACE_MS = 15_000;

/** Loops that run side by side. Each ends by itself when a condition that it watches becomes true. */
export interface Stoppable {
  /** Rejects when one of the loops fails. Never resolves. */
  readonly failure: Promise<never>;
  /** Waits until the loops have ended; after a grace period, cancels what they wait for. */
  stop(): Promise<void>;
}

/** Starts loops in a cancellation scope of their own. */
export function stoppable(start: () => readonly Promise<unknown>[]): Stoppable {
  const scope = new CancellationScope();
  let ended = false;
  const done = scope.run(async () => {
    await Promise.all(start());
    ended = true;
  });

  async function stop(): Promise<void> {
    if (
      await Promise.race([
        done.then(() => true),
        condition(() => ended, GRACE_MS, { summary: 'Until running activities have ended' }),
      ])
    )
      return;
    scope.cancel();
    await done.catch((error: unknown) => {
      // Our own cancellation. If the whole workflow is cancelled, its next step ends it.
      if (!isCancellation(error)) throw error;
    });
  }

  return { failure: done.then(() => new Promise<never>(() => undefined)), stop };
}
