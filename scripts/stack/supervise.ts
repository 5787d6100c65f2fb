import { setTimeout as delay } from 'node:timers/promises';
import { isStackStopping, type Child } from './child.js';

/** How a process that ends is started again. */
export interface SuperviseOptions {
  /** The pauses before its next starts, in milliseconds. After the last one it is given up. */
  readonly pausesMs?: readonly number[];
  /** A process that has run for this long begins with the first pause again, in milliseconds. */
  readonly steadyMs?: number;
  readonly everyMs?: number;
}

const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 30_000, 30_000];
const STEADY_MS = 60_000;
const EVERY_MS = 500;
const LOG_LINES = 10;

/**
 * Watches running processes until the stack is stopped. One that ends by itself is reported with the end of its log, and
 * started again after a pause that grows with each try; after eight tries in a row it is given up, which is reported too.
 * Returns a function that ends the watch.
 */
export function supervise(
  children: readonly Child[],
  say: (line: string) => void,
  { pausesMs = PAUSES_MS, steadyMs = STEADY_MS, everyMs = EVERY_MS }: SuperviseOptions = {},
): () => void {
  let isOver = false;
  const isStopping = (): boolean => isOver || isStackStopping();
  for (const child of children) void watch(child);
  return () => {
    isOver = true;
  };

  async function watch(child: Child): Promise<void> {
    let tries = 0;
    let startedAt = Date.now();
    for (;;) {
      while (child.isRunning && !isStopping()) await delay(everyMs);
      if (isStopping()) return;
      if (Date.now() - startedAt >= steadyMs) tries = 0;
      const pauseMs = pausesMs[tries];
      say(`\n${child.name} ended by itself. The end of its log:\n${indent(child.logTail(LOG_LINES))}`);
      if (pauseMs === undefined) {
        say(`${child.name} is not started again, after ${tries} tries. Press Ctrl-C and look into its log.`);
        return;
      }
      say(`Starting ${child.name} again in ${Math.ceil(pauseMs / 1_000)} s`);
      await delay(pauseMs);
      if (isStopping()) return;
      tries += 1;
      startedAt = Date.now();
      if (await starts(child)) say(`${child.name} is running again`);
    }
  }
}

/** Whether the process became ready; if not, the next look at it reports the end of its log. */
async function starts(child: Child): Promise<boolean> {
  try {
    await child.start();
    return true;
  } catch {
    return false;
  }
}

const indent = (text: string): string => text.replace(/^/gm, '    ');
