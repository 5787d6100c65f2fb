import { sql, type RawBuilder } from 'kysely';

/** Where a page begins: after the row with these values of the columns it is sorted by. */
export type KeysetPosition = readonly (string | number | null)[];

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
