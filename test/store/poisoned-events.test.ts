import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toActivity } from '../../src/box/event-types.js';
import { eventPage } from '../../src/box/events.js';
import { isCoveredBy } from '../../src/domain/promotion.js';
import { storeEventsOneByOne } from '../../src/store/activity-log/store-one-by-one.js';
import { loadPromotions } from '../../src/store/scan/promotions.js';
import { deleteActivities } from '../fixture/activity.js';
import { insertConnection } from '../fixture/connection.js';
import { freshDatabase } from '../fixture/database.js';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase();
  await insertConnection(database.db, 'c');
});
afterAll(() => database.drop());

const receivedAt = new Date('2026-11-01T10:01:00.000Z');
const edit = (id: string, more: object = {}) => ({
  event_id: id,
  event_type: 'EDIT',
  created_at: '2026-11-01T10:00:00Z',
  source: { item_type: 'file', item_id: `f-${id}`, item_name: 'x' },
  ...more,
});
const store = (entries: object[], received = receivedAt) => {
  const { events } = eventPage.parse({ entries, next_stream_position: '1' });
  const activities = events.map((event) => toActivity(event, null, received));
  const batch = { connectionId: 'c', source: 'stream', receivedAt: received, events: activities } as const;
  return storeEventsOneByOne(database.db, batch);
};
const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

describe('an event that Postgres does not accept', () => {
  it.each([
    ['a NUL in the name of a field', { source: { item_type: 'file', item_id: 'f-bad', item_name: 'x', 'a\0b': 1 } }],
    ['a NUL in a name', { source: { item_type: 'file', item_id: 'f-bad', item_name: 'a\0b' } }],
    ['a very deep document', { source: { item_type: 'file', item_id: 'f-bad', deep: nested(20_000) } }],
  ])('because of %s costs no other event, and its file is scanned', async (_, poison) => {
    await deleteActivities(database.db);
    await database.db.deleteFrom('promotions').execute();
    const entries = [...Array.from({ length: 9 }, (__, i) => edit(`before-${i}`)), edit('bad', poison), edit('after')];
    const result = await store(entries);
    expect(result).toMatchObject({ stored: 11, unstorable: [] });
    const promoted = (await loadPromotions(database.db, 'c', 100)).map(({ itemId }) => itemId);
    expect([promoted.length, promoted.includes('f-bad')]).toEqual([11, true]);
    expect((await store(entries)).stored).toBe(0);
  });
});

describe('an event that is dated in the future', () => {
  it('does not hide a later change to its file', async () => {
    await deleteActivities(database.db);
    await database.db.deleteFrom('promotions').execute();
    await store([edit('future', { created_at: '2036-11-01T10:00:00Z', source: { item_type: 'file', item_id: 'f' } })]);
    const [promotion] = await loadPromotions(database.db, 'c', 100);
    expect(promotion?.at).toBe(receivedAt.toISOString());
    const [stored] = await database.db.selectFrom('activities').select('occurred_at').execute();
    expect(stored?.occurred_at.toISOString()).toBe('2036-11-01T10:00:00.000Z');
  });

  it('does not hide one that is dated further ahead, because Box has set its clock', async () => {
    await deleteActivities(database.db);
    await database.db.deleteFrom('promotions').execute();
    const ahead = (ms: number) => new Date(receivedAt.getTime() + ms).toISOString();
    const source = { item_type: 'file', item_id: 'f' };
    await store([edit('slightly', { created_at: ahead(90_000), source })]);
    const [scanned] = await loadPromotions(database.db, 'c', 100);
    await store([edit('far', { created_at: ahead(7_200_000), source })], new Date(receivedAt.getTime() + 1_000));
    const [later] = await loadPromotions(database.db, 'c', 100);
    expect(later).toMatchObject({ eventId: 'far' });
    expect(isCoveredBy(later!, scanned)).toBe(false);
  });
});
