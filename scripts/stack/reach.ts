import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';

const OTHERS_MAY_ENTER = 0o001;

/** The outermost folder on the way to `folder`, itself included, that other users may not enter; null when all may. */
export async function closedFolder(folder: string): Promise<string | null> {
  // Links are followed: what counts is the way to where it really is.
  const real = await realpath(folder);
  const parts = real.split(path.sep);
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const at = parts.slice(0, depth).join(path.sep) || path.sep;
    if (((await stat(at)).mode & OTHERS_MAY_ENTER) === 0) return at;
  }
  return null;
}

/**
 * Postgres does not run as root, but as a user `postgres` who is made for it. Throws, naming the folder and the remedy,
 * when that user could not reach one of `folders`.
 */
export async function requireReachable(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    const closed = await closedFolder(folder);
    if (closed === null) continue;
    throw new Error(
      `Postgres does not run as root, and the user postgres cannot enter ${closed}, on the way to ${folder}: ` +
        `allow it with chmod o+x ${closed}, check out Boxward at another place, ` +
        'run it as another user, or set DATABASE_URL to a server of yours',
    );
  }
}
