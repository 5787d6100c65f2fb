import { describe, expect, it } from 'vitest';
import { problem, type Problem } from '../../src/domain/problems.js';
import { upsertUsers, type StoredUser } from '../../src/store/scan/box-users.js';
import { claimFolders, extendFrontier } from '../../src/store/scan/frontier.js';
import { beginGeneration, completeGeneration } from '../../src/store/scan/generations.js';
import { databaseWithConnection } from '../fixture/database-with-connection.js';
import { observedFile, recordFiles } from '../fixture/file.js';
import { recordPage, recordUsersListed } from '../fixture/scan.js';

const database = databaseWithConnection({ scan_state: 'idle' });

const user = (userId: string, skippedReason: Problem | null): StoredUser => ({
  userId,
  login: userId,
  name: userId,
  role: 'user',
  status: 'active',
  skippedReason,
});
const begin = async (abandon: number | null) => (await beginGeneration(database.db, 'c', abandon)).generation;
const complete = async (generation: number) => {
  await recordUsersListed(database.db, 'c', generation);
  return completeGeneration(database.db, 'c', generation);
};
const scans = () => database.db.selectFrom('scans').select(['generation', 'outcome']).orderBy('generation').execute();

describe('a generation', () => {
  it('continues while it is running, and is followed by the next once it is complete', async () => {
    expect([await begin(null), await begin(null)]).toEqual([1, 1]);
    expect(await complete(1)).toBe(true);
    expect(await begin(null)).toBe(2);
  });

  it('is abandoned once, even if the step that abandons it is repeated', async () => {
    await begin(null);
    expect([await begin(1), await begin(1)]).toEqual([2, 2]);
    expect(await scans()).toEqual([
      { generation: 1, outcome: 'abandoned' },
      { generation: 2, outcome: null },
    ]);
  });

  it('sets the scan state to running in the transaction that begins it', async () => {
    await begin(null);
    const { scan_state } = await database.db
      .selectFrom('connections')
      .select('scan_state')
      .where('id', '=', 'c')
      .executeTakeFirstOrThrow();
    expect(scan_state).toBe('running');
  });

  it('marks files as gone that it has not recorded, except those of skipped users', async () => {
    const { db } = database;
    await begin(null);
    const observed = (fileId: string, ownerId: string) => observedFile({ fileId, ownerId });
    await upsertUsers(db, 'c', 1, [user('u', null), user('out', problem('user_inactive'))]);
    const files = [observed('1', 'u'), observed('2', 'u'), observed('3', 'out'), observed('4', 'nobody')];
    await recordFiles(db, files, { generation: 1, observedAt: new Date() });
    await complete(1);
    await begin(null);
    await recordFiles(db, [observed('2', 'u')], { generation: 2, observedAt: new Date() });
    await complete(2);
    const gone = await db
      .selectFrom('files')
      .select('file_id')
      .where('state', '=', 'gone')
      .orderBy('file_id')
      .execute();
    expect(gone.map((row) => row.file_id)).toEqual(['1', '4']);
  });

  it('leaves what is in the trash there, unless its owner has left', async () => {
    const { db } = database;
    await begin(null);
    await upsertUsers(db, 'c', 1, [user('u', null)]);
    const files = [observedFile({ fileId: '1', ownerId: 'u' }), observedFile({ fileId: '2', ownerId: 'left' })];
    await recordFiles(db, files, { generation: 1, observedAt: new Date() });
    await db.updateTable('files').set({ state: 'trashed' }).execute();
    await complete(1);
    await begin(null);
    await complete(2);
    const states = await db.selectFrom('files').select(['file_id', 'state']).orderBy('file_id').execute();
    expect(states).toEqual([
      { file_id: '1', state: 'trashed' },
      { file_id: '2', state: 'gone' },
    ]);
  });

  it('restarts the listing of pending folders, because pages of the previous generation do not count', async () => {
    const { db } = database;
    await begin(null);
    await complete(1);
    // A folder that was shared after the scan, with its first page listed.
    await extendFrontier(db, [{ userId: 'u', folderId: 'f' }], { connectionId: 'c', generation: 1, lane: 0 });
    await db.updateTable('frontier').set({ marker: 'page 2', lease_id: 'l', lease_until: new Date() }).execute();
    expect(await begin(null)).toBe(2);
    const [claim] = await claimFolders(db, { connectionId: 'c', generation: 2, leaseId: 'm', limit: 1 });
    expect(claim).toMatchObject({ folderId: 'f', marker: null });
  });

  it('rejects pages and claims of the previous generation', async () => {
    const { db } = database;
    const older = await begin(null);
    const newer = await begin(older);
    await extendFrontier(db, [{ userId: 'u', folderId: '0' }], { connectionId: 'c', generation: newer, lane: 1 });
    const claim = (generation: number) => claimFolders(db, { connectionId: 'c', generation, leaseId: 'l', limit: 1 });
    expect(await claim(older)).toEqual([]);
    const [claimed] = await claim(newer);
    const page = {
      connectionId: 'c',
      leaseId: 'l',
      claim: claimed!,
      sharing: null,
      files: [],
      folders: [],
      isWhole: true,
      nextMarker: null,
      apiCalls: 1,
      observedAt: new Date(),
    };
    expect(await recordPage(db, { ...page, generation: older })).toBe(false);
    expect(await recordPage(db, { ...page, generation: newer })).toBe(true);
  });
});
