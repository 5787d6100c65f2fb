import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';

const OTHERS_MAY_ENTER = 0o001;

/**
 * The first folder on the path to `folder`, or `folder` itself, that other users may not enter; null if there is none.
 * Follows links.
 */
export async function closedFolder(folder: string): Promise<string | null> {
  const real = await realpath(folder);
  const parts = real.split(path.sep);
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const at = parts.slice(0, depth).join(path.sep) || path.sep;
    if (((await stat(at)).mode & OTHERS_MAY_ENTER) === 0) return at;
  }
  return null;
}

/**
 * Postgres does not run as root; it runs as the user `postgres`, created for it. Throws, with the folder and the remedy,
 * if that user has no access to one of `folders`.
 */
export async function requireFolderAccess(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    const closed = await closedFolder(folder);
    if (closed === null) continue;
    throw new Error(
      `Postgres does not run as root, and the user postgres cannot enter ${closed}, on the path to ${folder}: ` +
        `allow it with chmod o+x ${closed}, check out Boxward in another folder, ` +
        'run it as another user, or set DATABASE_URL to your own server',
    );
  }
}
