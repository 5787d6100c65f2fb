import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { createRecorder } from '../../activities/scan/recorder.js';
import { problem } from '../../src/domain/problems.js';
import { claimFolders, extendFrontier, type Claim } from '../../src/store/scan/frontier.js';
import { beginGeneration } from '../../src/store/scan/generations.js';
import type { ObservedFolder } from '../../src/store/scan/observation.js';
import { scanNumbers } from '../../src/store/scan/progress.js';
import { NOTHING_MET, recordPages, type ListedPage } from '../../src/store/scan/record-pages.js';
import { openTransaction } from '../fixture/blocked.js';
import { insertConnection } from '../fixture/connection.js';
import { databaseWithConnection } from '../fixture/database-with-connection.js';
import { observedFile } from '../fixture/file.js';

const database = databaseWithConnection({ scan_state: 'idle' });

const PARENTS: Readonly<Record<string, string>> = { a: '0', b: '0', aa: 'a' };
const CLAIMED = ['0', 'a', 'b', 'aa'] as const;
const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1_000);

const folder = (folderId: string): ObservedFolder => ({
  folderId,
  ownerId: 'u',
  parentId: PARENTS[folderId] ?? '0',
  name: folderId,
  path: `/${folderId}`,
  ancestorIds: folderId === 'aa' ? ['a'] : [],
  hasCollaborations: false,
  ownLink: null,
  ownCollaborators: null,
  sharing: null,
});
const childrenOf = (folderId: string) => Object.keys(PARENTS).filter((id) => PARENTS[id] === folderId);

/** How one page of a folder comes out. */
const outcome = fc.record({
  files: fc.array(fc.record({ name: fc.constantFrom('1', '2', '3'), etag: fc.constantFrom('0', '1') }), {
    maxLength: 4,
  }),
  hasFolders: fc.boolean(),
  end: fc.constantFrom('complete', 'complete', 'more', 'not whole', 'failed', 'gap', 'endless'),
  isLost: fc.boolean(),
  apiCalls: fc.nat({ max: 3 }),
});
type Outcome = typeof outcome extends fc.Arbitrary<infer T> ? T : never;

/** Rounds of pages, each of the folders that can be claimed then; a round can begin a generation. */
const rounds = fc.array(
  fc.record({ begins: fc.boolean(), pages: fc.dictionary(fc.constantFrom(...CLAIMED), outcome) }),
  { minLength: 1, maxLength: 4 },
);

function pageOf(claim: Claim, { files, hasFolders, end, isLost, apiCalls }: Outcome, second: number): ListedPage {
  const { folderId } = claim;
  const pass = { ...NOTHING_MET, unreadable: end === 'gap' ? 2 : 0 };
  return {
    leaseId: isLost ? 'lost' : 'l',
    claim,
    sharing: null,
    files: files.map(({ name, etag }) => observedFile({ fileId: `${folderId}-${name}`, folderId, etag })),
    folders: hasFolders ? childrenOf(folderId).map(folder) : [],
    observedAt: at(second),
    isWhole: end !== 'not whole',
    nextMarker: end === 'more' ? 'next' : null,
    pass: end === 'failed' ? { ...pass, failure: problem('box_unavailable') } : pass,
    isEndless: end === 'endless',
    apiCalls,
  };
}

/** Everything that is recorded of a connection, without times of now and the order of insertion. */
async function recordedOf(connectionId: string): Promise<unknown> {
  const tables = ['files', 'folders', 'frontier', 'scan_gaps'];
  const rows = await Promise.all(
    tables.map(async (table) => {
      const { rows } = await sql<{ row: unknown }>`
        select to_jsonb(t) - '{connection_id,seq,since,not_before,parked_at,retry_at,lease_until}'::text[] as row
        from ${sql.table(table)} t where connection_id = ${connectionId} order by 1`.execute(database.db);
      return rows.map(({ row }) => row);
    }),
  );
  const { foldersListed, filesFound, apiCalls } = await scanNumbers(database.db, connectionId);
  return { rows, foldersListed, filesFound, apiCalls };
}

describe('pages that are recorded together', () => {
  it('leave the same as pages that are recorded one after another', async () => {
    const { db } = database;
    let run = 0;
    const property = fc.asyncProperty(rounds, async (script) => {
      run += 1;
      const [together, alone] = [`together-${run}`, `alone-${run}`];
      for (const connectionId of [together, alone]) {
        await insertConnection(db, connectionId, { scan_state: 'idle' });
        let generation = (await beginGeneration(db, connectionId, null)).generation;
        for (const [index, { begins, pages }] of script.entries()) {
          if (begins) generation = (await beginGeneration(db, connectionId, generation)).generation;
          const scan = { connectionId, generation };
          await extendFrontier(db, [{ userId: 'u', folderId: '0' }], { ...scan, lane: 1 });
          await db
            .updateTable('frontier')
            .set({ not_before: null, retry_at: new Date(0) })
            .execute();
          const claims = await claimFolders(db, { ...scan, leaseId: 'l', limit: 10 });
          claims.sort((one, other) => CLAIMED.indexOf(one.folderId as 'a') - CLAIMED.indexOf(other.folderId as 'a'));
          const listed = claims.flatMap((claim) => {
            const outcome = pages[claim.folderId];
            return outcome ? pageOf(claim, outcome, index) : [];
          });
          if (connectionId === together) await recordPages(db, scan, listed);
          else for (const page of listed) await recordPages(db, scan, [page]);
          await db.updateTable('frontier').set({ lease_id: null, lease_until: null }).execute();
        }
      }
      expect(await recordedOf(together)).toEqual(await recordedOf(alone));
    });
    await fc.assert(property, { numRuns: 60 });
  });
});

