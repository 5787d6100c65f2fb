import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const BUILT = fileURLToPath(new URL('../../dist/portal/', import.meta.url));

/** The scripts that the built page asks for before anything is seen, as addresses below its root. */
export async function initialScripts(): Promise<string[]> {
  const html = await readFile(path.join(BUILT, 'index.html'), 'utf8');
  const tags = html.match(/<(?:script|link)\b[^>]*>/g) ?? [];
  return tags
    .filter((tag) => tag.startsWith('<script') || /\brel="modulepreload"/.test(tag))
    .flatMap((tag) => /\b(?:src|href)="(\/[^"]+)"/.exec(tag)?.[1] ?? []);
}

/** What these scripts weigh together, in thousands of bytes, each compressed with gzip. */
export async function weightOf(scripts: readonly string[]): Promise<number> {
  const sizes = scripts.map(async (script) => gzipSync(await readFile(path.join(BUILT, script)), { level: 9 }).length);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1000;
}
