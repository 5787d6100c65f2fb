import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lockLiveConnection, recordStatus } from '../../../src/store/connections/connections.js';
import { claimFolders, extendFrontier } from '../../../src/store/scan/frontier.js';
import { beginGeneration, completeGeneration, lockGeneration } from '../../../src/store/scan/generations.js';
import { openDatabase, type Db } from '../../../src/store/sql/postgres.js';
import { openTransaction, untilBlocked } from '../../fixture/blocked.js';
import { deleteConnections, insertConnection } from '../../fixture/connection.js';
import { freshDatabase } from '../../fixture/database.js';

let database: Awaited<ReturnType<typeof freshDatabase>>;
/** A second worker's pool. */
let other: Db;
beforeAll(async () => {
  database = await freshDatabase();
  other = openDatabase(database.url, { maxConnections: 2, statementTimeoutMs: 10_000 });
});
afterAll(async () => {
  await other.destroy();
  await database.drop();
});
beforeEach(async () => {
  await deleteConnections(database.db);
  await insertConnection(database.db, 'c');
});

const scans = () => database.db.selectFrom('scans').select(['generation', 'outcome']).orderBy('generation').execute();

describe('a generation', () => {
  it('does not begin while a worker records results under the previous one', async () => {
    await beginGeneration(database.db, 'c', null);
    const recording = await openTransaction(database.db, (trx) => lockGeneration(trx, 'c'));
    const begun = beginGeneration(other, 'c', 1);
    await untilBlocked(database.db);
    await recording.commit();
    expect([recording.taken, await begun]).toEqual([1, { generation: 2 }]);
  });

  it('lets several workers record results at the same time', async () => {
    await beginGeneration(database.db, 'c', null);
    const first = await openTransaction(database.db, (trx) => lockGeneration(trx, 'c'));
    const second = await openTransaction(other, (trx) => lockGeneration(trx, 'c'));
    await Promise.all([first.commit(), second.commit()]);
    expect([first.taken, second.taken]).toEqual([1, 1]);
  });

  it('begins once if two workers begin it at the same time', async () => {
    const begun = await Promise.all([beginGeneration(database.db, 'c', null), beginGeneration(other, 'c', null)]);
    expect(begun).toEqual([{ generation: 1 }, { generation: 1 }]);
    expect(await scans()).toHaveLength(1);
  });

  it('is not completed while a folder is pending, claimed or not', async () => {
    await beginGeneration(database.db, 'c', null);
    await extendFrontier(database.db, [{ userId: 'u', folderId: '0' }], { connectionId: 'c', generation: 1, lane: 1 });
    expect(await completeGeneration(database.db, 'c', 1)).toBe(false);
    await claimFolders(database.db, { connectionId: 'c', generation: 1, leaseId: 'l', limit: 1 });
    expect(await completeGeneration(database.db, 'c', 1)).toBe(false);
    expect(await scans()).toEqual([{ generation: 1, outcome: null }]);
  });
});

describe('a connection', () => {
  it('is not recorded as disconnected while a worker records results for it', async () => {
    const recording = await openTransaction(database.db, (trx) => lockLiveConnection(trx, 'c'));
    const disconnected = recordStatus(other, 'c', 'disconnected', null);
    await untilBlocked(database.db);
    await recording.commit();
    await disconnected;
    const late = await openTransaction(database.db, (trx) => lockLiveConnection(trx, 'c'));
    await late.commit();
    expect([recording.taken, late.taken]).toEqual([true, false]);
  });
});