const RECORDED = { isRecorded: true, isGenerationOver: false };
const LOST = { isRecorded: false, isGenerationOver: false };

describe('a page', () => {
  let claims: readonly Claim[];
  beforeEach(async () => {
    await beginGeneration(database.db, 'c', null);
    const entries = Array.from({ length: 40 }, (_, index) => ({ userId: 'u', folderId: `f${index}` }));
    await extendFrontier(database.db, entries, { connectionId: 'c', generation: 1, lane: 1 });
    claims = await claimFolders(database.db, { connectionId: 'c', generation: 1, leaseId: 'l', limit: 40 });
  });
  const listed = (
    claim: Claim,
    file: Parameters<typeof observedFile>[0],
    more: Partial<ListedPage> = {},
  ): ListedPage => ({
    leaseId: 'l',
    claim,
    sharing: null,
    files: [observedFile({ folderId: claim.folderId, ...file })],
    folders: [],
    observedAt: at(0),
    isWhole: true,
    nextMarker: null,
    apiCalls: 1,
    ...more,
  });
  const scan = { connectionId: 'c', generation: 1 };
  const fileIds = async () => {
    const rows = await database.db.selectFrom('files').select('file_id').orderBy('file_id').execute();
    return rows.map(({ file_id: id }) => id);
  };

  it('of many that come at once is recorded, and each is told so', async () => {
    const recorder = createRecorder(database.db);
    const results = await Promise.all(
      claims.map((claim, index) => recorder.record(scan, listed(claim, { fileId: `${index}` }))),
    );
    expect(results).toEqual(claims.map(() => RECORDED));
    expect((await fileIds()).length).toBe(claims.length);
  });

  it('waits for no slow transaction if a full one can run beside it; what does not fill one waits', async () => {
    const slow = await openTransaction(database.other, (trx) =>
      sql`select from frontier where folder_id = ${claims[0]!.folderId} for update`.execute(trx),
    );
    const recorder = createRecorder(database.db);
    const done: number[] = [];
    const records = claims.map(async (claim, index) => {
      await recorder.record(scan, listed(claim, { fileId: `${index}` }));
      done.push(index);
    });
    await Promise.all(records.slice(1, 33));
    expect(done).toEqual(claims.map((_, index) => index).slice(1, 33));
    await slow.commit();
    await Promise.all(records);
    expect(done.length).toBe(claims.length);
  });

  it('that Postgres refuses fails alone: those that were to be recorded with it are', async () => {
    const recorder = createRecorder(database.db);
    const results = await Promise.allSettled(
      claims.map((claim, index) =>
        recorder.record(scan, listed(claim, { fileId: `${index}`, ...(index === 20 ? { size: -1.5 } : {}) })),
      ),
    );
    expect(results.map(({ status }) => status)).toEqual(
      claims.map((_, index) => (index === 20 ? 'rejected' : 'fulfilled')),
    );
    expect(await fileIds()).not.toContain('20');
    expect((await fileIds()).length).toBe(claims.length - 1);
  });

  it('whose claim is lost, or whose generation is over, is not recorded, and those beside it are', async () => {
    const recorder = createRecorder(database.db);
    const record = (index: number, more: Partial<ListedPage>, generation = 1) =>
      recorder.record({ ...scan, generation }, listed(claims[index]!, { fileId: `${index}` }, more));
    const results = [record(0, {}), record(1, { leaseId: 'other' }), record(2, {}, 0), record(3, {})];
    expect(await Promise.all(results)).toEqual([RECORDED, LOST, LOST, RECORDED]);
    expect(await fileIds()).toEqual(['0', '3']);
  });

  it('has the last word on a file that moved while both of its folders were listed', async () => {
    const [from, to] = [claims[0]!, claims[1]!];
    const pages = [
      listed(to, { fileId: 'moved', path: '/to' }, { observedAt: at(2) }),
      listed(from, { fileId: 'moved', path: '/from' }, { observedAt: at(1) }),
    ];
    expect(await recordPages(database.db, scan, pages)).toEqual([RECORDED, RECORDED]);
    const { path } = await database.db.selectFrom('files').select('path').executeTakeFirstOrThrow();
    expect(path).toBe('/to');
    expect((await scanNumbers(database.db, 'c')).filesFound).toBe(1);
  });
});
