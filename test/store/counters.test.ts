import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { apiCallsOf } from '../../src/store/connections/api-calls.js';
import { purgeConnection } from '../../src/store/connections/purge.js';
import { COUNTER_SLOTS, countScan } from '../../src/store/scan/counters.js';
import { claimFolders, extendFrontier, type Claim } from '../../src/store/scan/frontier.js';
import { beginGeneration, completeGeneration } from '../../src/store/scan/generations.js';
import { scanNumbers } from '../../src/store/scan/progress.js';
import { recordRescan } from '../../src/store/scan/rescans.js';
import type { Db } from '../../src/store/sql/postgres.js';
import { openTransaction, untilBlocked } from '../fixture/blocked.js';
import { databaseWithConnection } from '../fixture/database-with-connection.js';
import { observedFile } from '../fixture/file.js';
import { recordPage, recordUsersListed } from '../fixture/scan.js';

// Statements of `other` fail after ten seconds: a test that waits for a lock fails.
const database = databaseWithConnection();
const numbers = () => scanNumbers(database.db, 'c');
const slots = () => database.db.selectFrom('scan_counters').selectAll().execute();

/** Records the last page of a claimed folder, with one file. */
const record = (db: Db, claim: Claim, fileId: string) =>
  recordPage(db, {
    connectionId: 'c',
    generation: 1,
    leaseId: 'l',
    claim,
    sharing: null,
    files: [observedFile({ fileId, folderId: claim.folderId })],
    folders: [],
    isWhole: true,
    nextMarker: null,
    apiCalls: 2,
    observedAt: new Date(),
  });

async function claims(folderIds: readonly string[]): Promise<readonly Claim[]> {
  await beginGeneration(database.db, 'c', null);
  const entries = folderIds.map((folderId) => ({ userId: 'u', folderId }));
  await extendFrontier(database.db, entries, { connectionId: 'c', generation: 1, lane: 1 });
  return claimFolders(database.db, { connectionId: 'c', generation: 1, leaseId: 'l', limit: folderIds.length });
}

