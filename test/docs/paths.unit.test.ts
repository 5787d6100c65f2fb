import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/** Every page of documentation, relative to the root of the repository. */
const PAGES = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.join('docs', name)),
];

/** Links as `[text](target)`, addresses of other sites excluded. */
function linksOf(page: string): { text: string; target: string }[] {
  const text = readFileSync(page, 'utf8');
  return [...text.matchAll(/\[([^\]]*)\]\(([^)\s]+)\)/g)]
    .map(([, label = '', target = '']) => ({ text: label, target }))
    .filter(({ target }) => !/^(https?:|mailto:)/.test(target));
}

/** The headings of a page, as the fragments of their addresses. */
const fragmentsOf = (page: string): string[] =>
  [...readFileSync(page, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );

describe('the documentation', () => {
  it.each(PAGES)('%s links only to files and headings that exist', (page) => {
    for (const { target } of linksOf(page)) {
      const [file = '', fragment] = target.split('#', 2);
      const linked = file === '' ? page : path.join(path.dirname(page), file);
      expect(existsSync(linked), `${page}: ${target}`).toBe(true);
      if (fragment !== undefined && linked.endsWith('.md')) expect(fragmentsOf(linked), target).toContain(fragment);
    }
  });

  it.each(PAGES)('%s names only paths that exist', (page) => {
    const text = readFileSync(page, 'utf8').replace(/```[\s\S]*?```/g, '');
    const paths = [
      ...text.matchAll(/`((?:src|workflows|activities|simulator|portal|clients|scripts|test|docs)\/[\w./-]*)`/g),
    ];
    for (const [, named = ''] of paths) expect(existsSync(named), `${page}: ${named}`).toBe(true);
  });

  it.each(PAGES)('%s links each function name to the file that holds it', (page) => {
    for (const { text, target } of linksOf(page)) {
      const name = /^`(\w+)`$/.exec(text)?.[1];
      const file = path.join(path.dirname(page), target.split('#', 1)[0] ?? '');
      if (name === undefined || !statSync(file).isFile()) continue;
      expect(readFileSync(file, 'utf8'), `${page}: ${name} in ${target}`).toMatch(new RegExp(`\\b${name}\\b`));
    }
  });
});
