import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';

/** How long loops that were told to end may take before what they wait for is called off, in milliseconds. */
const GRACE_MS = 15_000;

/** Loops that run side by side until they are told to end by what they watch. */
export interface Stoppable {
  /** Rejects when one of the loops fails; resolves never. */
  readonly failure: Promise<never>;
  /** Waits for the loops to end by themselves, and after a grace cancels what they still wait for. */
  stop(): Promise<void>;
}

/** Starts loops in a scope of their own. */
export function stoppable(start: () => readonly Promise<unknown>[]): Stoppable {
  const scope = new CancellationScope();
  let ended = false;
  const done = scope.run(async () => {
    await Promise.all(start());
    ended = true;
  });

  async function stop(): Promise<void> {
    if (await Promise.race([done.then(() => true), condition(() => ended, GRACE_MS)])) return;
    scope.cancel();
    await done.catch((error: unknown) => {
      // Ours; when it is the whole workflow that is cancelled, it ends at its next step.
      if (!isCancellation(error)) throw error;
    });
  }

  return { failure: done.then(() => new Promise<never>(() => undefined)), stop };
}
