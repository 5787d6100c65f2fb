import { sql, type Expression, type RawBuilder } from 'kysely';
import type { Db } from './postgres.js';

/** The position of a page: it begins after the row with these values of the sort columns. */
export type KeysetPosition = readonly (string | number)[];

/** A sort column of a list; `cast` is its type in Postgres. */
export interface KeysetColumn {
  readonly name: string;
  readonly cast: 'text' | 'bigint' | 'timestamptz';
}

/** The condition for the rows after a position: `(a, b) > (x, y)`, which an index on (a, b) supports. */
export function afterPosition(
  columns: readonly KeysetColumn[],
  position: KeysetPosition,
  direction: 'asc' | 'desc',
): RawBuilder<boolean> {
  const names = sql.join(columns.map(({ name }) => sql.ref(name)));
  const values = sql.join(columns.map(({ cast }, i) => sql`${position[i] ?? null}::${sql.raw(cast)}`));
  return sql<boolean>`(${names}) ${sql.raw(direction === 'asc' ? '>' : '<')} (${values})`;
}

/** The order of a list across connections: by `sort`, then by connection, then by `id`. */
export interface ListOrder {
  readonly sort: KeysetColumn;
  readonly id: KeysetColumn;
  readonly direction: 'asc' | 'desc';
}

/** Returns the sort columns of a list, which are also those of its positions. */
export const listColumns = ({ sort, id }: Pick<ListOrder, 'sort' | 'id'>): readonly KeysetColumn[] => [
  sort,
  { name: 'connection_id', cast: 'text' },
  id,
];

/** The `order by` of a list. */
export const orderOf = (order: ListOrder): RawBuilder<unknown> =>
  sql.join(listColumns(order).map(({ name }) => sql`${sql.ref(name)} ${sql.raw(order.direction)}`));

/**
 * The condition for the rows of one connection after a position in a list across connections. The indexes are on
 * (connection_id, sort, id). The condition therefore does not compare the connection in SQL, so that the index finds the
 * next row at once even if many rows have the same sort value.
 */
export function afterInConnection(
  { sort, id, direction }: ListOrder,
  connectionId: string,
  position: KeysetPosition,
): RawBuilder<boolean> {
  const [value = '', otherId = '', rowId = ''] = position;
  if (connectionId === otherId) return afterPosition([sort, id], [value, rowId], direction);
  // The position is in another connection: the rows with the same sort value come either all after it or all before it.
  // Connection ids are UUIDs, which every collation sorts alike.
  const isAfter = direction === 'asc' ? connectionId > otherId : connectionId < otherId;
  const operator = `${direction === 'asc' ? '>' : '<'}${isAfter ? '=' : ''}`;
  return sql<boolean>`${sql.ref(sort.name)} ${sql.raw(operator)} ${value}::${sql.raw(sort.cast)}`;
}

/**
 * Reads a page of a list across connections. Indexes start with connection_id, so it reads the first page of each
 * connection (`pageOfConnection`) and merges them.
 */
export async function listAcrossConnections<Row, Connection extends { readonly id: string }>(
  db: Db,
  list: {
    readonly table: ListedTable;
    readonly order: ListOrder;
    readonly limit: number;
    readonly connections: readonly Connection[];
  },
  pageOfConnection: (connection: Connection) => Expression<Row>,
): Promise<Row[]> {
  const withRows = await idsWithRows(db, list.table, [...new Set(list.connections.map(({ id }) => id))]);
  const pages = list.connections.filter(({ id }) => withRows.has(id)).map((each) => sql`${pageOfConnection(each)}`);
  if (pages.length === 0) return [];
  const { rows } = await sql<Row>`
    select * from (${sql.join(pages, sql` union all `)}) pages
    order by ${orderOf(list.order)} limit ${list.limit}`.execute(db);
  return rows;
}

/** The tables with lists, and the keys of their rows: a table, and the column that follows connection_id in its primary key. */
const KEYS = {
  files: { table: 'files', id: 'file_id' },
  activities: { table: 'activity_keys', id: 'event_id' },
} as const;
type ListedTable = keyof typeof KEYS;

/** Returns those of these connections that have rows in a table, with one lookup in its primary key per connection. */
async function idsWithRows(db: Db, table: ListedTable, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const keys = KEYS[table];
  // Without `order by`, Postgres may read the whole table to find that a connection has no row.
  const { rows } = await sql<{ id: string }>`
    select c.id from unnest(${ids}::text[]) c (id) cross join lateral (
      select from ${sql.table(keys.table)} where connection_id = c.id order by ${sql.ref(keys.id)} limit 1
    ) any_row`.execute(db);
  return new Set(rows.map(({ id }) => id));
}
