import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../tables/index.js';

/**
 * The rows as a table source in one parameter, typed by the table itself: `select … from ${rowsOf('files', rows)}`.
 * Columns missing from a row are null.
 */
export function rowsOf(table: keyof Database, rows: readonly object[]): RawBuilder<unknown> {
  return sql`jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb)`;
}
