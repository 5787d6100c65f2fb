import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../tables/index.js';

/**
 * Returns rows as a table source, passed as one JSON parameter: `select … from ${fromJsonRows('files', rows)}`. The
 * column types are those of the table; columns missing from a row are null.
 */
export function fromJsonRows(table: keyof Database, rows: readonly object[]): RawBuilder<unknown> {
  // Not jsonb: building its binary form first costs a sixth of the whole insert.
  return sql`json_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::json)`;
}

/**
 * Returns the rows in the order of an id, each id once: of several, the one observed last. All writers lock rows in the
 * same order, so that two of them with the same rows cannot deadlock; and no statement may write a row twice.
 */
export function lastOfEach<Id extends string, Row extends Readonly<Record<Id, string>>>(
  id: Id,
  rows: readonly Row[],
  observedAt: (row: Row) => Date,
): Row[] {
  const last = new Map<string, Row>();
  for (const row of rows) {
    const other = last.get(row[id]);
    if (!other || observedAt(other) <= observedAt(row)) last.set(row[id], row);
  }
  return [...last.values()].sort((a, b) => (a[id] < b[id] ? -1 : 1));
}
