/** The portal, built from its source when it is not as the source says. */
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** What the portal is built from, besides its own folder. */
const INPUTS = ['vite.config.ts', 'package-lock.json', 'tsconfig.json'];
/** From which sources the built portal came. */
const BUILT_FROM = path.join(ROOT, 'dist', 'portal', '.built-from');

/** Builds the portal unless it is built from these very sources; some seconds when it has to. Throws what Vite finds wrong. */
export async function buildPortal(say: (line: string) => void): Promise<void> {
  const sources = await fingerprint();
  if ((await readFile(BUILT_FROM, 'utf8').catch(() => '')) === sources) return;
  say('Building the portal');
  await buildForUse();
  await writeFile(BUILT_FROM, sources);
}

/** Builds what people use, under tests too: Vite would make of NODE_ENV=test a portal that is several times slower. */
async function buildForUse(): Promise<void> {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    await build({ configFile: path.join(ROOT, 'vite.config.ts'), logLevel: 'error' });
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}

async function fingerprint(): Promise<string> {
  const own = await readdir(path.join(ROOT, 'portal'), { recursive: true, withFileTypes: true });
  const files = own.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
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
