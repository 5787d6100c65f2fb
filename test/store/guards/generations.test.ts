import { describe, expect, it } from 'vitest';
import { lockLiveConnection, recordScanState, recordStatus } from '../../../src/store/connections/connections.js';
import { claimFolders, extendFrontier } from '../../../src/store/scan/frontier.js';
import { problem } from '../../../src/domain/problems.js';
import { upsertUsers } from '../../../src/store/scan/box-users.js';
import {
  beginGeneration,
  completeGeneration,
  lockGeneration,
  recordUsersProblem,
} from '../../../src/store/scan/generations.js';
import { openTransaction, untilBlocked } from '../../fixture/blocked.js';
import { databaseWithConnection } from '../../fixture/database-with-connection.js';
import { observedFile, recordFiles } from '../../fixture/file.js';
import { recordUsersListed } from '../../fixture/scan.js';

const database = databaseWithConnection();

const scans = () => database.db.selectFrom('scans').select(['generation', 'outcome']).orderBy('generation').execute();

describe('a generation', () => {
  it('does not begin while a worker records results under the previous one', async () => {
    await beginGeneration(database.db, 'c', null);
    const recording = await openTransaction(database.db, (trx) => lockGeneration(trx, 'c'));
    const begun = beginGeneration(database.other, 'c', 1);
    await untilBlocked(database.db);
    await recording.commit();
    expect([recording.taken, await begun]).toMatchObject([{ generation: 1 }, { generation: 2 }]);
  });

  it('lets several workers record results at the same time', async () => {
    await beginGeneration(database.db, 'c', null);
    const first = await openTransaction(database.db, (trx) => lockGeneration(trx, 'c'));
    const second = await openTransaction(database.other, (trx) => lockGeneration(trx, 'c'));
    await Promise.all([first.commit(), second.commit()]);
    expect([first.taken, second.taken]).toMatchObject([{ generation: 1 }, { generation: 1 }]);
  });

  it('begins once if two workers begin it at the same time', async () => {
    const begun = await Promise.all([
      beginGeneration(database.db, 'c', null),
      beginGeneration(database.other, 'c', null),
    ]);
    expect(begun).toEqual([{ generation: 1 }, { generation: 1 }]);
    expect(await scans()).toHaveLength(1);
  });

  it('is not completed while a folder is pending, claimed or not', async () => {
    await beginGeneration(database.db, 'c', null);
    await recordUsersListed(database.db, 'c', 1);
    await extendFrontier(database.db, [{ userId: 'u', folderId: '0' }], { connectionId: 'c', generation: 1, lane: 1 });
    expect(await completeGeneration(database.db, 'c', 1)).toBe(false);
    await claimFolders(database.db, { connectionId: 'c', generation: 1, leaseId: 'l', limit: 1 });
    expect(await completeGeneration(database.db, 'c', 1)).toBe(false);
    expect(await scans()).toEqual([{ generation: 1, outcome: null }]);
  });
});

/** Two files of the first generation: one of a known user, one of a user who is not known. */
async function recordTwoOwners(): Promise<void> {
  const { db } = database;
  await beginGeneration(db, 'c', null);
  const known = { userId: 'known', login: 'known', name: 'known', status: 'active', skippedReason: null };
  await upsertUsers(db, 'c', 1, [{ ...known, role: 'user' }]);
  const files = [observedFile({ fileId: '1', ownerId: 'known' }), observedFile({ fileId: '2', ownerId: 'unknown' })];
  await recordFiles(db, files, { generation: 1, observedAt: new Date() });
  await recordUsersListed(db, 'c', 1);
  await completeGeneration(db, 'c', 1);
}

const activeFiles = async () => {
  const rows = await database.db.selectFrom('files').select('file_id').where('state', '=', 'active').execute();
  return rows.map((row) => row.file_id).sort();
};

describe('a generation whose users are not listed', () => {
  it('is not completed, and marks nothing as gone', async () => {
    await recordTwoOwners();
    await beginGeneration(database.db, 'c', null);
    expect(await completeGeneration(database.db, 'c', 2)).toBe(false);
    expect(await activeFiles()).toEqual(['1', '2']);
    expect(await scans()).toEqual([
      { generation: 1, outcome: 'completed' },
      { generation: 2, outcome: null },
    ]);
  });

  it('is not completed if it is unknown, as after a restored backup', async () => {
    await recordTwoOwners();
    expect(await completeGeneration(database.db, 'c', 2)).toBe(false);
    expect(await activeFiles()).toEqual(['1', '2']);
  });

  it('completes once they are listed', async () => {
    await recordTwoOwners();
    await beginGeneration(database.db, 'c', null);
    await recordUsersListed(database.db, 'c', 2);
    expect(await completeGeneration(database.db, 'c', 2)).toBe(true);
    expect(await activeFiles()).toEqual([]);
  });

  it('keeps the files of users whom an incomplete list may lack', async () => {
    await recordTwoOwners();
    await beginGeneration(database.db, 'c', null);
    await recordUsersProblem(database.db, 'c', 2, { error: problem('users_not_listed'), goOn: true });
    expect(await completeGeneration(database.db, 'c', 2)).toBe(true);
    expect(await activeFiles()).toEqual(['2']);
  });
});

describe('a connection', () => {
  it('is not recorded as disconnected while a worker records results for it', async () => {
    const recording = await openTransaction(database.db, (trx) => lockLiveConnection(trx, 'c'));
    const disconnected = recordStatus(database.other, 'c', 'disconnected', null);
    await untilBlocked(database.db);
    await recording.commit();
    await disconnected;
    const late = await openTransaction(database.db, (trx) => lockLiveConnection(trx, 'c'));
    await late.commit();
    expect([recording.taken, late.taken]).toEqual([true, false]);
  });

  it('has its progress recorded while a worker records results for it', async () => {
    const recording = await openTransaction(database.db, (trx) => lockLiveConnection(trx, 'c'));
    await recordScanState(database.other, 'c', 'paused');
    await recording.commit();
    const { scan_state: state } = await database.db
      .selectFrom('connections')
      .select('scan_state')
      .executeTakeFirstOrThrow();
    expect([recording.taken, state]).toEqual([true, 'paused']);
  });
});
