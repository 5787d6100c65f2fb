import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** The one file that may write every table of a connection. */
const PURGE = 'src/store/connections/purge.ts';
/** Moves and deletes events by partition, whose names contain the month. */
const PARTITIONS = 'src/store/activity-log/partitions.ts';
/** Writes two tables through one statement with a variable table name. */
const SESSIONS = 'src/store/access/sessions.ts';
/** Written by triggers of another table, which a migration creates. */
const KEPT_BY_TRIGGERS = ['file_counts'];
const MIGRATION = /^src\/store\/migrations\//;

/** Scripts that create databases of their own, fill one with made-up rows, or judge the product from outside. */
const OWN_SQL = /^scripts\/(stack\/postgres\.ts$|bench|chaos\/|soak\/|mutate-guards\/)/;
/** Folders with the product's own code. */
const CODE = ['src', 'activities', 'workflows', 'clients', 'portal', 'simulator', 'scripts'];

/**
 * Reads the TypeScript files below the folders, without comments, by path. Synchronously: behind the key derivations of
 * other tests, each of a thousand asynchronous reads would wait for a thread.
 */
function sourcesIn(...folders: string[]): Map<string, string> {
  const sources = new Map<string, string>();
  for (const folder of folders) {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((each) => /\.tsx?$/.test(each) && !each.includes('node_modules'))) {
      const path = `${folder}/${name}`;
      const text = readFileSync(path, 'utf8');
      sources.set(path, text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, ''));
    }
  }
  return sources;
}

/** Views, which nobody writes. */
const VIEWS = ['scanned_files', 'listed_files'];

/** The tables of the interface `Database`. */
function tablesOfDatabase(): string[] {
  const source = readFileSync('src/store/tables/index.ts', 'utf8');
  const body = /export interface Database \{([\s\S]*?)\n\}/.exec(source)?.[1] ?? '';
  return [...body.matchAll(/^ {2}(\w+):/gm)].map(([, table]) => table!).filter((table) => !VIEWS.includes(table));
}

/** The tables that a source writes, through Kysely or in SQL text; `${…}` for a variable table name. */
function tablesWritten(source: string): Set<string> {
  const inKysely = source.matchAll(/\b(?:insertInto|updateTable|deleteFrom|mergeInto)\(\s*['"`](\w+)/g);
  const inSql = source.matchAll(/\b(?:insert\s+into|update|delete\s+from|merge\s+into|truncate)\s+(\w+|\$\{)/gi);
  return new Set([...inKysely, ...inSql].map(([, table]) => (table === '${' ? '${…}' : table!)));
}

describe('tables', () => {
  it('each have exactly one file that writes them, apart from the purge', () => {
    const sources = [...sourcesIn('src/store')].filter(([path]) => !MIGRATION.test(path) && path !== PURGE);
    const tables = tablesOfDatabase();
    expect(tables.length).toBeGreaterThan(10);
    const writers = Object.fromEntries(
      tables.map((table) => [
        table,
        sources.filter(([, source]) => tablesWritten(source).has(table)).map(([path]) => path),
      ]),
    );
    const kept = KEPT_BY_TRIGGERS.map((table) => [table, []]);
    expect(Object.entries(writers).filter(([, paths]) => paths.length !== 1)).toEqual(kept);
  });

  it('are not written under a variable name, except by the purge, the sessions and the partitions', () => {
    const sources = [...sourcesIn('src/store')].filter(([path]) => !MIGRATION.test(path));
    const dynamic = sources.filter(([, source]) => tablesWritten(source).has('${…}')).map(([path]) => path);
    expect(dynamic.sort()).toEqual([SESSIONS, PARTITIONS, PURGE]);
    const kysely = /\b(?:insertInto|updateTable|deleteFrom|mergeInto)\(\s*[^'"\s]/;
    expect(sources.filter(([, source]) => kysely.test(source)).map(([path]) => path)).toEqual([]);
  });
});

describe('SQL', () => {
  it('is in src/store and nowhere else', () => {
    const isSql =
      /\b(?:selectFrom|insertInto|updateTable|deleteFrom|mergeInto)\(|\bsql(?:<[^`]*>)?`|\bsql\.(?:raw|lit|ref|table)\b|from ['"](?:kysely|pg)['"]/;
    const folders = readdirSync('.').filter((name) => CODE.includes(name));
    const outside = [...sourcesIn(...folders)]
      .filter(([path]) => !path.startsWith('src/store/') && !OWN_SQL.test(path))
      .filter(([, source]) => isSql.test(source))
      .map(([path]) => path);
    expect(outside).toEqual([]);
  });
});
