import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** The points of the scan, in percent, at which memory is sampled. */
const POINTS = [10, 50, 100];

/** Resident memory at a point of the scan; null if this machine does not report it. */
export interface MemorySample {
  readonly percent: number;
  readonly mib: number | null;
}

/** Samples of a process's memory during the scan. */
export interface MemoryLog {
  /** Takes a sample when the next point is reached. Never throws. */
  sample(percent: number): Promise<void>;
  readonly samples: readonly MemorySample[];
}

/** Samples the resident memory of process `pid`. */
export function createMemoryLog(pid: number | undefined): MemoryLog {
  const samples: MemorySample[] = [];
  return {
    samples,
    async sample(reached) {
      const percent = POINTS[samples.length];
      if (pid === undefined || percent === undefined || reached < percent) return;
      samples.push({ percent, mib: await residentMib(pid) });
    },
  };
}

/**
 * The resident memory of a process in MiB, from /proc (Linux) or from `ps`, which slim images lack; null if neither
 * reports it.
 */
export async function residentMib(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kib = /^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1] ?? (await residentByPs(pid));
  return kib ? Math.round(Number(kib) / 1024) : null;
}

async function residentByPs(pid: number): Promise<string> {
  try {
    return (await run('ps', ['-o', 'rss=', '-p', String(pid)])).stdout.trim();
  } catch {
    // No `ps`, or no such process. A missing figure must not fail the demo.
    return '';
  }
}
