import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync, closeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { replaceSettings, type Settings } from './settings.js';

/** A process of the stack, in its own process group, with its output in a log file. */
export interface Child {
  readonly name: string;
  readonly pid: number | undefined;
  /** Whether the process was started and has not ended, by itself or by `stop` and `kill`. */
  readonly isRunning: boolean;
  /** The last lines of its log since the last start. */
  logTail(lines: number): string;
  /** Starts the process and waits until it is ready. Throws, with the end of its log, if it does not become ready. */
  start(): Promise<void>;
  /** Sends SIGTERM, and SIGKILL if the process has not ended after 20 s. */
  stop(): Promise<void>;
  /** Sends SIGKILL, as a power cut would end the process. */
  kill(): Promise<void>;
}

/** How a process is started. */
export interface ChildOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The settings of the process. It does not inherit those of this process. */
  readonly env?: Settings;
  readonly logFile: string;
  /** The folder that it runs in; by default that of this process. */
  readonly cwd?: string;
  /** Polled until it returns true. Gets the log since the start. */
  readonly isReady: (log: string) => boolean | Promise<boolean>;
  readonly readyWithinMs?: number;
}

const STOP_WITHIN_MS = 20_000;
/** Killed when this process exits. */
const running = new Set<ChildProcess>();
let isStopping = false;
process.on('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL');
});

/** Stops all processes, the newest first, also those that are still starting. From then on `start` throws. */
export async function stopAll(): Promise<void> {
  isStopping = true;
  for (const child of [...running].reverse()) await end(child, 'SIGTERM');
}

/** Whether `stopAll` was called. */
export const isStackStopping = (): boolean => isStopping;

/** Describes a process that can be started, stopped and started again. */
export function createChild(options: ChildOptions): Child {
  let child: ChildProcess | undefined;
  let logStart = 0;

  const logSince = (): string => readFileSync(options.logFile).subarray(logStart).toString();
  const logTail = (lines: number): string => logSince().trimEnd().split('\n').slice(-lines).join('\n');

  async function start(): Promise<void> {
    if (isStopping) throw new Error(`${options.name} was not started: the stack is being stopped`);
    // A process that was killed alone has left its children behind, which hold its port.
    if (child && hasEnded(child)) signalGroup(child, 'SIGKILL');
    const log = openSync(options.logFile, 'a', 0o600);
    logStart = readFileSync(options.logFile).length;
    const started = spawn(options.command, options.args, {
      detached: true,
      stdio: ['ignore', log, log],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: replaceSettings(options.env ?? {}, process.env),
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
    const giveUpAt = Date.now() + (options.readyWithinMs ?? 180_000);
    while (!(await options.isReady(logSince()))) {
      if (failure || hasEnded(started)) throw notStarted(failure?.message ?? 'ended before it was ready');
      if (Date.now() > giveUpAt) {
        await stop();
        throw notStarted('was not ready in time');
      }
      await delay(50);
    }
  }

  async function stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const stopped = child;
    child = undefined;
    if (stopped) await end(stopped, signal);
  }

  const notStarted = (what: string): Error =>
    new Error(`${options.name} ${what}. The end of ${options.logFile}:\n${logTail(15)}`);

  return {
    name: options.name,
    get pid() {
      return child?.pid;
    },
    get isRunning() {
      return child !== undefined && !hasEnded(child);
    },
    logTail,
    start,
    stop: () => stop(),
    kill: () => stop('SIGKILL'),
  };
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.pid === undefined || hasEnded(child)) return;
  const ended = once(child, 'exit');
  signalGroup(child, signal);
  // A process that SIGSTOP suspended handles SIGTERM only once it continues.
  signalGroup(child, 'SIGCONT');
  const inTime = await Promise.race([ended.then(() => true), delay(STOP_WITHIN_MS, false, { ref: false })]);
  if (inTime) return;
  signalGroup(child, 'SIGKILL');
  await ended;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function signalGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL' | 'SIGCONT'): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // ESRCH: the process has ended.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Whether a GET request succeeds. */
export async function isServing(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    // Nothing listens yet.
    return false;
  }
}
