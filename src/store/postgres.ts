import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import Cursor from 'pg-cursor';
import type { Database } from './database.js';

/** A handle on Boxward's database; functions that must run in a transaction ask for `Trx`. */
export type Db = Kysely<Database>;
export type Trx = Transaction<Database>;

/** Postgres' type number of bigint (pg_type.oid). */
const INT8 = 20;
/** Postgres' type number of date: a day has no zone, so it stays text. */
const DATE = 1082;
/** A statement of ours that runs longer than this is a fault, in milliseconds. */
const STATEMENT_TIMEOUT_MS = 120_000;

/**
 * Opens a pool of connections. Sizes and counters (bigint) are read as numbers: they stay far below 2^53. A connection
 * lost while idle is replaced when it is next needed.
 */
export function openDatabase(
  databaseUrl: string,
  options: { readonly maxConnections?: number; readonly applicationName?: string } = {},
): Db {
  const types = new pg.TypeOverrides();
  types.setTypeParser(INT8, Number);
  types.setTypeParser(DATE, String);
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: options.maxConnections ?? 10,
    application_name: options.applicationName ?? 'boxward',
    statement_timeout: STATEMENT_TIMEOUT_MS,
    connectionTimeoutMillis: 15_000,
    types,
  });
  // Without a listener a lost idle connection would end the process; the next query opens another, or fails by itself.
  pool.on('error', () => undefined);
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool, cursor: Cursor }) });
}
