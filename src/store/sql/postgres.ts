import { Kysely, PostgresDialect, sql, type Expression, type Transaction } from 'kysely';
import pg from 'pg';
import type { Database } from '../tables/index.js';

/** A handle on Boxward's database; functions that must run in a transaction ask for `Trx`. */
export type Db = Kysely<Database>;
export type Trx = Transaction<Database>;

/** Postgres' type number of bigint (pg_type.oid). */
const INT8 = 20;
/** Postgres' type number of date: a day has no zone, so it stays text. */
const DATE = 1082;
/** A statement of ours that runs longer than this is a fault, in milliseconds. */
const STATEMENT_TIMEOUT_MS = 120_000;
/** A statement of an export may take this long, in milliseconds: as long as the export in all (`src/api/exports.ts`). */
const LEISURE_TIMEOUT_MS = 3_600_000;
/** How Postgres names a statement that was cancelled for its time (SQLSTATE query_canceled). */
const QUERY_CANCELED = '57014';
/** Rows that are read from a cursor at a time. */
const CURSOR_ROWS = 500;

/**
 * Opens a pool of connections. Sizes and counters (bigint) are read as numbers: they stay far below 2^53. A connection
 * lost while idle is replaced when it is next needed.
 */
export function openDatabase(
  databaseUrl: string,
  options: {
    readonly maxConnections?: number;
    readonly applicationName?: string;
    readonly statementTimeoutMs?: number;
  } = {},
): Db {
  const types = new pg.TypeOverrides();
  types.setTypeParser(INT8, Number);
  types.setTypeParser(DATE, String);
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: options.maxConnections ?? 10,
    application_name: options.applicationName ?? 'boxward',
    statement_timeout: options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS,
    connectionTimeoutMillis: 15_000,
    types,
  });
  // Without a listener a lost idle connection would end the process; the next query opens another, or fails by itself.
  pool.on('error', () => undefined);
  // The same for one that is lost between two statements of a transaction: the next statement fails.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}

/** How Postgres and the way to it say that it cannot be asked now: SQLSTATEs, and codes of Node's sockets. */
const UNAVAILABLE = new Set([
  '57P01', '57P02', '57P03', '53300', 'ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE',
  'EHOSTUNREACH', 'ENETUNREACH',
]); // prettier-ignore
/** What `pg` and its pool say of it, without a code. */
const UNAVAILABLE_MESSAGE =
  /^(timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error)/;

/** Whether an error means that Postgres is away, or that no connection to it was free in time: later it may be there. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // Class 08 is "connection exception".
  return UNAVAILABLE.has(code) || code.startsWith('08') || UNAVAILABLE_MESSAGE.test(error.message);
}

/** A statement of `readWithDeadline` took longer than its deadline. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
}

/** Runs `read` with a timeout per statement, in milliseconds. Throws `DeadlineExceeded` when a statement takes longer. */
export async function readWithDeadline<T>(db: Db, timeoutMs: number, read: (trx: Trx) => Promise<T>): Promise<T> {
  try {
    return await db
      .transaction()
      .setAccessMode('read only')
      .execute(async (trx) => {
        await sql`set local statement_timeout = ${sql.lit(timeoutMs)}`.execute(trx);
        return read(trx);
      });
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === QUERY_CANCELED) {
      throw new DeadlineExceeded(`A statement took longer than ${timeoutMs} ms`, { cause: error });
    }
    throw error;
  }
}

/** What is done with rows as they come out of the database. */
export type ReadRows<Row> = (rows: AsyncIterable<Row>) => Promise<void>;

/**
 * Runs a query for a reader that takes its rows in its own time, a few hundred at once, all as they were at one moment.
 * It may take longer than any other statement of ours, and holds a connection of the pool until `read` is done.
 */
export async function readAtLeisure<Row>(
  db: Db,
  query: (trx: Trx) => Expression<Row>,
  read: ReadRows<Row>,
): Promise<void> {
  await db
    .transaction()
    .setAccessMode('read only')
    .execute(async (trx) => {
      await sql`set local statement_timeout = ${sql.lit(LEISURE_TIMEOUT_MS)}`.execute(trx);
      // Between two readings the transaction is idle, for as long as the reader likes.
      await sql`set local idle_in_transaction_session_timeout = 0`.execute(trx);
      // In SQL: a cursor of the driver's waits for ever to be closed on a connection that was lost.
      await sql`declare leisurely no scroll cursor for ${query(trx)}`.execute(trx);
      await read(fetchRows<Row>(trx));
    });
}

async function* fetchRows<Row>(trx: Trx): AsyncIterable<Row> {
  for (;;) {
    const { rows } = await sql<Row>`fetch ${sql.lit(CURSOR_ROWS)} from leisurely`.execute(trx);
    yield* rows;
    if (rows.length < CURSOR_ROWS) return;
  }
}