const slot = sql<number>`pid % ${sql.lit(COUNTER_SLOTS)}`;
/** The slot of the session that waits for a lock. */
async function heldSlot(): Promise<number> {
  const { rows } = await sql<{ slot: number }>`
    select ${slot} as slot from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(database.db);
  return rows[0]!.slot;
}
/** Runs `use` with a session of another slot. The second session of the pool has it if the first does not. */
async function withAnotherSlotThan<T>(taken: number, use: (db: Db) => Promise<T>): Promise<T> {
  return database.other.connection().execute(async (db) => {
    const { rows } = await sql<{ slot: number }>`
      select ${slot} as slot from pg_stat_activity where pid = pg_backend_pid()`.execute(db);
    return rows[0]?.slot === taken ? database.other.connection().execute(use) : use(db);
  });
}

/** Lets the transaction that records the file `held` wait at its commit, with all its locks, until `key` is free. */
async function holdCommits(db: Db, key: number): Promise<void> {
  await sql`
    create or replace function hold_commit() returns trigger language plpgsql as
    $$ begin perform pg_advisory_xact_lock(${sql.lit(key)}); return null; end $$`.execute(db);
  await sql`
    create constraint trigger hold_commit after insert on files deferrable initially deferred for each row
    when (new.file_id = 'held') execute function hold_commit()`.execute(db);
}

describe('the counters of a scan', () => {
  it('let a page be committed while another page of the connection is not', async () => {
    const [first, second] = await claims(['1', '2']);
    await holdCommits(database.db, 42);
    const gate = await openTransaction(database.db, (trx) => sql`select pg_advisory_xact_lock(42)`.execute(trx));
    const held = record(database.db, first!, 'held');
    await untilBlocked(database.db);
    expect(await withAnotherSlotThan(await heldSlot(), (db) => record(db, second!, 'free'))).toBe(true);
    expect(await numbers()).toMatchObject({ foldersListed: 1, filesFound: 1, filesScanned: 1, apiCalls: 2 });
    await gate.commit();
    await held;
    expect(await numbers()).toMatchObject({ foldersListed: 2, filesFound: 2, filesScanned: 2, apiCalls: 4 });
    await sql`drop trigger hold_commit on files`.execute(database.db);
  });

  it('are not changed by a transaction that is rolled back', async () => {
    await beginGeneration(database.db, 'c', null);
    const failing = database.db.transaction().execute(async (trx) => {
      await countScan(trx, 'c', 1, { filesFound: 3 });
      throw new Error('killed');
    });
    await expect(failing).rejects.toThrow('killed');
    expect(await numbers()).toMatchObject({ filesFound: 0 });
  });

  it('include what an earlier version has counted, or counts beside this one', async () => {
    await beginGeneration(database.db, 'c', null);
    const old = { folders_listed: 1, files_found: 20, files_scanned: 20, express_scanned: 3, api_calls: 4 };
    await database.db.updateTable('scans').set(old).execute();
    await countScan(database.db, 'c', 1, { foldersListed: 1, filesFound: 5, expressScanned: 1, apiCalls: 1 });
    const sums = { foldersListed: 2, filesFound: 25, filesScanned: 25, expressScanned: 4, apiCalls: 5 };
    expect(await numbers()).toMatchObject(sums);
    expect(await apiCallsOf(database.db, 'c')).toEqual({ today: 5, thisMonth: 5 });
  });

  it('are in the row of a generation once it has ended, what was counted later once the next begins', async () => {
    await beginGeneration(database.db, 'c', null);
    await recordUsersListed(database.db, 'c', 1);
    await countScan(database.db, 'c', 1, { filesFound: 5 });
    await countScan(database.other, 'c', 1, { filesFound: 2 });
    expect(await completeGeneration(database.db, 'c', 1)).toBe(true);
    expect([await slots(), await numbers()]).toMatchObject([[], { filesFound: 7 }]);
    await countScan(database.other, 'c', 1, { filesFound: 1, expressScanned: 1 });
    expect(await numbers()).toMatchObject({ filesFound: 8, expressScanned: 1 });
    await beginGeneration(database.db, 'c', null);
    expect(await slots()).toEqual([]);
    const first = database.db.selectFrom('scans').select('files_found').where('generation', '=', 1);
    expect(await first.executeTakeFirst()).toEqual({ files_found: 8 });
  });

  it('are exact if a generation ends while pages are counted', async () => {
    await beginGeneration(database.db, 'c', null);
    await recordUsersListed(database.db, 'c', 1);
    const counting = await openTransaction(database.other, (trx) => countScan(trx, 'c', 1, { filesFound: 5 }));
    await countScan(database.db, 'c', 1, { filesFound: 1 });
    const completed = completeGeneration(database.db, 'c', 1);
    await counting.commit();
    await Promise.all([completed, ...[1, 2, 3].map(() => countScan(database.other, 'c', 1, { filesFound: 1 }))]);
    expect(await numbers()).toMatchObject({ filesFound: 9 });
  });

  it('have few rows, and none of a generation that does not exist or of a purged connection', async () => {
    await countScan(database.db, 'c', 7, { filesFound: 1 });
    expect(await slots()).toEqual([]);
    await beginGeneration(database.db, 'c', null);
    for (let i = 0; i < 10; i += 1) await countScan(database.db, 'c', 1, { filesFound: 1 });
    for (const { slot } of await slots()) expect(slot).toBeLessThan(COUNTER_SLOTS);
    expect(await numbers()).toMatchObject({ filesFound: 10 });
    await purgeConnection(database.db, 'c', 'everything');
    expect(await slots()).toEqual([]);
  });
});

describe('the last priority rescans', () => {
  it('are recorded while another transaction deletes the oldest ones', async () => {
    const promotion = {
      itemType: 'file', itemId: '1', ownerId: 'u', eventId: null, eventType: 'EDIT', at: new Date().toISOString(),
      rank: 0, reason: 'modified',
    } as const; // prettier-ignore
    const rescan = { connectionId: 'c', promotion, before: null, heldUntil: null };
    const recordOn = (db: Db) => db.transaction().execute((trx) => recordRescan(trx, rescan));
    for (let i = 0; i < 51; i += 1) await recordOn(database.db);
    const open = await openTransaction(database.db, (trx) => recordRescan(trx, rescan));
    await recordOn(database.other);
    await open.commit();
    await recordOn(database.db);
    const { count } = await database.db
      .selectFrom('rescans')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    expect(count).toBe(50);
  });
});
