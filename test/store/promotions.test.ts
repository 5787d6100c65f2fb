import { describe, expect, it } from 'vitest';
import { problem } from '../../src/domain/problems.js';
import type { Promotion } from '../../src/domain/promotion.js';
import {
  attemptsOf,
  countAttempt,
  deletePromotions,
  loadPromotions,
  parkPromotion,
  promoteToLive,
  promotionsOfEvents,
  retryParkedPromotions,
  storePromotions,
} from '../../src/store/scan/promotions.js';
import { databaseWithConnection } from '../fixture/database-with-connection.js';

const database = databaseWithConnection();

const change = (itemId: string, more: Partial<Promotion> = {}): Promotion => ({
  itemType: 'file',
  itemId,
  ownerId: 'u',
  eventId: `of ${itemId}`,
  eventType: 'EDIT',
  at: '2026-01-01T00:00:00.000Z',
  rank: 0,
  reason: 'modified',
  ...more,
});
const changes = (count: number, prefix: string): Promotion[] =>
  Array.from({ length: count }, (_, at) => change(`${prefix}${at}`));
const store = (...promotions: Promotion[]) => storePromotions(database.db, 'c', promotions);
const load = async (limit: number) => (await loadPromotions(database.db, 'c', limit)).map(({ itemId }) => itemId);
const park = async (promotions: readonly Promotion[]) => {
  for (const promotion of promotions) await parkPromotion(database.db, 'c', promotion, problem('box_unavailable'));
};
const makeDue = () => database.db.transaction().execute((trx) => retryParkedPromotions(trx, 'c'));

describe('a load of promotions', () => {
  it('takes parked ones that are due first, but leaves three quarters to the others', async () => {
    await store(...changes(12, 'waits'));
    await park(changes(12, 'parked'));
    expect(await load(8)).toEqual(changes(8, 'waits').map(({ itemId }) => itemId));
    await makeDue();
    const loaded = await load(8);
    expect(loaded).toHaveLength(8);
    expect(loaded.map((id) => id.slice(0, 5))).toEqual(['parke', 'parke', ...Array<string>(6).fill('waits')]);
  });

  it('takes at most fifty parked ones, however large it is', async () => {
    await store(...changes(3, 'waits'));
    await park(changes(60, 'parked'));
    await makeDue();
    expect(await load(1_000)).toHaveLength(53);
  });

  it('leaves out parked ones that are not due, and those of other connections', async () => {
    await park([change('parked')]);
    await store(change('waits'));
    expect(await load(10)).toEqual(['waits']);
    expect(await loadPromotions(database.db, 'other', 10)).toEqual([]);
  });
});

describe('promotions of several owners', () => {
  const of = (ownerId: string | null, ids: readonly string[], more: Partial<Promotion> = {}) =>
    ids.map((id) => change(id, { ownerId, ...more }));

  it('are loaded in turn, each owner’s in the order in which they were stored', async () => {
    await store(...of('ann', ['a1', 'a2', 'a3', 'a4']), ...of('ben', ['b1', 'b2']), ...of(null, ['n1', 'n2', 'n3']));
    expect(await load(8)).toEqual(['a1', 'b1', 'n1', 'a2', 'b2', 'n2', 'a3', 'n3']);
  });

  it('do not wait for those of an owner that were stored before', async () => {
    for (const part of ['a', 'b', 'c']) await store(...changes(100, part));
    await deletePromotions(database.db, 'c', changes(50, 'a'));
    await store(...of('ben', ['first', 'second']));
    expect(await load(4)).toEqual(['a50', 'first', 'a51', 'second']);
  });

  it('keep their turn when they change again, and those of the backfill come last', async () => {
    await store(...of('ann', ['a1', 'a2', 'a3']));
    await store(...of('ben', ['old'], { rank: 1 }), ...of('ann', ['a1'], { at: '2026-01-02T00:00:00.000Z' }));
    await store(...of('ben', ['b1']));
    expect(await load(5)).toEqual(['a1', 'b1', 'a2', 'a3', 'old']);
  });

  it('get a turn among the live ones when they become live', async () => {
    await store(...of('ann', ['a1', 'a2', 'a3'], { rank: 1 }), ...of('ben', ['b1', 'b2', 'b3']));
    await promoteToLive(database.db, 'c', ['of a2', 'of a3']);
    await store(...of('ann', ['a1'], { eventId: 'live' }));
    expect(await load(6)).toEqual(['a2', 'b1', 'a3', 'b2', 'a1', 'b3']);
  });
});

describe('the failed attempts of promotions', () => {
  it('are those of the given items that have failed or are parked', async () => {
    const [fine, failed, parked, same, unnamed] = [
      change('fine'),
      change('failed'),
      change('parked'),
      change('failed', { itemType: 'folder' }),
      change('unnamed'),
    ];
    await store(fine, failed, parked, same, unnamed);
    for (const promotion of [failed, failed, unnamed]) await countAttempt(database.db, 'c', promotion);
    await park([parked]);
    expect(await attemptsOf(database.db, 'c', [fine, failed, parked, same])).toEqual(
      new Map([
        ['file/failed', { attempts: 2, isParked: false }],
        ['file/parked', { attempts: 0, isParked: true }],
      ]),
    );
    expect(await attemptsOf(database.db, 'other', [failed])).toEqual(new Map());
  });

  it('are counted for a change that only a signal has brought, and that is stored by it', async () => {
    expect(await countAttempt(database.db, 'c', change('new'))).toEqual({ attempts: 1, isParked: false });
    await park([change('new')]);
    expect(await countAttempt(database.db, 'c', change('new'))).toEqual({ attempts: 2, isParked: true });
    await park([change('other')]);
    expect(await attemptsOf(database.db, 'c', [change('other')])).toEqual(
      new Map([['file/other', { attempts: 0, isParked: true }]]),
    );
  });
});

describe('the promotions of events', () => {
  it('are found by the events, in their order, without parked ones', async () => {
    await store(change('b', { rank: 1 }), change('a'), change('parked'));
    await park([change('parked')]);
    const of = (...ids: string[]) =>
      promotionsOfEvents(
        database.db,
        'c',
        ids.map((id) => `of ${id}`),
      );
    expect((await of('a', 'b', 'parked', 'unknown')).map(({ itemId }) => itemId)).toEqual(['b', 'a']);
    expect(await of()).toEqual([]);
    expect(await promotionsOfEvents(database.db, 'other', ['of a'])).toEqual([]);
  });

  it('become live by the events, and no others', async () => {
    await store(change('a', { rank: 1 }), change('b', { rank: 1 }), change('c', { rank: 1 }));
    await promoteToLive(database.db, 'c', ['of b']);
    const loaded = await loadPromotions(database.db, 'c', 10);
    expect(loaded.map(({ itemId, rank }) => [itemId, rank])).toEqual([
      ['b', 0],
      ['a', 1],
      ['c', 1],
    ]);
  });
});
