import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProxy, type Proxy } from '../../scripts/chaos/proxy.js';
import { freePort } from '../../scripts/stack/ports.js';
import { allowIdle, isUnavailable, openDatabase, ping, type Db } from '../../src/store/sql/postgres.js';
import { insertConnection } from '../fixture/connection.js';
import { freshDatabase } from '../fixture/database.js';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let proxy: Proxy;
let db: Db;
beforeAll(async () => {
  database = await freshDatabase();
  const url = new URL(database.url);
  proxy = await startProxy(await freePort(), Number(url.port));
  url.port = String(proxy.port);
  const limits = { statementTimeoutMs: 500, responseMarginMs: 500, idleTransactionMs: 700 };
  db = openDatabase(url.toString(), { maxConnections: 2, ...limits });
});
afterAll(async () => {
  await db.destroy();
  await proxy.close();
  await database.drop();
});

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

describe('connections to Postgres that swallow everything', () => {
  it('fail their statements in time, and are replaced once the network is well', async () => {
    await Promise.all([ping(db), ping(db)]);
    await proxy.disturb({ kind: 'blackHole' });
    const transaction = db.transaction().execute((trx) => sql`select 1`.execute(trx));
    const errors = await Promise.all([failure(ping(db)), failure(transaction)]);
    for (const error of errors) {
      expect(error).toMatchObject({ message: 'Postgres did not respond within 1000 ms' });
      expect(isUnavailable(error)).toBe(true);
    }
    await proxy.disturb({ kind: 'none' });
    // The pool holds two connections: both must be new ones.
    await Promise.all([ping(db), ping(db)]);
  });

  it('hold the locks of their transactions for a limited time only', async () => {
    await insertConnection(database.db, 'c');
    const lock = sql`select from connections where id = 'c' for update`;
    const transaction = db.transaction().execute(async (trx) => {
      await lock.execute(trx);
      await proxy.disturb({ kind: 'blackHole' });
      await lock.execute(trx);
    });
    expect(isUnavailable(await failure(transaction))).toBe(true);
    // Postgres does not know that the client is gone. Without the limit, this would wait for ever.
    await database.db.transaction().execute(async (trx) => {
      await sql`set local lock_timeout = 20000`.execute(trx);
      await lock.execute(trx);
    });
    await proxy.disturb({ kind: 'none' });
    // Replaces the other connection of the pool.
    await Promise.all([failure(ping(db)), failure(ping(db))]);
  });

  it('keep a transaction that waits for Box, for as long as it says', async () => {
    const transaction = db.transaction().execute(async (trx) => {
      await allowIdle(trx, 10_000);
      await delay(1_500);
      await sql`select 1`.execute(trx);
    });
    expect(await failure(transaction)).toBeNull();
    const idle = db.transaction().execute(async (trx) => {
      await sql`select 1`.execute(trx);
      await delay(1_500);
      await sql`select 1`.execute(trx);
    });
    expect(isUnavailable(await failure(idle))).toBe(true);
  });

  it('are not suspected because of a statement that its timeout ends', async () => {
    expect(await failure(sql`select pg_sleep(5)`.execute(db))).toMatchObject({ code: '57014' });
    await ping(db);
  });
});
