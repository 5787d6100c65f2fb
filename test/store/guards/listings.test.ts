import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { claimFolders, extendFrontier } from '../../../src/store/scan/frontier.js';
import { beginGeneration } from '../../../src/store/scan/generations.js';
import type { ObservedFile } from '../../../src/store/scan/observation.js';
import { NOTHING_MET } from '../../../src/store/scan/record-pages.js';
import { lockedFiles } from '../../../src/store/scan/last-scan.js';
import { markFile, markUnseenFilesGone, upsertFiles } from '../../../src/store/scan/scanned-files.js';
import type { Trx } from '../../../src/store/sql/postgres.js';
import { openTransaction, untilBlocked } from '../../fixture/blocked.js';
import { databaseWithConnection } from '../../fixture/database-with-connection.js';
import { observedFile } from '../../fixture/file.js';
import { recordPage } from '../../fixture/scan.js';

const database = databaseWithConnection({ scan_state: 'idle' });

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
const file = (fileId: string, more: Partial<ObservedFile> = {}) => observedFile({ fileId, ...more });
const UNCHANGED = Array.from({ length: 200 }, (_, i) => file(`${i}`));

/** Claims the root of `u` in this generation and records a page of its listing, by default the only one. */
async function list(generation: number, files: readonly ObservedFile[], second: number, pages = 1): Promise<void> {
  const { db } = database;
  const scan = { connectionId: 'c', generation };
  await extendFrontier(db, [{ userId: 'u', folderId: '0' }], { ...scan, lane: 1 });
  const [claim] = await claimFolders(db, { ...scan, leaseId: 'l', limit: 1 });
  const page = { leaseId: 'l', claim: claim!, sharing: null, files, folders: [], isWhole: true, nextMarker: null };
  const pass = { ...NOTHING_MET, progress: { ...NOTHING_MET.progress, pages } };
  expect(await recordPage(db, { ...scan, ...page, observedAt: at(second), pass, apiCalls: 1 })).toBe(true);
}

const rescan = (trx: Trx, seen: ObservedFile, second: number) =>
  upsertFiles(trx, [{ files: [seen], observedAt: at(second) }], {
    ...{ connectionId: 'c', generation: 2, reason: 'modified', eventType: 'EDIT', force: true },
  });
const fileOf = (fileId: string) =>
  database.db
    .selectFrom('scanned_files')
    .select(['name', 'etag', 'state', 'generation', 'scanned_at', 'scan_reason'])
    .where('file_id', '=', fileId)
    .executeTakeFirstOrThrow();

