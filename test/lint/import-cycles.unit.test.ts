import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { cyclesIn } from './cycles.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDERS = ['src', 'workflows', 'activities', 'simulator', 'portal/src', 'clients', 'scripts', 'test'];

describe('the imports of the whole tree, type imports included', () => {
  it('contain no cycle', () => {
    const files = FOLDERS.flatMap(sourceFilesIn);
    expect(files.length).toBeGreaterThan(300);
    expect(cyclesIn(new Map(files.map((file) => [file, importsOf(file, new Set(files))])))).toEqual([]);
  });

  it('would be found in a cycle', () => {
    const imports = { a: ['b', 'd'], b: ['c'], c: ['a'], d: ['c'], e: ['a'], f: ['f'] };
    expect(cyclesIn(new Map(Object.entries(imports)))).toEqual([['a', 'b', 'c', 'd'], ['f']]);
  });
});

/** Paths relative to the root. */
function sourceFilesIn(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/(^|\/)(node_modules|dist)\//.test(file))
    .map((file) => path.join(folder, file));
}

function importsOf(file: string, files: ReadonlySet<string>): string[] {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']*)\.js'/g)].flatMap(([, specifier = '']) => {
    const imported = path.join(path.dirname(file), specifier);
    return ['.ts', '.tsx', '.d.ts'].map((extension) => imported + extension).filter((each) => files.has(each));
  });
}
