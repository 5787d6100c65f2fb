import { createHash } from 'node:crypto';
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type pg from 'pg';

/** How long Postgres may take to respond to a statement, in milliseconds. */
export type ResponseLimit = (sql: string) => number;

/**
 * A pool whose connections are given up when Postgres does not respond: a firewall or a load balancer that has forgotten
 * a connection drops everything sent through it, without an error, for ever. The server's own statement timeout does not
 * help then. The statement fails with `ETIMEDOUT`, and so do all others of its transaction; the next one gets another
 * connection. With `isPrepared`, each connection parses a statement once.
 */
export function guardedPool(
  pool: pg.Pool,
  { limitOf, isPrepared }: { readonly limitOf: ResponseLimit; readonly isPrepared: boolean },
): PostgresPool {
  const nameOf = (text: string) =>
    isPrepared ? { name: createHash('sha256').update(text).digest('hex').slice(0, 32) } : {};
  const guarded = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    async connect() {
      const client = await pool.connect();
      // Kysely knows a connection by its object.
      const known = guarded.get(client) ?? guard(client, limitOf, nameOf);
      guarded.set(client, known);
      return known;
    },
    end: () => pool.end(),
  };
}

function guard(
  client: pg.PoolClient,
  limitOf: ResponseLimit,
  nameOf: (text: string) => { readonly name?: string },
): PostgresPoolClient {
  let lost: Error | null = null;

  function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  function query(text: unknown, values: readonly unknown[] = []): unknown {
    if (typeof text !== 'string') throw new Error("The driver's cursors are not used: they wait for ever");
    return respond(text, values);
  }

  async function respond(text: string, values: readonly unknown[]): Promise<unknown> {
    if (lost) throw lost;
    const limitMs = limitOf(text);
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        lost = noResponse(limitMs);
        reject(lost);
      }, limitMs);
    });
    const response = client.query({ ...nameOf(text), text, values: [...values] });
    // It may fail later, when the connection is closed.
    response.catch(() => undefined);
    try {
      return await Promise.race([response, silence]);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    query,
    // With an error, the pool closes the connection instead of handing it out again.
    release: () => client.release(lost ?? undefined),
  };
}

const noResponse = (ms: number): Error =>
  Object.assign(new Error(`Postgres did not respond within ${ms} ms`), { code: 'ETIMEDOUT' });
