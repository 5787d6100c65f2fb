/** The file that holds the results. */
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { UsageError } from '../options.js';
import { benchResults, type BenchResults } from './results.js';

/** Reads a results file; empty results if there is none. Throws `UsageError` if it holds something else. */
export async function readResults(file: string): Promise<BenchResults> {
  if (!existsSync(file)) return { scenarios: [] };
  const text = await readFile(file, 'utf8');
  try {
    return benchResults.parse(JSON.parse(text));
  } catch {
    throw new UsageError(`${file} does not hold results of this benchmark: name another file, or delete it`);
  }
}

/** Writes the results; a crash leaves the earlier file. */
export async function writeResults(file: string, results: BenchResults): Promise<void> {
  const draft = `${file}.new`;
  await writeFile(draft, `${JSON.stringify(results, null, 2)}\n`);
  await rename(draft, file);
}