/** How many rows of files `work` writes. */
async function rowsWritten(work: () => Promise<unknown>): Promise<number> {
  const { db } = database;
  const { rows: before } = await sql<{ xid: string }>`select pg_current_xact_id()::xid::text as xid`.execute(db);
  await work();
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from files where age(xmin) < age(${before[0]!.xid}::xid)`.execute(db);
  return rows[0]!.count;
}

beforeEach(async () => {
  await beginGeneration(database.db, 'c', null);
  await list(1, UNCHANGED, 1);
  await beginGeneration(database.db, 'c', 1);
});

describe('a listing of a folder', () => {
  it('writes no row of a file that it finds as it was, and its time is that of the last scan of each', async () => {
    expect(await rowsWritten(() => list(2, UNCHANGED, 2))).toBe(0);
    expect(await fileOf('7')).toMatchObject({ generation: 2, scanned_at: at(2), scan_reason: 'bulk' });
    await markUnseenFilesGone(database.db, 'c', 2);
    expect(await fileOf('7')).toMatchObject({ state: 'active' });
  });

  it('writes the rows of the files that changed, are new or are missing', async () => {
    const files = [file('0', { etag: '1' }), file('1', { name: 'new' }), ...UNCHANGED.slice(3), file('new')];
    expect(await rowsWritten(() => list(2, files, 2))).toBe(4);
    expect(await fileOf('2')).toMatchObject({ state: 'active', generation: 1, scanned_at: at(1) });
    await markUnseenFilesGone(database.db, 'c', 2);
    expect(await fileOf('2')).toMatchObject({ state: 'gone', generation: 1, scanned_at: at(1) });
    await beginGeneration(database.db, 'c', 2);
    expect(await rowsWritten(() => list(3, files, 3))).toBe(0);
  });

  it('of several pages writes no row either, except of files that are on another page than before', async () => {
    const listPages = async (generation: number, length: number, second: number) => {
      await list(generation, UNCHANGED.slice(0, length), second);
      await list(generation, UNCHANGED.slice(length), second + 1, 2);
    };
    await listPages(2, 100, 2);
    await beginGeneration(database.db, 'c', 2);
    expect(await rowsWritten(() => listPages(3, 100, 5))).toBe(0);
    expect(await fileOf('99')).toMatchObject({ generation: 3, scanned_at: at(5) });
    expect(await fileOf('100')).toMatchObject({ generation: 3, scanned_at: at(6) });
    await beginGeneration(database.db, 'c', 3);
    expect(await rowsWritten(() => listPages(4, 101, 8))).toBe(1);
    expect(await fileOf('100')).toMatchObject({ generation: 4, scanned_at: at(8) });
    await markUnseenFilesGone(database.db, 'c', 4);
    const { count } = await database.db
      .selectFrom('files')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('state', '=', 'active')
      .executeTakeFirstOrThrow();
    expect(count).toBe(UNCHANGED.length);
  });

  it('has the last word on a file that an earlier rescan writes meanwhile, and not on that of a later one', async () => {
    const open = await openTransaction(database.db, async (trx) => {
      await rescan(trx, file('7', { etag: 'later' }), 5);
      await rescan(trx, file('8', { etag: 'earlier' }), 2);
    });
    const listing = list(2, UNCHANGED, 4);
    await untilBlocked(database.db);
    await open.commit();
    await listing;
    expect(await fileOf('7')).toMatchObject({ etag: 'later', scanned_at: at(5), scan_reason: 'modified' });
    expect(await fileOf('8')).toMatchObject({ etag: '0', scanned_at: at(4), scan_reason: 'bulk' });
    expect(await fileOf('9')).toMatchObject({ etag: '0', scanned_at: at(4) });
  });

  it.each<[string, (trx: Trx) => Promise<unknown>]>([
    ['a rescan', (trx: Trx) => rescan(trx, file('7', { etag: 'earlier' }), 2)],
    [
      'a removal',
      (trx: Trx) =>
        markFile(trx, '7', 'gone', { connectionId: 'c', generation: 2, observedAt: at(2), reason: 'modified' }),
    ],
  ])('is not overwritten by %s that was made before and is recorded meanwhile', async (_what, write) => {
    // The listing has found file 7 unchanged, and waits for the row of file 3, which it writes.
    const open = await openTransaction(database.db, (trx) =>
      sql`select from ${lockedFiles('c', ['3'])} f`.execute(trx),
    );
    const listing = list(2, [...UNCHANGED.slice(0, 3), file('3', { etag: '1' }), ...UNCHANGED.slice(4)], 4);
    await untilBlocked(database.db);
    let isWritten = false;
    const earlier = database.other
      .transaction()
      .execute(write)
      .then(() => {
        isWritten = true;
      });
    await Promise.race([untilBlocked(database.db, 2), earlier]);
    const hasWaited = !isWritten;
    await open.commit();
    await Promise.all([listing, earlier]);
    expect(hasWaited).toBe(true);
    expect(await fileOf('7')).toMatchObject({ etag: '0', state: 'active', generation: 2, scanned_at: at(4) });
  });

  it('is not the last scan of a file that moved into another folder and was found there later', async () => {
    await database.db
      .transaction()
      .execute((trx) => rescan(trx, file('7', { folderId: 'other', path: '/other/a.txt' }), 5));
    await list(2, UNCHANGED, 2);
    expect(await fileOf('7')).toMatchObject({ scanned_at: at(5) });
  });
});
