import { constants } from 'node:os';
import { stopAll } from './stack/child.js';

/** Ctrl-C, `kill`, and a closed terminal. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `work` until it ends or a signal arrives, then stops every child process, also one that is still starting.
 * Returns the result of `work`, or 128 plus the signal's number, as shells do. Throws the error of `work`.
 */
export async function runUntilSignal(work: () => Promise<number>): Promise<number> {
  const signalled = new Promise<number>((resolve) => {
    for (const signal of SIGNALS) {
      // The handlers stay: a second Ctrl-C must not end this process before its children.
      process.on(signal, () => resolve(128 + constants.signals[signal]));
    }
  });
  // Writing to a closed terminal fails, and must not interrupt the shutdown.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  try {
    return await Promise.race([work(), signalled]);
  } finally {
    await stopAll();
  }
}
