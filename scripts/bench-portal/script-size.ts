import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const PORTAL = fileURLToPath(new URL('../../dist/portal/', import.meta.url));

/** The scripts that the built page loads before it shows anything, as paths below its root. */
export async function initialScripts(): Promise<string[]> {
  const html = await readFile(path.join(PORTAL, 'index.html'), 'utf8');
  const tags = html.match(/<(?:script|link)\b[^>]*>/g) ?? [];
  return tags
    .filter((tag) => tag.startsWith('<script') || /\brel="modulepreload"/.test(tag))
    .flatMap((tag) => /\b(?:src|href)="(\/[^"]+)"/.exec(tag)?.[1] ?? []);
}

/** The total size of scripts in kB (1,000 bytes), each compressed with gzip. */
export async function sizeOfScripts(scripts: readonly string[]): Promise<number> {
  const sizes = scripts.map(async (script) => gzipSync(await readFile(path.join(PORTAL, script)), { level: 9 }).length);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1000;
}
