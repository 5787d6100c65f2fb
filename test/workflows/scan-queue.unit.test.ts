import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Promotion } from '../../src/domain/promotion.js';
import { createScanQueue, SETTLED_BOUND } from '../../workflows/scan-queue.js';

const START = Date.parse('2026-11-01T00:00:00Z');
const at = (second: number): string => new Date(START + second * 1000).toISOString();

function change(itemId: string, second: number, more: Partial<Promotion> = {}): Promotion {
  return {
    itemType: 'file',
    itemId,
    ownerId: 'owner',
    eventId: `event-${itemId}-${second}`,
    eventType: 'EDIT',
    at: at(second),
    rank: 0,
    reason: 'modified',
    ...more,
  };
}
const backfilled = (itemId: string, second: number): Promotion => change(itemId, second, { rank: 1 });
const idsOf = (promotions: readonly Promotion[]): string[] => promotions.map(({ itemId }) => itemId);

describe('the order of the express lane', () => {
  it('serves live changes first come first served', () => {
    const queue = createScanQueue();
    queue.add([change('a', 3), change('b', 1), change('c', 2)]);
    expect(idsOf(queue.take(10))).toEqual(['a', 'b', 'c']);
  });

  it('serves live changes before those that the backfill saw, whenever they come', () => {
    const queue = createScanQueue();
    queue.add([backfilled('old', 1), change('live', 2), backfilled('older', 0), change('late', 3)]);
    expect(idsOf(queue.head(10))).toEqual(['live', 'late', 'old', 'older']);
  });

  it('lets a live change lift an item that waits from the backfill', () => {
    const queue = createScanQueue();
    queue.add([backfilled('x', 1), backfilled('y', 1), change('z', 2), change('y', 5)]);
    expect(idsOf(queue.head(10))).toEqual(['z', 'y', 'x']);
  });

  it('chooses when an item is taken, so that a late live change still comes first', () => {
    const queue = createScanQueue();
    queue.add([backfilled('a', 1), backfilled('b', 1)]);
    expect(idsOf(queue.take(1))).toEqual(['a']);
    queue.add([change('late', 9)]);
    expect(idsOf(queue.take(1))).toEqual(['late']);
  });
});

describe('repeated and stale changes', () => {
  it('tell the owner when any of them does: Box does not name it in every event', () => {
    const queue = createScanQueue();
    queue.add([change('a', 1, { ownerId: 'known' }), change('a', 2, { ownerId: null })]);
    queue.add([change('b', 2, { ownerId: null }), change('b', 1, { ownerId: 'known' })]);
    expect(queue.head(10).map(({ ownerId }) => ownerId)).toEqual(['known', 'known']);
  });

  it('keep one place in the queue, and the newest change wins', () => {
    const queue = createScanQueue();
    queue.add([change('a', 5), change('b', 1), change('a', 9), change('a', 2), change('a', 9)]);
    expect(queue.head(10).map(({ itemId, at: when }) => [itemId, when])).toEqual([
      ['a', at(9)],
      ['b', at(1)],
    ]);
  });

  it('fall away while the item is scanned and after it was', () => {
    const queue = createScanQueue();
    queue.add([change('a', 5)]);
    const taken = queue.take(1);
    queue.add([change('a', 5), change('a', 4)]);
    expect(queue.size).toBe(0);
    queue.settle(taken);
    queue.add([change('a', 5), change('a', 3)]);
    expect(queue.size).toBe(0);
  });

  it('do not hide a newer change that comes while the item is scanned', () => {
    const queue = createScanQueue();
    queue.add([change('a', 5)]);
    const taken = queue.take(1);
    queue.add([change('a', 6)]);
    expect(queue.ready(), 'not before the first scan has ended').toBe(0);
    queue.settle(taken);
    expect(queue.take(1).map(({ at: when }) => when)).toEqual([at(6)]);
  });

  it('do not hide another change in the same second', () => {
    const queue = createScanQueue();
    queue.add([change('a', 5)]);
    queue.settle(queue.take(1));
    queue.add([change('a', 5, { eventId: 'another' })]);
    expect(queue.size).toBe(1);
  });
});

describe('an item that cannot be scanned now', () => {
  it('returns to the head when it is put back', () => {
    const queue = createScanQueue();
    queue.add([change('a', 1), change('b', 2), change('c', 3)]);
    queue.putBack(queue.take(2));
    expect(idsOf(queue.take(3))).toEqual(['a', 'b', 'c']);
  });

  it('takes the newer change when one came meanwhile', () => {
    const queue = createScanQueue();
    queue.add([backfilled('a', 1)]);
    const taken = queue.take(1);
    queue.add([change('a', 7)]);
    queue.putBack(taken);
    expect(queue.head(10)).toEqual([change('a', 7)]);
  });

  it('waits until it is due when it is deferred', () => {
    const queue = createScanQueue();
    queue.add([change('a', 1), change('b', 2)]);
    queue.defer(queue.take(1), 1_000);
    expect(queue.nextDue()).toBe(1_000);
    queue.releaseDue(999);
    expect(idsOf(queue.head(10))).toEqual(['b']);
    queue.releaseDue(1_000);
    expect(idsOf(queue.head(10))).toEqual(['a', 'b']);
    expect(queue.nextDue()).toBeNull();
  });
});

