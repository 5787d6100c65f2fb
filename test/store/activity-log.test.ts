import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BoxEvent } from '../../src/box/events.js';
import { toActivity } from '../../src/box/event-types.js';
import { problem } from '../../src/domain/problems.js';
import { storeEvents } from '../../src/store/activity-log/write.js';
import { countAttempt, deletePromotions, loadPromotions, parkPromotion } from '../../src/store/scan/promotions.js';
import { fromJsonRows } from '../../src/store/sql/json-rows.js';
import { deleteActivities } from '../fixture/activity.js';
import { insertConnection } from '../fixture/connection.js';
import { freshDatabase } from '../fixture/database.js';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase();
  await insertConnection(database.db, 'c');
});
afterAll(() => database.drop());

function event(eventId: string, type: string, fileId: string, more: Partial<BoxEvent> = {}): BoxEvent {
  return {
    eventId,
    type,
    occurredAt: '2026-11-01T10:00:00.000Z',
    actor: { id: '1', login: 'a@acme.example', name: 'A' },
    item: { type: 'file', id: fileId, name: 'x', ownerId: '1', parentId: '0' },
    ip: null,
    serviceId: null,
    raw: { event_id: eventId },
    ...more,
  };
}
const receivedAt = new Date('2026-11-01T10:01:00.000Z');
const store = (source: 'stream' | 'backfill', events: BoxEvent[]) =>
  storeEvents(database.db, {
    connectionId: 'c',
    events: events.map((each) => toActivity(each, '4711', receivedAt)),
    source,
    receivedAt,
  });
const ranks = async () =>
  new Map((await loadPromotions(database.db, 'c', 100)).map(({ itemId, rank }) => [itemId, rank]));

describe('an event from a worker of the version before, during an upgrade', () => {
  it('is stored without the columns that the worker does not know', async () => {
    const row = {
      connection_id: 'c', event_id: 'old', type: 'EDIT', category: 'modifies', occurred_at: receivedAt, source: 'stream',
      own: false, raw: {}, recorded_at: receivedAt,
    }; // prettier-ignore
    await sql`insert into activities select * from ${fromJsonRows('activities', [row])}`.execute(database.db);
    const stored = await database.db.selectFrom('activities').selectAll().where('event_id', '=', 'old').execute();
    expect(stored).toMatchObject([{ event_id: 'old', time_unknown: null }]);
    await database.db.deleteFrom('activities').where('event_id', '=', 'old').execute();
  });
});

describe('a page of events', () => {
  it('is found by its users and items, where it has any, and may be empty', async () => {
    await store('stream', [event('named', 'PREVIEW', 'f7'), event('bare', 'LOGIN', '', { actor: null, item: null })]);
    const ids = await database.db
      .selectFrom('activities')
      .select(['event_id', 'actor_id', 'item_id'])
      .where('event_id', 'in', ['named', 'bare'])
      .orderBy('event_id')
      .execute();
    expect(ids).toEqual([
      { event_id: 'bare', actor_id: null, item_id: null },
      { event_id: 'named', actor_id: '1', item_id: 'f7' },
    ]);
    expect(await store('stream', [])).toEqual({ stored: 0, promotions: [] });
  });

  it('is stored once, however often it is repeated, and returns its promotions until they are scanned', async () => {
    const page = [event('e1', 'EDIT', 'f1'), event('e1', 'EDIT', 'f1'), event('e2', 'PREVIEW', 'f2')];
    const first = await store('stream', page);
    expect([first.stored, first.promotions.map(({ itemId }) => itemId)]).toEqual([2, ['f1']]);
    const again = await store('stream', page);
    expect([again.stored, again.promotions.map(({ itemId }) => itemId)]).toEqual([0, ['f1']]);
  });

  it('promotes nothing when it is repeated after its items were scanned', async () => {
    const page = [event('scanned', 'EDIT', 'f-scanned')];
    await deletePromotions(database.db, 'c', (await store('stream', page)).promotions);
    expect((await store('stream', page)).promotions).toEqual([]);
    expect((await ranks()).has('f-scanned')).toBe(false);
  });

  it('promotes an item with its owner if any of the item’s events names one', async () => {
    const item = { type: 'file', id: 'f-new', name: 'x', ownerId: null, parentId: '0' } as const;
    const shared = event('n2', 'SHARE', 'f-new', { item, occurredAt: '2026-11-01T10:00:01.000Z' });
    for (const page of [
      [event('n1', 'UPLOAD', 'f-new'), shared],
      [shared, event('n1', 'UPLOAD', 'f-new')],
    ]) {
      await deleteActivities(database.db);
      await database.db.deleteFrom('promotions').execute();
      const { promotions } = await store('stream', page);
      expect(promotions.map(({ eventId, ownerId }) => [eventId, ownerId])).toEqual([['n2', '1']]);
    }
  });

  it('promotes nothing for events that Boxward caused itself', async () => {
    const { promotions, stored } = await store('stream', [event('own', 'EDIT', 'f-own', { serviceId: '4711' })]);
    expect([stored, promotions]).toEqual([1, []]);
  });

  it('puts promotions of the backfill behind live ones', async () => {
    await store('backfill', [event('old', 'EDIT', 'f-old')]);
    await store('stream', [event('new', 'EDIT', 'f-new')]);
    const order = [...(await ranks()).keys()];
    expect(order.indexOf('f-new')).toBeLessThan(order.indexOf('f-old'));
  });

  it('makes a promotion of the backfill live when the stream has the same event', async () => {
    await store('backfill', [event('both', 'EDIT', 'f-both')]);
    expect((await ranks()).get('f-both')).toBe(1);
    const { stored, promotions } = await store('stream', [event('both', 'EDIT', 'f-both')]);
    expect([stored, promotions.map(({ rank }) => rank)]).toEqual([0, [0]]);
  });

  it('leaves a parked item parked when the same event is repeated, until a newer change comes', async () => {
    const [promotion] = (await store('stream', [event('bad', 'EDIT', 'f-bad')])).promotions;
    for (const attempt of [1, 2, 3])
      expect(await countAttempt(database.db, 'c', promotion!)).toMatchObject({ attempts: attempt });
    await parkPromotion(database.db, 'c', promotion!, problem('box_unavailable'));
    expect((await store('stream', [event('bad', 'EDIT', 'f-bad')])).promotions).toEqual([]);
    await store('stream', [event('newer', 'EDIT', 'f-bad', { occurredAt: '2026-11-01T10:00:01.000Z' })]);
    expect((await ranks()).has('f-bad')).toBe(true);
  });
});
