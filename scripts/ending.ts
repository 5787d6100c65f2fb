import { constants } from 'node:os';
import { stopAll } from './stack/child.js';

/** Ctrl-C, `kill`, and a terminal that is closed. */
const ASKED_BY = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Does `work`, until it is done or this process is asked to end, and then stops every child, one that is still starting
 * included. Answers what `work` answers, or 128 and the signal's number, as shells have it; throws what `work` throws.
 */
export async function untilAskedToEnd(work: () => Promise<number>): Promise<number> {
  const asked = new Promise<number>((resolve) => {
    for (const signal of ASKED_BY) {
      // They stay: Ctrl-C once more must not end this process before its children.
      process.on(signal, () => resolve(128 + constants.signals[signal]));
    }
  });
  // A closed terminal takes no more output, and that must not stop the stopping.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  try {
    return await Promise.race([work(), asked]);
  } finally {
    await stopAll();
  }
}
