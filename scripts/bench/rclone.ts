/** rclone's listing of one user, as far as it can be measured here. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { crawl } from './crawl.js';

/**
 * How rclone lists: `--checkers` folders at the same time, 8 by default, and at least 10 ms between two calls (`minSleep` of
 * its Box backend, backend/box/box.go).
 */
const PACE = { inFlight: 8, everyMs: 10 };

/** A listing at rclone's pace. */
export interface PacedListing {
  readonly files: number;
  readonly calls: number;
  readonly seconds: number;
}

/** Lists everything as fast as rclone may, and does nothing with it. */
export async function listAtRclonesPace(simulatorUrl: string): Promise<PacedListing> {
  let files = 0;
  const startedAt = performance.now();
  const calls = await crawl(
    simulatorUrl,
    async (page) => {
      files += page.files.length;
    },
    PACE,
  );
  return { files, calls, seconds: (performance.now() - startedAt) / 1_000 };
}

/** Why rclone itself was not run, in a sentence or two. */
export async function whyNoRclone(): Promise<string> {
  const version = await promisify(execFile)('rclone', ['version']).then(
    ({ stdout }) => stdout.split('\n')[0],
    () => null,
  );
  const installed = version === null ? 'rclone is not installed' : `${version ?? 'rclone'} is installed`;
  return `${installed}. It was not run: the address of Box’s API is fixed in it (\`rootURL\` of backend/box/box.go; no option replaces it), so that only a proxy with a certificate of its own could lead it to the simulator. In its place stands a listing at its pace: ${PACE.inFlight} folders at the same time and at least ${PACE.everyMs} ms between two calls, by undici, which stores nothing.`;
}
