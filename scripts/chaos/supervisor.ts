/** Keeps a process running, as a container runtime does, except while a blow holds it down or frozen. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Child } from '../stack/child.js';
import { signalTree } from './process-tree.js';

/** A process that starts again whenever it has ended. */
export interface Supervised {
  readonly child: Child;
  /** Whether it runs, is ready and is not frozen. */
  readonly isUp: boolean;
  /** How often it ended although no blow ended it. */
  readonly endedByItself: number;
  /** Ends it; it stays down until `release`. */
  holdDown(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Suspends it until `release`. */
  freeze(): Promise<void>;
  /** Lets it run again; does not wait until it is ready. */
  release(): Promise<void>;
  /** Stops it for good. */
  stop(): Promise<void>;
}

const CHECK_MS = 250;
const PAUSE_BEFORE_START_MS = 1_000;

/**
 * Starts the process unless it runs, and waits until it is ready; `onStart` runs after each later start. Throws if it
 * does not start.
 */
export async function supervise(
  child: Child,
  onStart: () => Promise<void> = async () => undefined,
): Promise<Supervised> {
  let state: 'running' | 'held' | 'frozen' | 'stopped' = 'running';
  let isReady = true;
  let endedByItself = 0;
  if (!child.isRunning) await child.start();
  const watching = watch();

  async function watch(): Promise<void> {
    for (;;) {
      await delay(CHECK_MS);
      if (state === 'stopped') return;
      if (state !== 'running' || child.isRunning) continue;
      if (isReady) endedByItself += 1;
      isReady = false;
      await restart();
    }
  }

  async function restart(): Promise<void> {
    try {
      await child.start();
      isReady = true;
      await onStart();
    } catch {
      // Something that it needs to start is not there yet: it is started again.
      await delay(PAUSE_BEFORE_START_MS);
    }
  }

  return {
    child,
    get isUp() {
      return isReady && state === 'running' && child.isRunning;
    },
    get endedByItself() {
      return endedByItself;
    },
    async holdDown(signal) {
      state = 'held';
      isReady = false;
      if (signal === 'SIGTERM') return child.stop();
      // The group as a whole, and what has left it.
      if (child.pid !== undefined) await signalTree(child.pid, 'SIGKILL');
      await child.kill();
    },
    async freeze() {
      state = 'frozen';
      if (child.pid !== undefined && child.isRunning) await signalTree(child.pid, 'SIGSTOP');
    },
    async release() {
      if (state === 'frozen' && child.pid !== undefined && child.isRunning) await signalTree(child.pid, 'SIGCONT');
      if (state !== 'stopped') state = 'running';
    },
    async stop() {
      if (state === 'frozen' && child.pid !== undefined) await signalTree(child.pid, 'SIGCONT');
      state = 'stopped';
      await child.stop();
      await watching;
      await child.stop();
    },
  };
}
