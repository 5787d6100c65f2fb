import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { createRescanRecorder, type ScannedFile } from '../../activities/scan/rescan-recorder.js';
import { ConnectionGone } from '../../activities/failures.js';
import type { Promotion } from '../../src/domain/promotion.js';
import { recordStatus } from '../../src/store/connections/connections.js';
import { beginGeneration } from '../../src/store/scan/generations.js';
import { scanNumbers } from '../../src/store/scan/progress.js';
import { loadPromotions, storePromotions } from '../../src/store/scan/promotions.js';
import { listRescans, RESCANS_KEPT } from '../../src/store/scan/rescans.js';
import { databaseWithConnection } from '../fixture/database-with-connection.js';
import { observedFile, recordFiles } from '../fixture/file.js';

const database = databaseWithConnection();
beforeEach(() => beginGeneration(database.db, 'c', null));

const AT = '2026-11-01T00:00:00.000Z';
const promotionOf = (itemId: string, more: Partial<Promotion> = {}): Promotion => ({
  ...{ itemType: 'file', itemId, ownerId: 'u', eventId: `event ${itemId}`, eventType: 'EDIT' },
  ...{ at: AT, rank: 0, reason: 'modified' },
  ...more,
});
const scanned = (promotion: Promotion, file: Parameters<typeof observedFile>[0] = {}): ScannedFile => ({
  promotion,
  file: observedFile({
    fileId: promotion.itemId,
    name: `${promotion.itemId}.txt`,
    path: `/${promotion.itemId}.txt`,
    ...file,
  }),
  observedAt: new Date(),
  heldUntil: null,
});
/** Stores that the event of a file was known here a minute after it happened. */
const storeEvent = (fileId: string) =>
  sql`
    insert into activities (connection_id, event_id, type, category, occurred_at, actor, source, own, raw, recorded_at)
    values ('c', ${`event ${fileId}`}, 'EDIT', 'modifies', ${AT}::timestamptz, ${JSON.stringify({ id: fileId })}::jsonb,
      'stream', false, '{}', ${AT}::timestamptz + interval '1 minute')`.execute(database.db);
const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1));

describe('files that are rescanned at the same time', () => {
  it('are recorded in few transactions, each as it was observed', async () => {
    const { db } = database;
    const ids = numbers(40);
    const promotions = ids.map((id) => promotionOf(id, id === '7' ? { reason: 'manual', eventType: 'manual' } : {}));
    await recordFiles(db, [observedFile({ fileId: '9', size: 1, path: '/9.txt', name: '9.txt' })], {
      ...{ generation: 1, observedAt: new Date(0) },
    });
    await storePromotions(db, 'c', promotions);
    for (const id of ['3', '9']) await storeEvent(id);
    const record = createRescanRecorder(db, 'c');
    const delays = await Promise.all(promotions.map((each) => record(scanned(each, { size: Number(each.itemId) }))));

    const { rows } = await sql<{ files: number; transactions: number; sum: number }>`
      select count(*) as files, count(distinct xmin::text) as transactions, sum(size)::int as sum from files
      where scan_reason = case file_id when '7' then 'manual' else 'modified' end`.execute(db);
    // The first file waits for no other.
    expect(rows).toEqual([{ files: 40, transactions: 2, sum: 820 }]);
    expect(delays.map(({ boxMs }) => boxMs)).toEqual(ids.map((id) => (id === '3' || id === '9' ? 60_000 : null)));
    const rescans = await listRescans(db, 'c');
    expect(rescans.map(({ itemId }) => itemId).sort()).toEqual([...ids].sort());
    expect(rescans.find(({ itemId }) => itemId === '9')).toMatchObject({
      result: 'scanned',
      actor: { id: '9' },
      changed: [{ field: 'size', from: 1, to: 9 }],
    });
    // One of them was recorded before.
    expect(await scanNumbers(db, 'c')).toMatchObject({ expressScanned: 40, filesFound: 39, expressWaiting: 0 });
  });

  it('fail only for themselves', async () => {
    const { db } = database;
    const record = createRescanRecorder(db, 'c');
    const outcomes = await Promise.allSettled([
      record(scanned(promotionOf('1'))),
      record(scanned(promotionOf('2'))),
      // Postgres has no such character in a text.
      record(scanned(promotionOf('3'), { name: 'a\u0000b' })),
      record(scanned(promotionOf('4'))),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    const { rows } = await sql`select file_id as id from files order by file_id`.execute(db);
    expect(rows).toEqual([{ id: '1' }, { id: '2' }, { id: '4' }]);
  });

  it('are all refused once the connection is disconnected', async () => {
    await recordStatus(database.db, 'c', 'disconnected', null);
    const record = createRescanRecorder(database.db, 'c');
    const outcomes = await Promise.allSettled(numbers(3).map((id) => record(scanned(promotionOf(id)))));
    const reasons = outcomes.map((each) => (each.status === 'rejected' ? (each.reason as unknown) : null));
    for (const reason of reasons) expect(reason).toBeInstanceOf(ConnectionGone);
  });

  it('keep as many rescans in the list as one by one', async () => {
    const record = createRescanRecorder(database.db, 'c');
    await Promise.all(numbers(RESCANS_KEPT + 20).map((id) => record(scanned(promotionOf(id)))));
    expect(await listRescans(database.db, 'c')).toHaveLength(RESCANS_KEPT);
  });
});

describe('a promotion that changes while its file is rescanned', () => {
  it('stays if the change is later', async () => {
    const { db } = database;
    const later = promotionOf('1', { at: '2026-11-01T00:00:01.000Z', eventId: 'later' });
    await storePromotions(db, 'c', [later]);
    await createRescanRecorder(db, 'c')(scanned(promotionOf('1')));
    expect(await loadPromotions(db, 'c', 10)).toMatchObject([{ eventId: 'later' }]);
  });

  it('does not hold up the files beside it, and is decided when its change is stored', async () => {
    const { db } = database;
    const promotions = numbers(3).map((id) => promotionOf(id));
    await storePromotions(db, 'c', promotions);
    const record = createRescanRecorder(db, 'c');
    const ended: string[] = [];
    const recording = db.transaction().execute(async (trx) => {
      await sql`select from promotions where item_id = '2' for update`.execute(trx);
      const all = promotions.map((each) => record(scanned(each)).then(() => ended.push(each.itemId)));
      await Promise.all([all[0], all[2]]);
      expect(ended).toEqual(['1', '3']);
      return { all };
    });
    await Promise.all((await recording).all);
    expect(await loadPromotions(db, 'c', 10)).toEqual([]);
  });
});
