import { sql, type RawBuilder } from 'kysely';
import type { Trx } from './postgres.js';

/**
 * The id of a connection, to compare a `connection_id` with: `where connection_id = ${ofConnection(id)} and …`. For a
 * value, Postgres estimates its own rows. If the connection is newer than the last `analyze`, it expects none, takes every
 * index that begins with `connection_id` for equally good, and may read all rows of the connection to find a single one.
 * As a subquery the id is unknown while planning, so that the plan is made for an average connection.
 */
export const ofConnection = (connectionId: string): RawBuilder<string> => sql<string>`(select ${connectionId}::text)`;

/** The column that is, with `connection_id`, the primary key of a table, or of that of a view. */
const KEYS = { files: 'file_id', scanned_files: 'file_id', folders: 'folder_id', box_users: 'user_id' } as const;

/**
 * The rows of a connection with these ids as a table source, read one by one through the primary key:
 * `select … from ${rowsByKey('files', …)} f`. Further conditions belong outside: inside, or in a condition such as
 * `file_id = any(…)`, Postgres could choose another index, and without statistics it does so and reads all rows of the
 * connection. `offset 0` keeps it from moving conditions inside.
 */
export function rowsByKey(
  table: keyof typeof KEYS,
  { connectionId, ids }: { readonly connectionId: string; readonly ids: readonly string[] },
): RawBuilder<unknown> {
  return sql`(
    select found.* from unnest(${[...new Set(ids)]}::text[]) wanted (id)
    cross join lateral (
      select * from ${sql.table(table)}
      where connection_id = ${ofConnection(connectionId)} and ${sql.ref(KEYS[table])} = wanted.id offset 0
    ) found
  )`;
}

/** A text column in a condition for which no index may be used, because another one finds fewer rows. */
export const withoutIndex = (column: string): RawBuilder<string> => sql<string>`(${sql.ref(column)} || '')`;

/**
 * Has the joins of a transaction look up their rows one by one. Without statistics Postgres takes a hundredth of a table
 * for a few rows, and reads all of them for each join.
 */
export async function joinByKey(trx: Trx): Promise<void> {
  await sql`select set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
    set_config('enable_seqscan', 'off', true)`.execute(trx);
}
