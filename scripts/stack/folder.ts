import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A new folder for a stack's state, named after `purpose`; to be removed by whoever asked for it. */
export async function temporaryFolder(purpose: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), `boxward-${purpose}-`));
  // Postgres runs as a user of its own and must be able to reach its folder.
  await chmod(folder, 0o755);
  return folder;
}

/** Does `work` in such a folder, and removes it whatever comes of it. */
export async function inTemporaryFolder<T>(purpose: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await temporaryFolder(purpose);
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
