/** Builds the portal when its sources have changed since the last build. */
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PORTAL = path.join(ROOT, 'portal');
/** What else a build depends on. */
const INPUTS = ['package-lock.json', 'tsconfig.json'];
/** Holds the fingerprint of the sources of the last build. */
const BUILT_FROM = path.join(ROOT, 'dist', 'portal', '.built-from');

/** Builds the portal unless the last build was of the same sources; a build takes some seconds. Throws Vite's errors. */
export async function buildPortal(say: (line: string) => void): Promise<void> {
  const sources = await fingerprint();
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

async function fingerprint(): Promise<string> {
  const own = await readdir(PORTAL, { recursive: true, withFileTypes: true });
  const files = own
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => path.join(entry.parentPath, entry.name));
  const hash = createHash('sha256');
  for (const file of [...files.sort(), ...INPUTS.map((name) => path.join(ROOT, name))]) {
    hash
      .update(path.relative(ROOT, file))
      .update('\0')
      .update(await readFile(file))
      .update('\0');
  }
  return hash.digest('hex');
}
