import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../tables/index.js';

/**
 * Returns rows as a table source, passed as one JSON parameter: `select … from ${fromJsonRows('files', rows)}`. The
 * column types are those of the table; columns missing from a row are null.
 */
export function fromJsonRows(table: keyof Database, rows: readonly object[]): RawBuilder<unknown> {
  return sql`jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb)`;
}
