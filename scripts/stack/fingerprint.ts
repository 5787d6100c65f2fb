/** What a build was made from. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this repository. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A hash of all files below `folders`, and of `files`; both are paths in the repository. */
export async function fingerprintOf(folders: readonly string[], files: readonly string[]): Promise<string> {
  const lists = await Promise.all(
    folders.map((folder) => readdir(path.join(ROOT, folder), { recursive: true, withFileTypes: true })),
  );
  const found = lists
    .flat()
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => path.join(entry.parentPath, entry.name));
  const hash = createHash('sha256');
  for (const file of [...found.sort(), ...files.map((name) => path.join(ROOT, name))]) {
    hash
      .update(path.relative(ROOT, file))
      .update('\0')
      .update(await readFile(file))
      .update('\0');
  }
  return hash.digest('hex');
}
