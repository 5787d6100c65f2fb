/** Builds API and worker as `npm run build` does, without its checks, when their sources have changed since the last build. */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { fingerprintOf, ROOT } from './fingerprint.js';

const run = promisify(execFile);
const DIST = path.join(ROOT, 'dist');
const SOURCES = ['src', 'workflows', 'activities', 'scripts'];
const INPUTS = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
/** Holds the fingerprint of the sources of the last build. */
const BUILT_FROM = path.join(DIST, '.built-from');

/**
 * Makes `dist/` what a production image holds of API and worker, in some seconds; nothing if it is already. Throws if the
 * compiler or the bundler of the workflows fails.
 */
export async function buildForProduction(say: (line: string) => void): Promise<void> {
  const sources = await fingerprintOf(SOURCES, INPUTS);
  if ((await readFile(BUILT_FROM, 'utf8').catch(() => '')) === sources) return;
  say('Building API and worker');
  await mkdir(DIST, { recursive: true });
  await writeFile(BUILT_FROM, '');
  const compiler = path.join(path.dirname(createRequire(import.meta.url).resolve('typescript')), 'tsc.js');
  // `npm run check:types` checks the types.
  await run(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--noCheck'], { cwd: ROOT });
  await run(process.execPath, [path.join(DIST, 'scripts', 'build-workflow-bundle.js')], { cwd: ROOT });
  await writeFile(BUILT_FROM, sources);
}
