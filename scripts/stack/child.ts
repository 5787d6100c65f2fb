import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync, closeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { onlyWith, type Settings } from './settings.js';

/** A process of the stack, in a group of its own, its output in a log file. */
export interface Child {
  readonly name: string;
  readonly pid: number | undefined;
  /** Starts it and waits until it is ready. Throws with the end of its log when it is not. */
  start(): Promise<void>;
  /** Asks it to end, and makes it end if it does not. */
  stop(): Promise<void>;
  /** SIGKILL: what a power cut would do. */
  kill(): Promise<void>;
}

/** How a process is started. */
export interface ChildOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The settings it sees; of those around this process it sees none. */
  readonly env?: Settings;
  readonly logFile: string;
  /** Asked again and again until it answers true; it gets the log written since the start. */
  readonly isReady: (log: string) => boolean | Promise<boolean>;
  readonly readyWithinMs?: number;
}

const STOP_WITHIN_MS = 20_000;
/** Processes that must not outlive this one, whatever happens to it. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL');
});

/** A process that can be started, stopped, killed and started again. */
export function createChild(options: ChildOptions): Child {
  let child: ChildProcess | undefined;
  let logStart = 0;

  const logSince = (): string => readFileSync(options.logFile).subarray(logStart).toString();

  async function start(): Promise<void> {
    const log = openSync(options.logFile, 'a', 0o600);
    logStart = readFileSync(options.logFile).length;
    const started = spawn(options.command, options.args, {
      detached: true,
      stdio: ['ignore', log, log],
      env: onlyWith(options.env ?? {}, process.env),
    });
    closeSync(log);
    child = started;
    running.add(started);
    let failure: Error | undefined;
    started.once('error', (error) => {
      failure = error;
    });
    started.once('exit', () => running.delete(started));
    const giveUpAt = Date.now() + (options.readyWithinMs ?? 60_000);
    while (!(await options.isReady(logSince()))) {
      if (failure || started.exitCode !== null || started.signalCode !== null) throw notStarted('ended at once');
      if (Date.now() > giveUpAt) {
        await stop();
        throw notStarted('was not ready in time');
      }
      await delay(50);
    }
  }

  async function stop(): Promise<void> {
    await end('SIGTERM');
  }

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const ending = child;
    child = undefined;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = once(ending, 'exit');
    signalGroup(ending, signal);
    const inTime = await Promise.race([ended.then(() => true), delay(STOP_WITHIN_MS, false, { ref: false })]);
    if (inTime) return;
    signalGroup(ending, 'SIGKILL');
    await ended;
  }

  const notStarted = (what: string): Error =>
    new Error(
      `${options.name} ${what}. The end of ${options.logFile}:\n${logSince().split('\n').slice(-15).join('\n')}`,
    );

  return {
    name: options.name,
    get pid() {
      return child?.pid;
    },
    start,
    stop,
    kill: () => end('SIGKILL'),
  };
}

function signalGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // It has ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Whether something answers with success at an address. */
export async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    // Not yet.
    return false;
  }
}
