import { sql, type RawBuilder } from 'kysely';
import type { Db } from './postgres.js';

/** Where a page begins: after the row with these values of the columns it is sorted by. */
export type KeysetPosition = readonly (string | number)[];

/** A column that a list is sorted by; `cast` is its type in Postgres. */
export interface KeysetColumn {
  readonly name: string;
  readonly cast: 'text' | 'bigint' | 'timestamptz';
}

/** The rows after a position, all columns in one direction: `(a, b) > (x, y)`, which an index on (a, b) serves. */
export function afterPosition(
  columns: readonly KeysetColumn[],
  position: KeysetPosition,
  direction: 'asc' | 'desc',
): RawBuilder<boolean> {
  const names = sql.join(columns.map(({ name }) => sql.ref(name)));
  const values = sql.join(columns.map(({ cast }, i) => sql`${position[i] ?? null}::${sql.raw(cast)}`));
  return sql<boolean>`(${names}) ${sql.raw(direction === 'asc' ? '>' : '<')} (${values})`;
}

/** How a list of what all connections have is sorted: by this column, then by connection, then by the row's own id. */
export interface ListOrder {
  readonly sort: KeysetColumn;
  readonly id: KeysetColumn;
  readonly direction: 'asc' | 'desc';
}

/** The columns of such a list, and of its positions. */
export const listColumns = ({ sort, id }: Pick<ListOrder, 'sort' | 'id'>): readonly KeysetColumn[] => [
  sort,
  { name: 'connection_id', cast: 'text' },
  id,
];

/**
 * Of one connection's rows, those after a position in such a list. Its indexes are on (connection_id, sort, id), so the
 * connection is left out of the comparison: within many rows that are alike in what they are sorted by, the index then
 * leads to the next one at once.
 */
export function afterInConnection(
  { sort, id, direction }: ListOrder,
  connectionId: string,
  position: KeysetPosition,
): RawBuilder<boolean> {
  const [value = '', otherId = '', rowId = ''] = position;
  if (connectionId === otherId) return afterPosition([sort, id], [value, rowId], direction);
  // Of another connection all rows of this value come after, or none. Ids are UUIDs: every collation sorts them so.
  const isBeyond = direction === 'asc' ? connectionId > otherId : connectionId < otherId;
  const operator = `${direction === 'asc' ? '>' : '<'}${isBeyond ? '=' : ''}`;
  return sql<boolean>`${sql.ref(sort.name)} ${sql.raw(operator)} ${value}::${sql.raw(sort.cast)}`;
}

/** The second column of the primary key, after the connection. */
const IDS = { files: 'file_id', activities: 'event_id' } as const;

/** The connections that have rows in a table: one look into its primary key for each. */
export async function connectionsWith(db: Db, table: keyof typeof IDS): Promise<string[]> {
  // Sorted, or Postgres would read through the table for one that has none.
  const { rows } = await sql<{ id: string }>`
    select c.id from connections c cross join lateral (
      select from ${sql.table(table)} where connection_id = c.id order by ${sql.ref(IDS[table])} limit 1
    ) any_row`.execute(db);
  return rows.map(({ id }) => id);
}
