import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** When a process is looked at, in percent of the scan. */
const AT = [10, 50, 100];

/** The memory of a process at some points of the scan. */
export interface MemoryLog {
  /** Looks, if a point has been reached that was not looked at before. */
  look(percent: number): Promise<void>;
  readonly samples: readonly { readonly share: number; readonly mib: number }[];
}

/** A log of the resident memory of process `pid`. */
export function createMemoryLog(pid: number | undefined): MemoryLog {
  const samples: { share: number; mib: number }[] = [];
  return {
    samples,
    async look(percent) {
      const share = AT[samples.length];
      if (pid === undefined || share === undefined || percent < share) return;
      const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)]);
      samples.push({ share, mib: Math.round(Number(stdout) / 1024) });
    },
  };
}
