import { access, constants, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** Answers the file if this user may run it. Throws when it is not there or may not be run. */
export async function executable(file: string): Promise<string> {
  await access(file, constants.X_OK);
  return file;
}

/** Temporal's CLI in the folder `cache`, where `intoCache` put it; null when it is not there. */
export function inCache(cache: string): Promise<string | null> {
  return executable(path.join(cache, 'bin', 'temporal')).catch(() => null);
}

/**
 * Lets `make` put `bin/temporal` into a folder of its own, which then becomes `cache`: a broken download never looks
 * like a good one. Answers where the binary is. Throws what `make` throws, and when there is no executable after it;
 * what the cache held then stays.
 */
export async function intoCache(cache: string, make: (folder: string) => Promise<unknown>): Promise<string> {
  await mkdir(path.dirname(cache), { recursive: true });
  const folder = await mkdtemp(`${cache}-`);
  try {
    await make(folder);
    await executable(path.join(folder, 'bin', 'temporal'));
    await rm(cache, { recursive: true, force: true });
    await rename(folder, cache);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return executable(path.join(cache, 'bin', 'temporal'));
}
