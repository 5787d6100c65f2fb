/** CPU time and memory of processes with all that they have started (Linux; elsewhere both are unknown). */
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { treeOf } from '../chaos/process-tree.js';
import type { Child } from '../stack/child.js';

/** What a process took while it was watched; NaN if the machine does not report it. */
export interface Usage {
  readonly cpuSeconds: number;
  /** The most memory at any sample: of pages that processes share, each has its part. */
  readonly peakMib: number;
}

/** A watch that has begun. */
export interface UsageWatch {
  /** Ends the watch; returns what each process took, by its name. Processes of the same name are added up. */
  stop(): Promise<ReadonlyMap<string, Usage>>;
}

const SAMPLE_EVERY_MS = 2_000;
/** Clock ticks a second in /proc (USER_HZ), which Linux fixes for every program. */
const TICKS = 100;

/** Watches running processes until `stop`. */
export async function watchUsage(children: readonly Child[]): Promise<UsageWatch> {
  const pids = children.flatMap(({ name, pid }) => (pid === undefined ? [] : [{ name, pid }]));
  const before = await Promise.all(pids.map(({ pid }) => cpuSecondsOf(pid)));
  const peaks = pids.map(() => NaN);
  const over = new AbortController();
  const sampling = sample();

  async function sample(): Promise<void> {
    while (!over.signal.aborted) {
      const now = await Promise.all(pids.map(({ pid }) => mibOf(pid)));
      for (const [index, mib] of now.entries()) peaks[index] = Math.max(peaks[index] || 0, mib);
      await delay(SAMPLE_EVERY_MS, undefined, { signal: over.signal }).catch(() => undefined);
    }
  }

  return {
    async stop() {
      over.abort();
      await sampling;
      const after = await Promise.all(pids.map(({ pid }) => cpuSecondsOf(pid)));
      const usage = new Map<string, Usage>();
      for (const [index, { name }] of pids.entries()) {
        const sum = usage.get(name) ?? { cpuSeconds: 0, peakMib: 0 };
        usage.set(name, {
          cpuSeconds: sum.cpuSeconds + (after[index] ?? NaN) - (before[index] ?? NaN),
          peakMib: sum.peakMib + (peaks[index] ?? NaN),
        });
      }
      return usage;
    },
  };
}

/** The CPU time of a process and its descendants so far, those that have ended included. */
async function cpuSecondsOf(pid: number): Promise<number> {
  const each = await Promise.all((await treeOf(pid)).map(ticksOf));
  return each.reduce((sum, ticks) => sum + ticks, 0) / TICKS;
}

/** User and system time of a process, and of its children that have ended (proc_pid_stat, fields 14 to 17). */
async function ticksOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The process has ended: its parent counts it.
  if (stat === '') return 0;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
}

async function mibOf(pid: number): Promise<number> {
  const each = (await treeOf(pid)).map(async (one) => {
    const rollup = await readFile(`/proc/${one}/smaps_rollup`, 'utf8').catch(() => '');
    return Number(/^Pss:\s*(\d+) kB$/m.exec(rollup)?.[1] ?? 0) / 1024;
  });
  return (await Promise.all(each)).reduce((sum, mib) => sum + mib, 0);
}
