/** Builds the portal when its sources have changed since the last build. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'vite';
import { fingerprintOf, ROOT } from './fingerprint.js';

const PORTAL = path.join(ROOT, 'portal');
/** What else a build depends on. */
const INPUTS = ['package-lock.json', 'tsconfig.json'];
/** Holds the fingerprint of the sources of the last build. */
const BUILT_FROM = path.join(ROOT, 'dist', 'portal', '.built-from');

/** Builds the portal unless the last build was of the same sources; a build takes some seconds. Throws Vite's errors. */
export async function buildPortal(say: (line: string) => void): Promise<void> {
  const sources = await fingerprintOf(['portal'], INPUTS);
  if ((await readFile(BUILT_FROM, 'utf8').catch(() => '')) === sources) return;
  say('Building the portal');
  await buildForProduction();
  await writeFile(BUILT_FROM, sources);
}

/** Builds for production, in tests too: with NODE_ENV=test Vite would build a portal that is several times slower. */
async function buildForProduction(): Promise<void> {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    await build({ configFile: path.join(PORTAL, 'vite.config.ts'), logLevel: 'error' });
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}
