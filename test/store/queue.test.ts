import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Promotion } from '../../src/domain/promotion.js';
import { problem } from '../../src/domain/problems.js';
import { extendFrontier } from '../../src/store/scan/frontier.js';
import { parkPromotion, storePromotions } from '../../src/store/scan/promotions.js';
import { storedQueue } from '../../src/store/scan/queue.js';
import { insertConnection } from '../fixture/connection.js';
import { freshDatabase } from '../fixture/database.js';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase();
  await insertConnection(database.db, 'c');
});
afterAll(() => database.drop());

const promotion = (itemId: string, rank: 0 | 1): Promotion => ({
  itemType: 'file',
  itemId,
  ownerId: 'u',
  eventId: `of ${itemId}`,
  eventType: 'EDIT',
  at: new Date().toISOString(),
  rank,
  reason: 'modified',
});

it('a queue has the first items and the number of all that wait, without parked ones', async () => {
  const { db } = database;
  expect(await storedQueue(db, 'c', 2)).toEqual({
    waiting: { express: 0, subtree: 0, bulk: 0 },
    promotions: [],
    folders: [],
  });
  await storePromotions(db, 'c', [promotion('backfilled', 1), promotion('live', 0), promotion('parked', 0)]);
  await parkPromotion(db, 'c', promotion('parked', 0), problem('box_unavailable'));
  await db.transaction().execute(async (trx) => {
    const of = (folderId: string) => ({ userId: 'u', folderId });
    await extendFrontier(trx, ['1', '2', '3'].map(of), { connectionId: 'c', generation: 1, lane: 1 });
    await extendFrontier(trx, [of('4')], { connectionId: 'c', generation: 1, lane: 0 });
  });
  const queue = await storedQueue(db, 'c', 2);
  expect(queue.waiting).toEqual({ express: 2, subtree: 1, bulk: 3 });
  expect(queue.promotions.map(({ itemId }) => itemId)).toEqual(['live', 'backfilled']);
  expect(queue.folders.map(({ lane }) => lane)).toEqual([0, 1]);
  expect(queue.folders[0]?.folderId).toBe('4');
});
