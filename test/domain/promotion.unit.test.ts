import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTIVITY_CATEGORIES, ACTIVITY_ITEM_TYPES, type Activity } from '../../src/domain/activity.js';
import {
  fromFileModified,
  isCoveredBy,
  isFileModified,
  latestPerItem,
  mergeChanges,
  PROMOTED_ITEM_TYPES,
  promotionKey,
  promotionOf,
  toFileModified,
  type Promotion,
} from '../../src/domain/promotion.js';
import { SCAN_REASONS } from '../../src/domain/scan.js';

const START = Date.UTC(2026, 10, 1);
/** Whole seconds from a short period, so that many changes have the same time. */
const time = fc.integer({ min: 0, max: 5 }).map((second) => new Date(START + second * 1_000).toISOString());
const id = fc.constantFrom('1', '2', '3');
const promotion: fc.Arbitrary<Promotion> = fc.record({
  itemType: fc.constantFrom(...PROMOTED_ITEM_TYPES),
  itemId: id,
  ownerId: fc.option(id),
  eventId: fc.option(fc.constantFrom('e1', 'e2', 'e3')),
  eventType: fc.constantFrom('EDIT', 'SHARE'),
  at: time,
  rank: fc.constantFrom(0, 1),
  reason: fc.constantFrom(...SCAN_REASONS),
});
/** Changes to one item at different times. Those that name an owner name the same one. */
const changesToOneItem = (count: number) =>
  fc
    .tuple(
      fc.array(promotion, { minLength: count, maxLength: count }),
      fc.uniqueArray(time, { minLength: count, maxLength: count }),
    )
    .map(([changes, times]) =>
      changes.map((change, i) => ({
        ...change,
        itemType: 'file' as const,
        itemId: '1',
        ownerId: change.ownerId && '1',
        at: times[i]!,
      })),
    );

describe('the key of a promotion', () => {
  it('is the same exactly for promotions of the same item', () => {
    fc.assert(
      fc.property(promotion, promotion, (a, b) => {
        const isSameItem = a.itemType === b.itemType && a.itemId === b.itemId;
        expect(promotionKey(a) === promotionKey(b)).toBe(isSameItem);
      }),
    );
  });
});

describe('merging changes to one item', () => {
  it('keeps the later change, whatever the order', () => {
    fc.assert(
      fc.property(changesToOneItem(2), ([a, b]) => {
        const later = a!.at > b!.at ? a! : b!;
        expect(mergeChanges(a!, b!)).toEqual(mergeChanges(b!, a!));
        expect({ ...mergeChanges(a!, b!), ownerId: later.ownerId }).toEqual(later);
      }),
    );
  });

  it('gives the same result for any grouping of three changes', () => {
    fc.assert(
      fc.property(changesToOneItem(3), ([a, b, c]) => {
        expect(mergeChanges(mergeChanges(a!, b!), c!)).toEqual(mergeChanges(a!, mergeChanges(b!, c!)));
      }),
    );
  });

  it('changes nothing if both are the same change', () => {
    fc.assert(
      fc.property(promotion, (change) => {
        expect(mergeChanges(change, change)).toEqual(change);
      }),
    );
  });

  it('keeps the first of two changes at the same time', () => {
    fc.assert(
      fc.property(promotion, promotion, (a, b) => {
        expect(mergeChanges(a, { ...b, at: a.at }).eventId).toBe(a.eventId);
      }),
    );
  });

  it('has an owner if any of the changes has one', () => {
    fc.assert(
      fc.property(promotion, promotion, (a, b) => {
        expect(mergeChanges(a, b).ownerId === null).toBe(a.ownerId === null && b.ownerId === null);
      }),
    );
  });
});

describe('the latest change per item', () => {
  it('has each item once, in the order of first appearance, with the latest time', () => {
    fc.assert(
      fc.property(fc.array(promotion), (promotions) => {
        const latest = latestPerItem(promotions);
        expect(latest.map(promotionKey)).toEqual([...new Set(promotions.map(promotionKey))]);
        for (const each of latest) {
          const times = promotions.filter((other) => promotionKey(other) === promotionKey(each)).map(({ at }) => at);
          expect(each.at).toBe(times.sort().at(-1));
        }
      }),
    );
  });

  it('changes nothing when it is applied again', () => {
    fc.assert(
      fc.property(fc.array(promotion), (promotions) => {
        const latest = latestPerItem(promotions);
        expect(latestPerItem(latest)).toEqual(latest);
      }),
    );
  });
});

