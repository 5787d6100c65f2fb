import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { EXPOSURES } from '../../src/domain/exposure.js';
import { countFiles, countFilesOf } from '../../src/store/files/counts.js';
import { migrateToLatest } from '../../src/store/migrate.js';
import { purgeConnection } from '../../src/store/connections/purge.js';
import { markFile, markPurgedFiles } from '../../src/store/scan/scanned-files.js';
import type { Db } from '../../src/store/sql/postgres.js';
import { openTransaction } from '../fixture/blocked.js';
import { insertConnection } from '../fixture/connection.js';
import { databaseWithConnection } from '../fixture/database-with-connection.js';
import { freshDatabase } from '../fixture/database.js';
import { insertFiles, observedFile, recordFiles } from '../fixture/file.js';

const database = databaseWithConnection();

/** The files of connection `c`, counted one by one, as `file_counts` has them. */
async function counted(db: Db): Promise<Record<string, number>> {
  const { rows } = await sql<{ key: string; files: number }>`
    select access || ' ' || state as key, count(*) as files from files where connection_id = 'c' group by 1`.execute(
    db,
  );
  return Object.fromEntries(rows.map(({ key, files }) => [key, files]));
}
async function kept(db: Db): Promise<Record<string, number>> {
  const { rows } = await sql<{ key: string; files: number }>`
    select access || ' ' || state as key, sum(files)::bigint as files from file_counts where connection_id = 'c'
    group by 1 having sum(files) <> 0`.execute(db);
  return Object.fromEntries(rows.map(({ key, files }) => [key, files]));
}

const fileIds = fc.uniqueArray(fc.integer({ min: 1, max: 12 }).map(String), { minLength: 1, maxLength: 12 });
const step = fc.oneof(
  fc.record({ kind: fc.constant('record' as const), fileIds, access: fc.constantFrom(...EXPOSURES) }),
  fc.record({
    kind: fc.constant('mark' as const),
    fileId: fc.integer({ min: 1, max: 12 }).map(String),
    state: fc.constantFrom('trashed' as const, 'gone' as const),
  }),
  fc.record({ kind: fc.constant('purge' as const), fileIds }),
  fc.record({ kind: fc.constant('delete' as const), fileIds }),
);

describe('the number of files by exposure and state', () => {
  it('is kept as files are recorded, marked and deleted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const { db } = database;
        await db.deleteFrom('files').execute();
        let at = Date.parse('2026-11-01T00:00:00Z');
        for (const each of steps) {
          at += 1_000;
          const scan = { connectionId: 'c', generation: 1, observedAt: new Date(at) };
          if (each.kind === 'record') {
            const files = each.fileIds.map((fileId) => observedFile({ fileId, access: each.access, etag: String(at) }));
            await recordFiles(db, files, scan);
          } else if (each.kind === 'mark') {
            await db
              .transaction()
              .execute((trx) => markFile(trx, each.fileId, each.state, { ...scan, reason: 'modified' }));
          } else if (each.kind === 'purge') {
            await db.transaction().execute((trx) => markPurgedFiles(trx, 'c', each.fileIds, scan.observedAt));
          } else {
            await db.deleteFrom('files').where('file_id', 'in', each.fileIds).execute();
          }
        }
        expect(await kept(db)).toEqual(await counted(db));
      }),
      { numRuns: 60 },
    );
  });

  it('is that of what is committed: a statement that fails counts nothing', async () => {
    const { db } = database;
    await insertFiles(db, [{ file_id: '1' }]);
    const failed = db.transaction().execute(async (trx) => {
      await insertFiles(trx, [{ file_id: '2' }]);
      throw new Error('not today');
    });
    await expect(failed).rejects.toThrow('not today');
    expect(await countFilesOf(db, 'c')).toEqual({ active: 1, trashed: 0, gone: 0 });
  });

  it('is added up by sessions that do not wait for each other', async () => {
    const { db, other } = database;
    const open = await openTransaction(db, (trx) => insertFiles(trx, [{ file_id: '1' }, { file_id: '2' }]));
    await insertFiles(other, [{ file_id: '3' }]);
    expect(await countFilesOf(other, 'c')).toMatchObject({ active: 1 });
    await open.commit();
    expect(await countFiles(other, { connectionId: 'c', states: ['active'] })).toMatchObject({
      byAccess: { private: 3 },
      byState: { active: 3 },
    });
  });

  it('is gone with the findings of a connection, and with the connection', async () => {
    const { db } = database;
    await insertFiles(db, [{ file_id: '1' }, { file_id: '2' }]);
    await purgeConnection(db, 'c', 'everything');
    expect(await db.selectFrom('file_counts').selectAll().execute()).toEqual([]);
    await insertFiles(db, [{ file_id: '1' }]);
    await db.deleteFrom('connections').execute();
    expect(await db.selectFrom('file_counts').selectAll().execute()).toEqual([]);
  });

  it('is counted once for the files that an earlier version has stored', async () => {
    const earlier = await freshDatabase('0020-turns');
    try {
      await insertConnection(earlier.db, 'c');
      await insertFiles(earlier.db, [
        { file_id: '1' },
        { file_id: '2', access: 'public' },
        { file_id: '3', access: 'public', state: 'gone' },
      ]);
      await migrateToLatest(earlier.db);
      expect(await countFiles(earlier.db, { connectionId: 'c' })).toEqual({
        byAccess: { private: 1, internal: 0, external: 0, public: 2 },
        byState: { active: 2, trashed: 0, gone: 1 },
      });
    } finally {
      await earlier.drop();
    }
  });
});
