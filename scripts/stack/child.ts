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
let isEnding = false;
process.on('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL');
});

/** Stops every process that was started here, the newest first, ready or not. From then on none can be started. */
export async function stopAll(): Promise<void> {
  isEnding = true;
  for (const child of [...running].reverse()) await end(child, 'SIGTERM');
}

/** A process that can be started, stopped, killed and started again. */
export function createChild(options: ChildOptions): Child {
  let child: ChildProcess | undefined;
  let logStart = 0;

  const logSince = (): string => readFileSync(options.logFile).subarray(logStart).toString();

  async function start(): Promise<void> {
    if (isEnding) throw new Error(`${options.name} is not started any more: everything is being stopped`);
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
      running.delete(started);
    });
    started.once('exit', () => running.delete(started));
    const giveUpAt = Date.now() + (options.readyWithinMs ?? 60_000);
    while (!(await options.isReady(logSince()))) {
      if (failure || hasEnded(started)) throw notStarted(failure?.message ?? 'ended at once');
      if (Date.now() > giveUpAt) {
        await stop();
        throw notStarted('was not ready in time');
      }
      await delay(50);
    }
  }

  async function stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const ending = child;
    child = undefined;
    if (ending) await end(ending, signal);
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
    stop: () => stop(),
    kill: () => stop('SIGKILL'),
  };
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.pid === undefined || hasEnded(child)) return;
  const ended = once(child, 'exit');
  signalGroup(child, signal);
  const inTime = await Promise.race([ended.then(() => true), delay(STOP_WITHIN_MS, false, { ref: false })]);
  if (inTime) return;
  signalGroup(child, 'SIGKILL');
  await ended;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
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
