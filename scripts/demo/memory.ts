import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** When a process is looked at, in percent of the scan. */
const AT = [10, 50, 100];

/** What a process held at one point of the scan, in percent; `mib` is null when this machine does not tell. */
export interface MemorySample {
  readonly share: number;
  readonly mib: number | null;
}

/** The memory of a process at some points of the scan. */
export interface MemoryLog {
  /** Looks, if a point has been reached that was not looked at before. Never throws. */
  look(percent: number): Promise<void>;
  readonly samples: readonly MemorySample[];
}

/** A log of the resident memory of process `pid`. */
export function createMemoryLog(pid: number | undefined): MemoryLog {
  const samples: MemorySample[] = [];
  return {
    samples,
    async look(percent) {
      const share = AT[samples.length];
      if (pid === undefined || share === undefined || percent < share) return;
      samples.push({ share, mib: await residentMib(pid) });
    },
  };
}

/**
 * The resident memory of a process in MiB, as /proc has it (Linux), else as `ps` does, which slim images lack; null
 * when neither tells.
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
    // No `ps`, or no such process: a row of a summary is not worth the demo.
    return '';
  }
}
