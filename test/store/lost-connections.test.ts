import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProxy, type Proxy } from '../../scripts/chaos/proxy.js';
import { freePort } from '../../scripts/stack/ports.js';
import { isUnavailable, openDatabase, ping, type Db } from '../../src/store/sql/postgres.js';
import { freshDatabase } from '../fixture/database.js';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let proxy: Proxy;
let db: Db;
beforeAll(async () => {
  database = await freshDatabase();
  const url = new URL(database.url);
  proxy = await startProxy(await freePort(), Number(url.port));
  url.port = String(proxy.port);
  db = openDatabase(url.toString(), { maxConnections: 2, statementTimeoutMs: 500, responseMarginMs: 500 });
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

  it('are not suspected because of a statement that its timeout ends', async () => {
    expect(await failure(sql`select pg_sleep(5)`.execute(db))).toMatchObject({ code: '57014' });
    await ping(db);
  });
});