describe('whether a change is covered by a scanned change', () => {
  it('is true for the scanned change itself and for every earlier one', () => {
    fc.assert(
      fc.property(promotion, promotion, (change, done) => {
        expect(isCoveredBy(done, done)).toBe(true);
        if (change.at < done.at) expect(isCoveredBy(change, done)).toBe(true);
      }),
    );
  });

  it('is false for a later change, for another event of the same second, and if nothing was scanned', () => {
    fc.assert(
      fc.property(promotion, promotion, (change, done) => {
        expect(isCoveredBy(change, undefined)).toBe(false);
        if (change.at > done.at) expect(isCoveredBy(change, done)).toBe(false);
        const sameSecond = { ...change, at: done.at };
        expect(isCoveredBy(sameSecond, done)).toBe(change.eventId === done.eventId);
      }),
    );
  });

  it('passes on: what a covered change covers is covered too', () => {
    fc.assert(
      fc.property(promotion, promotion, promotion, (a, b, c) => {
        if (isCoveredBy(a, b) && isCoveredBy(b, c)) expect(isCoveredBy(a, c)).toBe(true);
      }),
    );
  });
});

describe('the signal fileModified', () => {
  it('carries every live change to a file without loss', () => {
    fc.assert(
      fc.property(promotion, (change) => {
        if (isFileModified(change)) expect(fromFileModified(toFileModified(change))).toEqual(change);
      }),
    );
  });

  it('carries only live changes to files', () => {
    fc.assert(
      fc.property(promotion, (change) => {
        expect(isFileModified(fromFileModified(toFileModified(change)))).toBe(true);
        if (isFileModified(change)) expect([change.itemType, change.rank]).toEqual(['file', 0]);
      }),
    );
  });
});

describe('the promotion of an activity', () => {
  const activity: fc.Arbitrary<Activity> = fc.record({
    category: fc.constantFrom(...ACTIVITY_CATEGORIES),
    effect: fc.constantFrom('item', 'user', 'none'),
    eventId: fc.constantFrom('e1', 'e2'),
    type: fc.constant('EDIT'),
    occurredAt: time,
    timeUnknown: fc.constant(false),
    actor: fc.constant(null),
    item: fc.option(
      fc.record({
        type: fc.constantFrom(...ACTIVITY_ITEM_TYPES),
        id: fc.constantFrom('0', '1'),
        name: fc.constant(null),
        ownerId: fc.option(id),
        parentId: fc.constant(null),
      }),
    ),
    ip: fc.constant(null),
    own: fc.boolean(),
    raw: fc.constant({}),
  });

  it('is missing for own activities, for roots, and for events without effect on the item', () => {
    fc.assert(
      fc.property(activity, (event) => {
        const isWithout = event.own || event.effect === 'none' || !event.item || event.item.id === '0';
        if (isWithout) expect(promotionOf(event, 'stream')).toBeNull();
      }),
    );
  });

  it('has the item, the time and the event of the activity', () => {
    fc.assert(
      fc.property(activity, (event) => {
        const promoted = promotionOf(event, 'stream');
        if (!promoted) return;
        expect([promoted.itemType, promoted.itemId]).toEqual([event.item?.type, event.item?.id]);
        expect([promoted.eventId, promoted.at]).toEqual([event.eventId, event.occurredAt]);
        expect(promoted.itemType === 'user').toBe(event.effect === 'user');
      }),
    );
  });

  it('is live from the stream, and behind everything live from the backfill', () => {
    fc.assert(
      fc.property(activity, (event) => {
        const [live, old] = [promotionOf(event, 'stream'), promotionOf(event, 'backfill')];
        expect([live?.rank, old?.rank]).toEqual(live ? [0, 1] : [undefined, undefined]);
      }),
    );
  });
});
