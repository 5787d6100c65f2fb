import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { problem } from '../../src/domain/problems.js';
import { countFiles } from '../../src/store/files/counts.js';
import { sumFiles } from '../../src/store/files/exposure-sums.js';
import { findFileDetails } from '../../src/store/files/file-details.js';
import {
  exportFiles,
  listFiles,
  positionOfFile,
  type FileFilter,
  type StoredFile,
} from '../../src/store/files/files.js';
import { claimFolders, extendFrontier, type Claim } from '../../src/store/scan/frontier.js';
import { beginGeneration } from '../../src/store/scan/generations.js';
import { ownersOfFiles } from '../../src/store/scan/items.js';
import { NOTHING_MET, recordPages, type ListedPage } from '../../src/store/scan/record-pages.js';
import { markSubtree, markUnlisted } from '../../src/store/scan/removals.js';
import {
  collaboratorsOnRecord,
  markFile,
  markUnseenFilesGone,
  upsertFiles,
} from '../../src/store/scan/scanned-files.js';
import { scanNumbers } from '../../src/store/scan/progress.js';
import { insertConnection } from '../fixture/connection.js';
import { databaseWithConnection } from '../fixture/database-with-connection.js';
import { insertFiles, observedFile } from '../fixture/file.js';

const database = databaseWithConnection({ scan_state: 'idle' });

const START = Date.UTC(2026, 0, 1);
const at = (second: number) => new Date(START + second * 1_000);

const USERS = ['u', 'v'] as const;
const FOLDERS = ['0', 'a', 'b'] as const;
const FILES = ['1', '2', '3', '4'] as const;
const userId = fc.constantFrom(...USERS);
const folderId = fc.constantFrom(...FOLDERS);
const file = fc.record({ fileId: fc.constantFrom(...FILES), etag: fc.constantFrom('0', '0', '0', '1') });
/** Seconds by which a step's request to Box is older than the step: results come out of order. */
const delay = fc.constantFrom(0, 0, 0, 15, 35);

/** One page, of one of these folders as one of these users. */
const page = fc.record({
  lane: fc.constantFrom(1, 1, 1, 1, 0),
  // Most listings show the same: all files of the folder, or of the first or second of two pages, unchanged.
  files: fc.oneof(
    { weight: 4, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.uniqueArray(file, { selector: ({ fileId }) => fileId }) },
  ),
  part: fc.constantFrom('all', 'all', 'first', 'second'),
  end: fc.constantFrom('complete', 'complete', 'complete', 'complete', 'complete', 'complete', 'more', 'failed', 'gap'),
  delay,
});
const KEYS = USERS.flatMap((userId) => FOLDERS.map((folderId) => ({ userId, folderId })));
/** Pages of several folders, recorded together; most of the scan's folders. */
const listings = fc.record({
  kind: fc.constant('listings' as const),
  pages: fc.tuple(
    ...KEYS.map((key) =>
      fc.option(
        page.map((each) => ({ ...key, ...each })),
        { freq: 4 },
      ),
    ),
  ),
});
/** The first listing of a connection, which places its files. */
const firstListing = fc
  .uniqueArray(fc.record({ file, at: fc.constantFrom(...KEYS) }), {
    minLength: 2,
    maxLength: 4,
    selector: (each) => each.file.fileId,
  })
  .map((placed) => ({
    kind: 'listings' as const,
    pages: KEYS.map((key) => ({
      ...key,
      lane: 1 as const,
      part: 'all' as const,
      end: 'complete' as const,
      delay: 0 as const,
      files: placed.flatMap((each) => (each.at === key ? each.file : [])),
    })),
  }));
