/** A small disk for Postgres, which a blow can fill: a file system in memory, which only root can mount. */
import { execFile } from 'node:child_process';
import { mkdir, open, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SIZE = '600m';
const PIECE = Buffer.alloc(1024 * 1024);
const mounted = new Set<string>();

/** Why no disk can be filled on this machine; null if one can. */
export async function noFullDisk(): Promise<string | null> {
  if (process.platform !== 'linux') return 'a small disk can be mounted on Linux only';
  if (process.getuid?.() !== 0) return 'only root can mount a small disk';
  try {
    await run('mount', ['--version']);
    return null;
  } catch {
    return 'there is no mount command';
  }
}

/** Mounts the disk at `folder`. Throws if this machine does not allow it. */
export async function mountSmallDisk(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=755`, 'boxward-chaos', folder]);
  mounted.add(folder);
}

/** Leaves no byte free on the disk. */
export async function fillDisk(folder: string): Promise<void> {
  const file = await open(fillerOf(folder), 'a');
  try {
    for (;;) {
      const { bavail, bsize } = await statfs(folder);
      if (bavail === 0) return;
      await file.write(PIECE, 0, Math.min(PIECE.length, bavail * bsize));
    }
  } catch (error) {
    // Full a moment earlier than it said.
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    await file.close();
  }
}

/** Frees what `fillDisk` took. */
export const freeDisk = (folder: string): Promise<void> => rm(fillerOf(folder), { force: true });

/** Unmounts every disk, also those in use. */
export async function unmountDisks(): Promise<void> {
  for (const folder of mounted) await run('umount', ['-l', folder]).catch(() => undefined);
  mounted.clear();
}

const fillerOf = (folder: string): string => path.join(folder, 'filler');
