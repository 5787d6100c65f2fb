import { access, constants, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** Returns the path if the file exists and is executable; throws otherwise. */
export async function executable(file: string): Promise<string> {
  await access(file, constants.X_OK);
  return file;
}

/** The path of Temporal's CLI in a cache folder that `intoCache` has filled; null if it is not there. */
export function inCache(cache: string): Promise<string | null> {
  return executable(path.join(cache, 'bin', 'temporal')).catch(() => null);
}

/**
 * Calls `make` with a new folder, in which it must create `bin/temporal`, then moves the folder to `cache`, so that the
 * cache never holds a partial download. Returns the path of the binary. Throws the error of `make`, or if the binary is
 * not executable; the former cache then stays.
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