const step = fc.oneof(
  { weight: 8, arbitrary: listings },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('generation' as const), isAllSeen: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rescan' as const), file, userId, folderId, delay }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('removal' as const),
      fileId: fc.constantFrom(...FILES),
      state: fc.constantFrom('trashed' as const, 'gone' as const),
      delay,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unlisted' as const), userId, folderId, delay }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('subtree' as const), folderId, delay }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
type Page = NonNullable<Extract<Step, { kind: 'listings' }>['pages'][number]>;

/** A connection whose pages are recorded by listing, or by file, as pages are that must be listed again. */
interface Run {
  readonly connectionId: string;
  readonly isByListing: boolean;
  generation: number;
}

function pageOf(
  run: Run,
  claim: Claim,
  { files, part, end, delay: late }: Page,
  second: number,
  known: string[],
): ListedPage {
  const shown = known.filter((fileId) => part === 'all' || fileId < '3' === (part === 'first'));
  const observed = files ?? shown.map((fileId) => ({ fileId, etag: '0' }));
  const progress = { ...NOTHING_MET.progress, pages: part === 'second' ? 2 : 1 };
  return {
    leaseId: 'l',
    claim,
    sharing: null,
    files: observed.map((each) => observedFile({ ...each, folderId: claim.folderId, ownerId: claim.userId })),
    folders: [],
    observedAt: at(second - late),
    isWhole: run.isByListing,
    nextMarker: end === 'more' ? 'next' : null,
    pass: {
      failure: end === 'failed' ? problem('box_unavailable') : null,
      unreadable: end === 'gap' ? 1 : 0,
      progress,
    },
    apiCalls: 0,
  };
}

async function make(run: Run, one: Step, index: number): Promise<void> {
  const { db } = database;
  const { connectionId } = run;
  const second = 1_000 + index * 20;
  switch (one.kind) {
    case 'listings': {
      const scan = { connectionId, generation: run.generation };
      for (const lane of [0, 1] as const) {
        const entries = one.pages.flatMap((each) => (each?.lane === lane ? each : []));
        await extendFrontier(db, entries, { ...scan, lane });
      }
      await db
        .updateTable('frontier')
        .set({ not_before: null, retry_at: new Date(0), marker: null })
        .execute();
      const claims = await claimFolders(db, { ...scan, leaseId: 'l', limit: 20 });
      const pages: ListedPage[] = [];
      for (const page of one.pages) {
        const claim = claims.find((each) => each.userId === page?.userId && each.folderId === page.folderId);
        if (!page || !claim) continue;
        const { rows } = await sql<{ id: string }>`
          select file_id as id from files where connection_id = ${connectionId} and folder_id = ${page.folderId}
            and owner_id = ${page.userId} and etag = '0' order by 1`.execute(db);
        const known = rows.map(({ id }) => id);
        pages.push(pageOf(run, claim, page, second, known));
      }
      await recordPages(db, scan, pages);
      // A page that must be listed again has no gap yet.
      await db.deleteFrom('scan_gaps').execute();
      await db.deleteFrom('frontier').execute();
      return;
    }
    case 'generation':
      if (one.isAllSeen) await markUnseenFilesGone(db, connectionId, run.generation);
      run.generation = (await beginGeneration(db, connectionId, run.generation)).generation;
      return;
    case 'rescan': {
      const { generation } = run;
      const seen = observedFile({ ...one.file, ownerId: one.userId, folderId: one.folderId });
      const scan = { connectionId, generation, reason: 'modified', eventType: 'EDIT', force: true } as const;
      await db
        .transaction()
        .execute((trx) => upsertFiles(trx, [{ files: [seen], observedAt: at(second - one.delay) }], scan));
      return;
    }
    case 'removal': {
      const scan = { connectionId, generation: run.generation, reason: 'modified' } as const;
      await db
        .transaction()
        .execute((trx) => markFile(trx, one.fileId, one.state, { ...scan, observedAt: at(second - one.delay) }));
      return;
    }
    case 'unlisted':
      return markUnlisted(
        db,
        { connectionId, userId: one.userId, folderId: one.folderId },
        { generation: run.generation, observedAt: at(second - one.delay) },
      );
    case 'subtree': {
      const scan = { connectionId, observedAt: at(second - one.delay), reason: 'subtree' } as const;
      return markSubtree(db, one.folderId, 'trashed', scan);
    }
  }
}

/** The files of a connection with their last scans. */
async function filesOf(connectionId: string): Promise<unknown> {
  const { rows } = await sql`
    select to_jsonb(f) - 'connection_id' as file from scanned_files f
    where connection_id = ${connectionId} order by file_id`.execute(database.db);
  return rows;
}

/** What the readers see of a connection. */
async function seenOf(connectionId: string, second: number): Promise<unknown> {
  const { db } = database;
  const readers: Promise<unknown>[] = FILES.flatMap((fileId) => [
    findFileDetails(db, connectionId, fileId).then(
      (found) => found && { ...found, file: { ...found.file, connection_id: '' } },
    ),
  ]);
  readers.push(
    ownersOfFiles(db, connectionId, FILES),
    collaboratorsOnRecord(db, connectionId, FILES),
    scanNumbers(db, connectionId).then(({ filesFound }) => filesFound),
  );
  const scannedAfter = at(second - 60).toISOString();
  for (const filter of [
    { connectionId },
    { connectionId, states: ['active', 'trashed'], scannedAfter },
  ] satisfies FileFilter[]) {
    readers.push(countFiles(db, filter), exported(filter));
    for (const sort of ['scannedAt', 'name'] as const)
      readers.push(listed(filter, sort, 'asc'), listed(filter, sort, 'desc'));
  }
  return Promise.all(readers);
}

/** All files of a list, read in pages. */
async function listed(filter: FileFilter, sort: 'scannedAt' | 'name', direction: 'asc' | 'desc'): Promise<unknown> {
  const found: StoredFile[] = [];
  for (;;) {
    const last = found.at(-1);
    const after = last ? positionOfFile(last, sort) : null;
    const rows = await listFiles(database.db, filter, { sort, direction, limit: 3, after });
    found.push(...rows);
    if (rows.length < 3) return found.map(withoutConnection);
  }
}

async function exported(filter: FileFilter): Promise<unknown> {
  const found: StoredFile[] = [];
  await exportFiles(database.db, filter, async (rows) => {
    for await (const row of rows) found.push(row);
  });
  return found.map(withoutConnection);
}

const withoutConnection = (file: StoredFile) => ({ ...file, connection_id: '' });

describe('a file that its listing found as it was', () => {
  it('looks as if the listing had written its row, to every reader', async () => {
    const { db } = database;
    let [count, found] = [0, 0];
    const property = fc.asyncProperty(
      firstListing,
      fc.array(step, { minLength: 4, maxLength: 12 }),
      async (first, steps) => {
        count += 1;
        const runs: Run[] = [];
        for (const isByListing of [true, false]) {
          const connectionId = `${isByListing ? 'listing' : 'file'}-${count}`;
          await insertConnection(db, connectionId, { scan_state: 'idle' });
          const { generation } = await beginGeneration(db, connectionId, null);
          runs.push({ connectionId, isByListing, generation });
        }
        const [byListing, byFile] = runs as [Run, Run];
        for (const [index, one] of [first, ...steps].entries()) {
          for (const run of runs) await make(run, one, index);
          expect(await filesOf(byListing.connectionId)).toEqual(await filesOf(byFile.connectionId));
          const { listed, wrong } = await stateOf(byListing.connectionId);
          expect(wrong).toBe(0);
          found += listed;
        }
        const end = 1_000 + steps.length * 20;
        expect(await seenOf(byListing.connectionId, end)).toEqual(await seenOf(byFile.connectionId, end));
        await expectFreshness(end - 70);
        for (const { connectionId } of runs)
          await db.deleteFrom('connections').where('id', '=', connectionId).execute();
      },
    );
    await fc.assert(property, { numRuns: 60 });
    // What is drawn comes to this often enough.
    expect(found).toBeGreaterThan(5);
  }, 300_000);
});

/** The sums of all files when the files scanned at this second are an hour old. */
async function expectFreshness(second: number): Promise<void> {
  const { rows } = await sql<{ lastHour: number; lastDay: number }>`
    select count(*) filter (where scanned_at > ${at(second)}) as "lastHour",
      count(*) filter (where scanned_at <= ${at(second)}) as "lastDay"
    from scanned_files where state = 'active'`.execute(database.db);
  const { freshness } = await sumFiles(database.db, at(second + 3_600));
  expect(freshness).toEqual({ ...rows[0], lastWeek: 0, older: 0 });
}

/** How many rows are older than their last scan, and how many are marked though they must not be. */
async function stateOf(connectionId: string): Promise<{ readonly listed: number; readonly wrong: number }> {
  const { rows } = await sql<{ listed: number; wrong: number }>`
    select count(*) filter (where l.generation > f.generation) as listed,
      count(*) filter (where f.state <> 'active' or l.generation is null or l.generation < f.generation) as wrong
    from files f left join folder_listings l on l.connection_id = f.connection_id and l.folder_id = f.folder_id
      and l.user_id = f.owner_id and l.page = f.listing_page
    where f.listing_page is not null and f.connection_id = ${connectionId}`.execute(database.db);
  return rows[0]!;
}

describe('a worker of the version before', () => {
  const columns = ['file_id', 'listing_page', 'state', 'generation'] as const;
  beforeEach(async () => {
    const { db } = database;
    await insertFiles(db, [{ file_id: 'listed', listing_page: 1 }]);
    await sql`insert into folder_listings (connection_id, folder_id, user_id, page, generation, listed_at)
      values ('c', '0', 'u', 1, 2, now())`.execute(db);
  });
  const files = () => database.db.selectFrom('files').select(columns).orderBy('file_id').execute();

  it('inserts files that are not found by listing', async () => {
    await insertFiles(database.db, [{ file_id: 'a', listing_page: null, scanned_at: at(0) }]);
    const { sort, direction } = { sort: 'scannedAt', direction: 'desc' } as const;
    const found = await listFiles(database.db, {}, { sort, direction, limit: 9, after: null });
    expect(found.map(({ file_id: id, generation }) => [id, generation])).toEqual([
      ['listed', 2],
      ['a', 1],
    ]);
  });

  it('does not mark as gone what a listing has found', async () => {
    await sql`update files set state = 'gone' where generation < 2`.execute(database.db);
    expect(await files()).toEqual([{ file_id: 'listed', listing_page: 1, state: 'active', generation: 1 }]);
  });

  it('records the removal of such a file as its last scan', async () => {
    await sql`update files set state = 'trashed', scanned_at = now(), generation = 3`.execute(database.db);
    expect(await files()).toEqual([{ file_id: 'listed', listing_page: null, state: 'trashed', generation: 3 }]);
  });
});
