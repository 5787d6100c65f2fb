import { readdir, readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrateToLatest, migrationsPending } from '../../src/store/migrate.js';
import { freshDatabase } from '../fixture/database.js';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

describe('the schema', () => {
  it('is complete after one run of the migrations', async () => {
    expect(await migrationsPending(database.db)).toBe(false);
    expect(await migrateToLatest(database.db)).toEqual([]);
  });

  it('has the same tables and columns as the types', async () => {
    const { rows } = await sql<{ table: string; column: string }>`
      select table_name as table, column_name as column from information_schema.columns
      where table_schema = 'public' and table_name not like 'kysely%'
        and not (select relispartition from pg_class where oid = to_regclass(table_name))`.execute(database.db);
    const inPostgres = new Map<string, Set<string>>();
    for (const { table, column } of rows) inPostgres.set(table, (inPostgres.get(table) ?? new Set()).add(column));
    const folder = 'src/store/tables';
    const files = (await readdir(folder)).map((name) => readFile(`${folder}/${name}`, 'utf8'));
    const source = (await Promise.all(files)).join('\n');
    const tables = [.../^ {2}(\w+): (\w+Table);$/gm[Symbol.matchAll](source)].map(
      ([, table, type]) => [table!, type!] as const,
    );
    expect(tables.map(([table]) => table).sort()).toEqual([...inPostgres.keys()].sort());
    const columnsOf = (type: string): string[] => {
      const [, base, body = ''] =
        new RegExp(`export interface ${type} (?:extends (\\w+) )?\\{([\\s\\S]*?)\\n\\}`).exec(source) ?? [];
      const own = [...body.matchAll(/^ {2}(\w+):/gm)].map(([, column]) => column!);
      return base === undefined ? own : [...columnsOf(base), ...own];
    };
    for (const [table, type] of tables) {
      const columns = columnsOf(type);
      expect(columns.sort(), table).toEqual([...inPostgres.get(table)!].sort());
    }
  });
});
