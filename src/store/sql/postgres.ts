import { Kysely, PostgresDialect, sql, type Expression, type Transaction } from 'kysely';
import pg from 'pg';
import type { Database } from '../tables/index.js';
import { guardedPool } from './guarded-pool.js';
import { meteredPool, type PoolMeter } from './pool-meter.js';

/** Boxward's database: a pool of connections, or a transaction. */
export type Db = Kysely<Database>;
/** A transaction; functions that must run inside one take this type. */
export type Trx = Transaction<Database>;

/** Postgres' type number of bigint (pg_type.oid). */
const INT8 = 20;
/** Postgres' type number of date. A date is read as text, because a day has no time zone. */
const DATE = 1082;
/** The default timeout of a statement, in milliseconds. */
const STATEMENT_TIMEOUT_MS = 120_000;
/** The timeout of a statement that streams rows, in milliseconds: the longest duration of an export. */
const STREAM_TIMEOUT_MS = 3_600_000;
/** How much later than its timeout a statement may respond, in milliseconds; then its connection counts as lost. */
const RESPONSE_MARGIN_MS = 10_000;
/**
 * How long a transaction may do nothing between two statements, in milliseconds; then Postgres ends it. A process whose
 * machine or network has vanished would otherwise hold its locks until TCP notices, which takes hours.
 */
const IDLE_TRANSACTION_MS = 15_000;
/** The SQLSTATE of a cancelled statement, query_canceled: it exceeded its timeout. */
const QUERY_CANCELED = '57014';
/** Rows that one fetch reads from a cursor. */
const CURSOR_ROWS = 500;

/**
 * Opens a pool of connections, 10 by default. Columns of type bigint are read as numbers, because sizes and counters stay
 * far below 2^53. A lost connection, also one that only falls silent, is replaced when one is needed again.
 *
 * With `isPrepared`, each connection plans each of its statements once, for any values and by indexes only: for a few that
 * run all the time, whose texts do not vary.
 */
export function openDatabase(
  databaseUrl: string,
  options: {
    readonly maxConnections?: number;
    readonly applicationName?: string;
    readonly statementTimeoutMs?: number;
    readonly responseMarginMs?: number;
    readonly idleTransactionMs?: number;
    readonly meter?: PoolMeter;
    readonly isPrepared?: boolean;
  } = {},
): Db {
  const types = new pg.TypeOverrides();
  types.setTypeParser(INT8, Number);
  types.setTypeParser(DATE, String);
  const timeoutMs = options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS;
  const marginMs = options.responseMarginMs ?? RESPONSE_MARGIN_MS;
  const isPrepared = options.isPrepared ?? false;
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: options.maxConnections ?? 10,
    application_name: options.applicationName ?? 'boxward',
    statement_timeout: timeoutMs,
    idle_in_transaction_session_timeout: options.idleTransactionMs ?? IDLE_TRANSACTION_MS,
    connectionTimeoutMillis: 15_000,
    types,
    ...(isPrepared ? { options: PLANNED_ONCE } : {}),
  });
  // Without a listener, losing an idle connection would end the process. The next query opens another connection.
  pool.on('error', () => undefined);
  // The same for a connection that is lost between two statements of a transaction: the next statement fails.
  pool.on('connect', (client) => client.on('error', () => undefined));
  // Rows of a stream have a timeout of their own.
  const limitOf = (text: string): number => (text.startsWith(FETCH) ? STREAM_TIMEOUT_MS : timeoutMs) + marginMs;
  const guarded = guardedPool(pool, { limitOf, isPrepared });
  return new Kysely<Database>({
    dialect: new PostgresDialect({ pool: options.meter ? meteredPool(guarded, pool, options.meter) : guarded }),
  });
}

/** Settings of a connection: a plan that was made for an empty table must be as good for a large one. */
const PLANNED_ONCE = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off';

/** How a statement of a stream begins. */
const FETCH = 'fetch ';

/** Checks that Postgres is reachable; throws if it is not. */
export async function ping(db: Db): Promise<void> {
  await sql`select 1`.execute(db);
}

/**
 * Lets a transaction wait for something outside of Postgres, such as a response from Box, for up to `ms` milliseconds
 * between two statements; 0 is without end. Its locks are held that long if this process vanishes meanwhile.
 */
export async function allowIdle(trx: Trx, ms: number): Promise<void> {
  await sql`set local idle_in_transaction_session_timeout = ${sql.lit(ms)}`.execute(trx);
}

/** Error codes of a database that is unavailable: SQLSTATEs, and codes of Node's sockets. */
const UNAVAILABLE = new Set([
  '57P01', '57P02', '57P03', '25P03', '53300', 'ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE',
  'EHOSTUNREACH', 'ENETUNREACH',
]); // prettier-ignore
/** Messages of `pg` and its pool that have no code. */
const UNAVAILABLE_MESSAGE =
  /^(timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error)/;

/** Whether an error means that Postgres is unreachable, or that no connection was free in time. A retry may succeed. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // Class 08 is "connection exception".
  return UNAVAILABLE.has(code) || code.startsWith('08') || UNAVAILABLE_MESSAGE.test(error.message);
}

/** Runs `read` on one snapshot, so that what its statements read belongs together; in a transaction, on that one. */
export async function readSnapshot<T>(db: Db, read: (db: Db) => Promise<T>): Promise<T> {
  if (db.isTransaction) return read(db);
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read);
}

/** A statement of `readWithDeadline` took longer than its deadline. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
}

/**
 * Runs `read` on one snapshot, with a timeout per statement in milliseconds. Throws `DeadlineExceeded` when a statement
 * takes longer.
 */
export async function readWithDeadline<T>(db: Db, timeoutMs: number, read: (trx: Trx) => Promise<T>): Promise<T> {
  try {
    return await db
      .transaction()
      .setIsolationLevel('repeatable read')
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

/** Reads rows while the database sends them. */
export type ReadRows<Row> = (rows: AsyncIterable<Row>) => Promise<void>;

/**
 * Streams the rows of a query from one snapshot, 500 at a time, as fast as `read` takes them. It may run longer than any
 * other statement (up to an hour), and holds a connection of the pool until `read` has finished.
 */
export async function streamRows<Row>(
  db: Db,
  query: (trx: Trx) => Expression<Row>,
  read: ReadRows<Row>,
): Promise<void> {
  await db
    .transaction()
    .setAccessMode('read only')
    .execute(async (trx) => {
      await sql`set local statement_timeout = ${sql.lit(STREAM_TIMEOUT_MS)}`.execute(trx);
      // The transaction is idle while the reader handles a batch, for any length of time.
      await allowIdle(trx, 0);
      // The driver's own cursor would wait forever to be closed if its connection is lost.
      await sql`declare streamed_rows no scroll cursor for ${query(trx)}`.execute(trx);
      await read(fetchRows<Row>(trx));
    });
}

async function* fetchRows<Row>(trx: Trx): AsyncIterable<Row> {
  for (;;) {
    const { rows } = await sql<Row>`fetch ${sql.lit(CURSOR_ROWS)} from streamed_rows`.execute(trx);
    yield* rows;
    if (rows.length < CURSOR_ROWS) return;
  }
}
