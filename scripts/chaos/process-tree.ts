import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Sends a signal to a process and everything that it started, in whatever process group: each backend of Postgres has
 * one of its own. Processes that have ended meanwhile are passed over.
 */
export async function signalTree(pid: number, signal: NodeJS.Signals): Promise<void> {
  for (const each of await treeOf(pid)) {
    try {
      process.kill(each, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** A process and its descendants, parents first. */
export async function treeOf(pid: number): Promise<number[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=']);
  const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const tree = [pid];
  for (const parent of tree) {
    for (const [child, of] of rows) if (of === parent && child !== undefined) tree.push(child);
  }
  return tree;
}
