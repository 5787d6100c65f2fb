import { describe, expect, it } from 'vitest';
import type { Promotion } from '../../../src/domain/promotion.js';
import {
  deletePromotions,
  loadPromotions,
  parkPromotion,
  storePromotions,
} from '../../../src/store/scan/promotions.js';
import { problem } from '../../../src/domain/problems.js';
import { markFile } from '../../../src/store/scan/scanned-files.js';
import { markFolders, upsertFolders } from '../../../src/store/scan/scanned-folders.js';
import type { ObservedFolder } from '../../../src/store/scan/observation.js';
import { databaseWithConnection } from '../../fixture/database-with-connection.js';
import { observedFile, recordFiles } from '../../fixture/file.js';

const database = databaseWithConnection();

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
const change = (second: number, more: Partial<Promotion> = {}): Promotion => ({
  itemType: 'file',
  itemId: '1',
  ownerId: 'u',
  eventId: `e${second}`,
  eventType: 'EDIT',
  at: at(second).toISOString(),
  rank: 0,
  reason: 'modified',
  ...more,
});
const store = (...promotions: Promotion[]) => storePromotions(database.db, 'c', promotions);
const waiting = async () => (await loadPromotions(database.db, 'c', 10)).map(({ eventId }) => eventId);
const record = (name: string, second: number, reason: 'bulk' | 'modified' = 'modified', generation = 1) =>
  recordFiles(database.db, [observedFile({ name, path: `/${name}` })], { generation, observedAt: at(second), reason });
const file = () => database.db.selectFrom('files').select(['name', 'state', 'generation']).executeTakeFirstOrThrow();
const folder = (name: string): ObservedFolder => ({
  folderId: 'f',
  ownerId: 'u',
  parentId: '0',
  name,
  path: `/${name}`,
  ancestorIds: [],
  hasCollaborations: false,
  ownLink: null,
  ownCollaborators: null,
  sharing: null,
});
const recordFolder = (name: string, second: number) =>
  database.db
    .transaction()
    .execute((trx) =>
      upsertFolders(trx, [{ folders: [folder(name)], observedAt: at(second) }], { connectionId: 'c', generation: 1 }),
    );
const folderRow = () => database.db.selectFrom('folders').select(['name', 'state']).executeTakeFirstOrThrow();

describe('an observation of a file', () => {
  it('is not overwritten by an earlier one that is recorded later', async () => {
    await record('later.txt', 20);
    await record('earlier.txt', 10);
    expect(await file()).toMatchObject({ name: 'later.txt' });
    await record('newest.txt', 30);
    expect(await file()).toMatchObject({ name: 'newest.txt' });
  });

  it('is not overwritten by an earlier listing of the same generation', async () => {
    await record('rescanned.txt', 20);
    await record('listed.txt', 10, 'bulk');
    expect(await file()).toMatchObject({ name: 'rescanned.txt' });
  });

  it('is not overwritten by an earlier sight of the file in the trash', async () => {
    await record('restored.txt', 20);
    const scan = { connectionId: 'c', generation: 1, reason: 'modified' as const };
    const mark = (second: number) =>
      database.db.transaction().execute((trx) => markFile(trx, '1', 'trashed', { ...scan, observedAt: at(second) }));
    await mark(10);
    expect(await file()).toMatchObject({ state: 'active' });
    await mark(30);
    expect(await file()).toMatchObject({ state: 'trashed' });
  });
});

describe('an observation of a folder', () => {
  it('is not overwritten by an earlier one that is recorded later', async () => {
    await recordFolder('later', 20);
    await recordFolder('earlier', 10);
    expect(await folderRow()).toMatchObject({ name: 'later' });
    await recordFolder('newest', 30);
    expect(await folderRow()).toMatchObject({ name: 'newest' });
  });

  it('is not marked as removed by an earlier observation', async () => {
    await recordFolder('restored', 20);
    await markFolders(database.db, { connectionId: 'c', folderId: 'f' }, 'gone', at(10));
    expect(await folderRow()).toMatchObject({ state: 'active' });
    await markFolders(database.db, { connectionId: 'c', folderId: 'f' }, 'gone', at(30));
    expect(await folderRow()).toMatchObject({ state: 'gone' });
  });
});

describe('a promoted item', () => {
  it('waits for its latest change, in whatever order the changes are stored', async () => {
    await store(change(20));
    await store(change(10));
    expect(await waiting()).toEqual(['e20']);
    await store(change(30));
    expect(await waiting()).toEqual(['e30']);
  });

  it('waits for another change of the same second, because Box’s times are whole seconds', async () => {
    await store(change(20));
    await store(change(20, { eventId: 'another' }));
    expect(await waiting()).toEqual(['another']);
  });

  it('keeps its place in the queue when it changes again', async () => {
    await store(change(10), change(11, { itemId: '2' }));
    await store(change(20));
    expect(await waiting()).toEqual(['e20', 'e11']);
  });

  it('stays in the queue if it changed again while it was scanned', async () => {
    await store(change(10));
    const scanned = await loadPromotions(database.db, 'c', 10);
    await store(change(10, { eventId: 'meanwhile' }));
    await deletePromotions(database.db, 'c', scanned);
    expect(await waiting()).toEqual(['meanwhile']);
    await store(change(20));
    await deletePromotions(database.db, 'c', scanned);
    expect(await waiting()).toEqual(['e20']);
    await deletePromotions(database.db, 'c', [change(20)]);
    expect(await waiting()).toEqual([]);
  });

  it('leaves the queue with its parking if a newer change was scanned', async () => {
    await parkPromotion(database.db, 'c', change(10), problem('box_rejected'));
    await deletePromotions(database.db, 'c', [change(20)]);
    expect(await database.db.selectFrom('promotions').selectAll().execute()).toEqual([]);
  });
});