describe('more changes than the workflow holds', () => {
  it('overflow to Postgres and come back in order', () => {
    const queue = createScanQueue(undefined, 2);
    queue.add([change('a', 1), change('b', 2), change('c', 3), change('d', 4)]);
    const stored = queue.drainOverflow();
    expect(idsOf(stored)).toEqual(['c', 'd']);
    expect(queue.wantsReload()).toBe(false);
    queue.settle(queue.take(2));
    expect(queue.wantsReload()).toBe(true);
    queue.reload(stored, true);
    expect(idsOf(queue.head(10))).toEqual(['c', 'd']);
    expect(queue.spilled).toBe(false);
  });

  it('are not asked for again while they are in flight or wait for their next try', () => {
    const queue = createScanQueue(undefined, 4);
    queue.expectStored();
    queue.beginReload();
    const stored = [change('a', 1), change('b', 2), change('c', 3), change('d', 4)];
    queue.reload(stored, false);
    queue.defer(queue.take(4), 1_000);
    expect(queue.wantsReload()).toBe(false);
    queue.releaseDue(1_000);
    queue.settle(queue.take(4));
    expect(queue.wantsReload()).toBe(true);
  });

  it.each(['a live change that overflows', 'word of a promotion that was stored'])(
    'are asked for once more after %s while Postgres was being asked',
    (what) => {
      const queue = createScanQueue(undefined, 2);
      queue.add([change('a', 1), change('b', 2), change('c', 3)]);
      queue.drainOverflow();
      queue.settle(queue.take(2));
      queue.beginReload();
      if (what.startsWith('word')) queue.expectStored();
      else queue.add([change('d', 4)]);
      queue.reload([change('c', 3)], true);
      queue.settle(queue.take(2));
      queue.drainOverflow();
      expect(queue.wantsReload()).toBe(true);
    },
  );

  it('do not overtake one another', () => {
    const queue = createScanQueue(undefined, 2);
    queue.add([change('a', 1), change('b', 2), change('c', 3)]);
    queue.settle(queue.take(2));
    queue.add([change('d', 4)]);
    expect(idsOf(queue.drainOverflow()), 'd waits behind c, which waits in Postgres').toEqual(['c', 'd']);
  });

  it('push out what the backfill saw to make room for what is live', () => {
    const queue = createScanQueue(undefined, 2);
    queue.add([backfilled('x', 1), backfilled('y', 1), change('live', 2)]);
    expect(idsOf(queue.head(10))).toEqual(['live', 'x']);
    expect(idsOf(queue.drainOverflow())).toEqual(['y']);
  });

  it('name what was scanned already when they come back', () => {
    const queue = createScanQueue();
    queue.add([change('a', 5)]);
    queue.settle(queue.take(1));
    queue.expectStored();
    expect(queue.reload([change('a', 3), change('b', 1)], true)).toEqual([change('a', 3)]);
    expect(idsOf(queue.head(10))).toEqual(['b']);
  });
});

describe('any sequence of changes and slots', () => {
  const anyChange = fc
    .record({
      id: fc.integer({ min: 0, max: 12 }),
      second: fc.integer({ min: 0, max: 30 }),
      rank: fc.constantFrom(0, 1),
    })
    .map(({ id, second, rank }) => change(`f${id}`, second, { rank: rank }));
  const anyStep = fc.oneof(
    fc.array(anyChange, { maxLength: 5 }).map((changes) => ({ kind: 'add' as const, changes })),
    fc.integer({ min: 1, max: 4 }).map((limit) => ({ kind: 'take' as const, limit })),
    fc.constant({ kind: 'settle' as const }),
    fc.constant({ kind: 'putBack' as const }),
    fc.constant({ kind: 'continueAsNew' as const }),
  );

  it('scans every change, or a later one of the same item, and never two at a time', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 60 }), fc.integer({ min: 2, max: 6 }), (steps, bound) => {
        let queue = createScanQueue(undefined, bound);
        let flying: Promotion[] = [];
        const postgres: Promotion[] = [];
        const newest = new Map<string, number>();
        const scanned = new Map<string, number>();
        const settle = () => {
          queue.settle(flying);
          for (const done of flying) {
            scanned.set(done.itemId, Math.max(scanned.get(done.itemId) ?? 0, Date.parse(done.at)));
          }
          flying = [];
        };
        const take = (limit: number) => {
          const taken = queue.take(limit);
          for (const { itemId } of taken) expect(idsOf(flying)).not.toContain(itemId);
          flying.push(...taken);
        };
        const keep = () => {
          postgres.push(...queue.drainOverflow());
          if (queue.wantsReload()) queue.reload(postgres.splice(0), true);
        };
        for (const step of steps) {
          switch (step.kind) {
            case 'add':
              queue.add(step.changes);
              for (const { itemId, at: when } of step.changes) {
                newest.set(itemId, Math.max(newest.get(itemId) ?? 0, Date.parse(when)));
              }
              break;
            case 'take':
              take(step.limit);
              break;
            case 'settle':
              settle();
              break;
            case 'putBack':
              queue.putBack(flying);
              flying = [];
              break;
            case 'continueAsNew':
              settle();
              queue = createScanQueue(queue.snapshot(), bound);
              break;
          }
          keep();
        }
        for (let round = 0; round < 500 && (queue.size > 0 || flying.length > 0 || queue.spilled); round += 1) {
          settle();
          keep();
          take(4);
        }
        settle();
        expect(queue.size).toBe(0);
        for (const [itemId, when] of newest) expect(scanned.get(itemId)).toBe(when);
      }),
    );
  });

  it('keeps what continue-as-new carries bounded', () => {
    const queue = createScanQueue();
    for (let i = 0; i < 5_000; i += 1) {
      queue.add([change(`f${i}`, i)]);
      if (i % 2 === 0) queue.settle(queue.take(1));
      queue.drainOverflow();
    }
    const { waiting, settled } = queue.snapshot();
    expect(waiting.length).toBeLessThanOrEqual(500);
    expect(settled.length).toBeLessThanOrEqual(SETTLED_BOUND);
  });
});
