import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Promotion } from '../../src/domain/promotion.js';
import { createScanQueue, OWNER_BOUND, QUEUE_BOUND, type ScanQueue } from '../../workflows/scan-queue.js';
import { SCANNED_BOUND } from '../../workflows/support/express-order.js';
import { SPILLED_OWNERS_BOUND } from '../../workflows/support/express-overflow.js';

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
  it('is first come, first served for live changes', () => {
    const queue = createScanQueue();
    queue.add([change('a', 3), change('b', 1), change('c', 2)]);
    expect(idsOf(queue.take(10))).toEqual(['a', 'b', 'c']);
  });

  it('puts live changes before changes that the backfill found, whenever they come', () => {
    const queue = createScanQueue();
    queue.add([backfilled('old', 1), change('live', 2), backfilled('older', 0), change('late', 3)]);
    expect(idsOf(queue.head(10))).toEqual(['live', 'late', 'old', 'older']);
  });

  it('moves an item of the backfill to the live changes when a live change to it comes', () => {
    const queue = createScanQueue();
    queue.add([backfilled('x', 1), backfilled('y', 1), change('z', 2), change('y', 5)]);
    expect(idsOf(queue.head(10))).toEqual(['z', 'y', 'x']);
  });

  it('is decided when an item is taken, so that a late live change still comes first', () => {
    const queue = createScanQueue();
    queue.add([backfilled('a', 1), backfilled('b', 1)]);
    expect(idsOf(queue.take(1))).toEqual(['a']);
    queue.add([change('late', 9)]);
    expect(idsOf(queue.take(1))).toEqual(['late']);
  });
});

describe('a batch', () => {
  const of = (ownerId: string | null, ...ids: string[]) => ids.map((id) => change(id, 1, { ownerId }));

  it('leaves items that are too many of their owner, which are in the next, and takes those behind them', () => {
    const queue = createScanQueue();
    queue.add([...of('ann', 'a', 'b', 'c'), ...of('ben', 'd'), ...of('ann', 'e'), ...of('cid', 'f', 'g')]);
    expect(idsOf(queue.take(5, 2))).toEqual(['a', 'd', 'f', 'b', 'g']);
    expect(idsOf(queue.head(10))).toEqual(['c', 'e']);
    expect(idsOf(queue.take(4, 2))).toEqual(['c', 'e']);
  });

  it('takes as many of unknown owners as of one', () => {
    const queue = createScanQueue();
    queue.add(of(null, 'a', 'b', 'c'));
    expect(idsOf(queue.take(5, 2))).toEqual(['a', 'b']);
  });
});

describe('the owners of changes', () => {
  const of = (ownerId: string | null, count: number, more: Partial<Promotion> = {}) =>
    Array.from({ length: count }, (_, i) => change(`${ownerId}${i}`, 1, { ownerId, ...more }));

  it('are served in turn, those of unknown owners as of one, live changes first', () => {
    const queue = createScanQueue();
    queue.add([...of('old', 1, { rank: 1 }), ...of('ann', 3), ...of('ben', 2), ...of(null, 2)]);
    expect(idsOf(queue.take(3))).toEqual(['ann0', 'ben0', 'null0']);
    expect(idsOf(queue.head(10))).toEqual(['ann1', 'ben1', 'null1', 'ann2', 'old0']);
  });

  it('have their one change in the next batch, whatever the others have waiting and in flight', () => {
    const storms = fc.array(fc.record({ waiting: fc.nat(OWNER_BOUND), flying: fc.integer({ min: 1, max: 9 }) }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(storms, (others) => {
        const queue = createScanQueue();
        for (const [i, { waiting, flying }] of others.entries()) {
          queue.add(of(`other${i}-`, waiting));
          queue.take(flying, flying);
        }
        queue.add(of('ben', 1));
        const rounds = Math.ceil((others.length + 1) / 10);
        const taken = Array.from({ length: rounds }, () => idsOf(queue.take(10, 10))).flat();
        expect(taken).toContain('ben0');
      }),
    );
  });

  it('share the room: what exceeds that of one overflows, and a change of another has room also if all is taken', () => {
    const queue = createScanQueue();
    queue.add(of('ann', 5_000));
    expect(queue.countWaiting()).toBe(OWNER_BOUND);
    for (let i = 0; i < 10; i += 1) queue.add(of(`storm${i}-`, OWNER_BOUND));
    queue.add(of('ben', 1));
    expect(idsOf(queue.head(20))).toContain('ben0');
    for (let i = 0; i < 1_000; i += 1) queue.add(of(`more${i}-`, 1));
    expect(queue.countWaiting()).toBe(QUEUE_BOUND * 1.5);
    queue.add(of('ann', 5_001));
    expect(idsOf(queue.drainOverflow())).toContain('ann5000');
  });

  it('of whom changes wait in Postgres have further ones follow there, also after continue-as-new; others do not', () => {
    const queue = createScanQueue();
    queue.add(of('ann', OWNER_BOUND + 1));
    queue.drainOverflow();
    const restored = createScanQueue(queue.snapshot());
    restored.markScanned(restored.take(OWNER_BOUND));
    restored.add([...of('ann', OWNER_BOUND + 2).slice(-1), ...of('ben', 1)]);
    expect(idsOf(restored.drainOverflow())).toEqual([`ann${OWNER_BOUND + 1}`]);
    expect(idsOf(restored.head(10))).toEqual(['ben0']);
  });

  it('all follow after a run of an earlier version, which did not tell them apart', () => {
    const queue = createScanQueue({ waiting: [], settled: [], spilledLive: true, spilledBackfill: true });
    queue.add(of('ben', 1));
    expect(idsOf(queue.drainOverflow())).toEqual(['ben0']);
  });

  it('are told apart by the end of a load that was not complete', () => {
    const queue = createScanQueue();
    queue.expectStored();
    queue.beginReload();
    queue.reload([change('a', 1, { ownerId: 'ann' }), ...of('ben', 1), change('b', 1, { ownerId: 'ann' })], false);
    queue.add([...of('ann', 1), ...of('cid', 1)]);
    expect(idsOf(queue.drainOverflow())).toEqual(['ann0']);
  });

  it('are forgotten if they are too many: then all follow', () => {
    const queue = createScanQueue();
    for (let i = 0; i < QUEUE_BOUND * 1.5 + SPILLED_OWNERS_BOUND + 1; i += 1) queue.add(of(`owner${i}-`, 1));
    expect(queue.snapshot().spilledOwners).toBeNull();
    queue.drainOverflow();
    queue.markScanned(queue.take(QUEUE_BOUND));
    queue.add(of('ben', 1));
    expect(idsOf(queue.drainOverflow())).toEqual(['ben0']);
  });
});

describe('repeated and stale changes', () => {
  it('keep the owner if any of them names it: Box does not name the owner in every event', () => {
    const queue = createScanQueue();
    queue.add([change('a', 1, { ownerId: 'known' }), change('a', 2, { ownerId: null })]);
    queue.add([change('b', 2, { ownerId: null }), change('b', 1, { ownerId: 'known' })]);
    expect(queue.head(10).map(({ ownerId }) => ownerId)).toEqual(['known', 'known']);
  });

  it('share one place in the queue, where the newest change wins', () => {
    const queue = createScanQueue();
    queue.add([change('a', 5), change('b', 1), change('a', 9), change('a', 2), change('a', 9)]);
    expect(queue.head(10).map(({ itemId, at: when }) => [itemId, when])).toEqual([
      ['a', at(9)],
      ['b', at(1)],
    ]);
  });

  it('have no effect while the item is in flight and after it was scanned', () => {
    const queue = createScanQueue();
    queue.add([change('a', 5)]);
    const taken = queue.take(1);
    queue.add([change('a', 5), change('a', 4)]);
    expect(queue.countWaiting()).toBe(0);
    queue.markScanned(taken);
    queue.add([change('a', 5), change('a', 3)]);
    expect(queue.countWaiting()).toBe(0);
  });

  it('do not hide a newer change that comes while the item is in flight', () => {
    const queue = createScanQueue();
    queue.add([change('a', 5)]);
    const taken = queue.take(1);
    queue.add([change('a', 6)]);
    expect(queue.countReady(), 'the item is still in flight').toBe(0);
    queue.markScanned(taken);
    expect(queue.take(1).map(({ at: when }) => when)).toEqual([at(6)]);
  });

  it('do not hide another change in the same second', () => {
    const queue = createScanQueue();
    queue.add([change('a', 5)]);
    queue.markScanned(queue.take(1));
    queue.add([change('a', 5, { eventId: 'another' })]);
    expect(queue.countWaiting()).toBe(1);
  });
});

describe('an item that cannot be scanned now', () => {
  it('returns to the head when it is put back', () => {
    const queue = createScanQueue();
    queue.add([change('a', 1), change('b', 2), change('c', 3)]);
    queue.putBack(queue.take(2));
    expect(idsOf(queue.take(3))).toEqual(['a', 'b', 'c']);
  });

  it('keeps the newer change if one came while it was in flight', () => {
    const queue = createScanQueue();
    queue.add([backfilled('a', 1)]);
    const taken = queue.take(1);
    queue.add([change('a', 7)]);
    queue.putBack(taken);
    expect(queue.head(10)).toEqual([change('a', 7)]);
  });

  it('keeps its place among the live changes if a change that the backfill found came meanwhile', () => {
    const queue = createScanQueue();
    queue.add([change('a', 1, { ownerId: 'known' }), change('b', 2)]);
    const taken = queue.take(1);
    queue.add([change('a', 7, { rank: 1, ownerId: null })]);
    queue.putBack(taken);
    expect(queue.head(10)).toEqual([change('a', 7, { ownerId: 'known' }), change('b', 2)]);
  });

  it('becomes live if the live stream has the change too that the backfill found', () => {
    const queue = createScanQueue();
    queue.add([backfilled('a', 1), backfilled('b', 1)]);
    queue.defer(queue.take(1), 1_000);
    queue.add([change('a', 1), change('c', 2)]);
    expect(queue.head(10)).toEqual([change('c', 2), backfilled('b', 1)]);
    expect(createScanQueue(queue.snapshot()).head(1)).toEqual([change('a', 1)]);
    queue.releaseDue(1_000);
    expect(queue.head(10)).toEqual([change('a', 1), change('c', 2), backfilled('b', 1)]);
  });

  it('is one item after continue-as-new, and live, if a change that the backfill found came while it was deferred', () => {
    const queue = createScanQueue();
    queue.add([change('a', 1)]);
    queue.defer(queue.take(1), 1_000);
    queue.add([backfilled('a', 7)]);
    expect(createScanQueue(queue.snapshot()).take(10)).toEqual([change('a', 7)]);
  });

  it('waits until it is due if it is deferred', () => {
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

describe('the queue of a run that an earlier version began', () => {
  it('puts items back as before, so that the run replays', () => {
    const queue = createScanQueue(undefined, QUEUE_BOUND, { staysLive: false, isFair: false });
    queue.add([change('a', 1), change('b', 2), change('c', 3)]);
    const taken = queue.take(2);
    queue.add([backfilled('a', 7), change('b', 8)]);
    queue.putBack(taken);
    expect(queue.head(10)).toEqual([change('b', 8), change('c', 3), backfilled('a', 7)]);
  });
});

describe('changes that exceed the bound', () => {
  it('overflow to Postgres and are loaded again in order', () => {
    const queue = createScanQueue(undefined, 2);
    queue.add([change('a', 1), change('b', 2), change('c', 3), change('d', 4)]);
    const stored = queue.drainOverflow();
    expect(idsOf(stored)).toEqual(['c', 'd']);
    expect(queue.wantsReload()).toBe(false);
    queue.markScanned(queue.take(2));
    expect(queue.wantsReload()).toBe(true);
    queue.reload(stored, true);
    expect(idsOf(queue.head(10))).toEqual(['c', 'd']);
    expect(queue.hasStored()).toBe(false);
  });

  it('are not loaded again while they are in flight or deferred', () => {
    const queue = createScanQueue(undefined, 4);
    queue.expectStored();
    queue.beginReload();
    const stored = [change('a', 1), change('b', 2), change('c', 3), change('d', 4)];
    queue.reload(stored, false);
    queue.defer(queue.take(4), 1_000);
    expect(queue.wantsReload()).toBe(false);
    queue.releaseDue(1_000);
    queue.markScanned(queue.take(4));
    expect(queue.wantsReload()).toBe(true);
  });

  it.each(['overflow', 'are stored by others'])(
    'are loaded once more if further changes %s while Postgres is queried',
    (what) => {
      const queue = createScanQueue(undefined, 2);
      queue.add([change('a', 1), change('b', 2), change('c', 3)]);
      queue.drainOverflow();
      queue.markScanned(queue.take(2));
      queue.beginReload();
      if (what === 'are stored by others') queue.expectStored();
      else queue.add([change('d', 4)]);
      queue.reload([change('c', 3)], true);
      queue.markScanned(queue.take(2));
      queue.drainOverflow();
      expect(queue.wantsReload()).toBe(true);
    },
  );

  it('do not overtake each other', () => {
    const queue = createScanQueue(undefined, 2);
    queue.add([change('a', 1), change('b', 2), change('c', 3)]);
    queue.markScanned(queue.take(2));
    queue.add([change('d', 4)]);
    expect(idsOf(queue.drainOverflow()), 'd follows c into Postgres').toEqual(['c', 'd']);
  });

  it('displace the last change of the backfill if they are live', () => {
    const queue = createScanQueue(undefined, 2);
    queue.add([backfilled('x', 1), backfilled('y', 1), change('live', 2)]);
    expect(idsOf(queue.head(10))).toEqual(['live', 'x']);
    expect(idsOf(queue.drainOverflow())).toEqual(['y']);
  });

  it('are returned when loaded if they were scanned already, so that their rows can be deleted', () => {
    const queue = createScanQueue();
    queue.add([change('a', 5)]);
    queue.markScanned(queue.take(1));
    queue.expectStored();
    expect(queue.reload([change('a', 3), change('b', 1)], true)).toEqual([change('a', 3)]);
    expect(idsOf(queue.head(10))).toEqual(['b']);
  });
});

describe('what waits in Postgres', () => {
  it('is followed there by changes of the same lane, and not by live ones if it is of the backfill', () => {
    const queue = createScanQueue(undefined, 1);
    queue.add([backfilled('a', 1), backfilled('b', 1)]);
    queue.markScanned(queue.take(1));
    expect(queue.hasStored()).toBe(true);
    queue.add([backfilled('c', 2), change('live', 3)]);
    expect(idsOf(queue.head(10))).toEqual(['live']);
    expect(queue.hasOverflow()).toBe(true);
    expect(idsOf(queue.drainOverflow())).toEqual(['b', 'c']);
    expect(queue.hasOverflow()).toBe(false);
  });

  it('is loaded as soon as half of the room is free, and what overflows was written', () => {
    const queue = createScanQueue(undefined, 4);
    expect(queue.wantsReload()).toBe(false);
    queue.expectStored();
    queue.add([change('a', 1), change('b', 2)]);
    expect(queue.wantsReload()).toBe(true);
    queue.add([change('c', 3)]);
    expect(queue.wantsReload()).toBe(false);
    queue.markScanned(queue.take(3));
    queue.add([backfilled('d', 4)]);
    expect(queue.wantsReload()).toBe(false);
    queue.drainOverflow();
    expect(queue.wantsReload()).toBe(true);
  });

  it('is not loaded again after a load during which nothing was stored', () => {
    const queue = createScanQueue();
    queue.expectStored();
    queue.beginReload();
    queue.reload([change('a', 1)], true);
    expect(queue.hasStored()).toBe(false);
  });

  it.each([
    ['live changes follow, if the load ended among live ones', [change('a', 1)], true],
    [
      'live changes do not follow, if it ended among those of the backfill',
      [change('a', 1), backfilled('b', 1)],
      false,
    ],
    ['live changes do not follow, if nothing was loaded', [], false],
  ])('is partly loaded: %s', (_what, loaded, follows) => {
    const queue = createScanQueue();
    queue.expectStored();
    queue.beginReload();
    queue.reload(loaded, false);
    expect(queue.hasStored()).toBe(true);
    queue.add([change('new', 9)]);
    expect(idsOf(queue.drainOverflow())).toEqual(follows ? ['new'] : []);
  });

  it.each([
    ['live', change, ['b', 'live']],
    ['of the backfill', backfilled, ['b']],
  ])('may be a change that overflowed during the load: %s', (_what, overflowing, stored) => {
    const queue = createScanQueue(undefined, 1);
    queue.add([overflowing('a', 1)]);
    queue.beginReload();
    queue.add([overflowing('b', 2)]);
    queue.reload([], true);
    expect(queue.hasStored()).toBe(true);
    queue.markScanned(queue.take(1));
    queue.add([change('live', 3)]);
    expect(idsOf(queue.drainOverflow())).toEqual(stored);
  });

  it('is the last change of the backfill that has no room', () => {
    const queue = createScanQueue(undefined, 3);
    queue.add(['w', 'x', 'y', 'z'].map((id) => backfilled(id, 1)));
    expect(idsOf(queue.drainOverflow())).toEqual(['z']);
    queue.add([change('live', 2)]);
    expect(idsOf(queue.head(2))).toEqual(['live', 'w']);
    expect(idsOf(queue.drainOverflow())).toEqual(['y']);
  });
});

describe('an item in flight', () => {
  it('is not taken a second time when it changes again, and does not count as ready', () => {
    const queue = createScanQueue();
    queue.add([change('a', 1), change('b', 1)]);
    expect(idsOf(queue.take(1))).toEqual(['a']);
    expect(queue.countReady()).toBe(1);
    queue.add([change('a', 2)]);
    expect([queue.countWaiting(), queue.countReady()]).toEqual([2, 1]);
    expect(idsOf(queue.take(10))).toEqual(['b']);
  });

  it('is due with the earliest of the deferred items, and waits again after continue-as-new', () => {
    const queue = createScanQueue();
    queue.add([change('a', 1), change('b', 1), change('c', 1)]);
    queue.defer(queue.take(1), 2_000);
    queue.defer(queue.take(1), 1_000);
    expect(queue.nextDue()).toBe(1_000);
    expect(idsOf(createScanQueue(queue.snapshot()).head(10))).toEqual(['a', 'b', 'c']);
  });
});

describe('a scanned change', () => {
  it('is remembered through continue-as-new, up to the bound', () => {
    const queue = createScanQueue();
    queue.add(Array.from({ length: SCANNED_BOUND }, (_, i) => change(`f${i}`, 1, { ownerId: `u${i}` })));
    queue.markScanned(queue.take(SCANNED_BOUND));
    const restored = createScanQueue(queue.snapshot());
    restored.add([change('f0', 1)]);
    expect(restored.countWaiting()).toBe(0);
    restored.add([change('more', 1)]);
    restored.markScanned(restored.take(1));
    restored.add([change('f0', 1)]);
    expect(restored.countWaiting()).toBe(1);
  });
});

describe('any sequence of changes and scans', () => {
  const changesOf = (most: { readonly id: number; readonly second: number }) =>
    fc
      .record({
        id: fc.integer({ min: 0, max: most.id }),
        second: fc.integer({ min: 0, max: most.second }),
        rank: fc.constantFrom(0, 1),
      })
      .map(({ id, second, rank }) => change(`f${id}`, second, { rank: rank }));
  const stepsWith = (changes: fc.Arbitrary<Promotion>) =>
    fc.oneof(
      fc.array(changes, { maxLength: 5 }).map((added) => ({ kind: 'add' as const, changes: added })),
      fc.integer({ min: 1, max: 4 }).map((limit) => ({ kind: 'take' as const, limit })),
      fc.constant({ kind: 'settle' as const }),
      fc.constant({ kind: 'putBack' as const }),
      fc.constant({ kind: 'continueAsNew' as const }),
    );
  const anyChange = changesOf({ id: 12, second: 30 });
  const anyStep = stepsWith(anyChange);

  it('scans every change or a later one of the same item, and no item twice at the same time', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 60 }), fc.integer({ min: 2, max: 6 }), (steps, bound) => {
        let queue = createScanQueue(undefined, bound);
        let flying: Promotion[] = [];
        const postgres: Promotion[] = [];
        const newest = new Map<string, number>();
        const scanned = new Map<string, number>();
        const settle = () => {
          queue.markScanned(flying);
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
        const exchangeWithPostgres = () => {
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
          exchangeWithPostgres();
        }
        for (
          let round = 0;
          round < 500 && (queue.countWaiting() > 0 || flying.length > 0 || queue.hasStored());
          round += 1
        ) {
          settle();
          exchangeWithPostgres();
          take(4);
        }
        settle();
        expect(queue.countWaiting()).toBe(0);
        for (const [itemId, when] of newest) expect(scanned.get(itemId)).toBe(when);
      }),
    );
  });

  /** Takes up to `limit` items at a time and marks them as scanned; the overflow goes to `postgres` and back. */
  function scanAll(queue: ScanQueue, postgres: Promotion[], limit: number): string[] {
    const scanned: string[] = [];
    for (let round = 0; round < 500 && (queue.countWaiting() > 0 || queue.hasStored()); round += 1) {
      const batch = queue.take(limit);
      scanned.push(...idsOf(batch));
      queue.markScanned(batch);
      postgres.push(...queue.drainOverflow());
      if (queue.wantsReload()) queue.reload(postgres.splice(0), true);
    }
    return scanned;
  }

  it('scans live changes in the order of arrival, including those that overflow', () => {
    const anyBound = fc.integer({ min: 2, max: 6 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), anyBound, fc.integer({ min: 1, max: 4 }), (count, bound, limit) => {
        const queue = createScanQueue(undefined, bound);
        const arriving = Array.from({ length: count }, (_, i) => change(`f${i}`, i));
        queue.add(arriving);
        expect(scanAll(queue, queue.drainOverflow(), limit)).toEqual(idsOf(arriving));
      }),
    );
  });

  it('never moves an item with a live change that was not scanned behind those that the backfill found', () => {
    // Few items and times, so that changes of both kinds meet at an item in flight.
    const anyDelay = fc.constant({ kind: 'defer' as const });
    const anySteps = fc.array(fc.oneof(stepsWith(changesOf({ id: 2, second: 3 })), anyDelay), {
      maxLength: 40,
      size: 'max',
    });
    fc.assert(
      fc.property(anySteps, (steps) => {
        let queue = createScanQueue();
        const taken: Promotion[] = [];
        let deferred: Promotion[] = [];
        /** By item: the latest live change, and the latest that was scanned. */
        const live = new Map<string, string>();
        const scanned = new Map<string, string>();
        const raise = (times: Map<string, string>, { itemId, at: when }: Promotion) =>
          times.set(itemId, [times.get(itemId) ?? '', when].sort().at(-1)!);
        for (const step of steps) {
          switch (step.kind) {
            case 'add':
              queue.add(step.changes);
              for (const each of step.changes) if (each.rank === 0) raise(live, each);
              break;
            case 'take':
              taken.push(...queue.take(step.limit));
              break;
            case 'settle':
              queue.markScanned(taken);
              for (const each of taken.splice(0)) raise(scanned, each);
              break;
            case 'putBack':
              queue.putBack(taken.splice(0));
              break;
            case 'defer':
              queue.releaseDue(1);
              deferred = taken.splice(0);
              queue.defer(deferred, 1);
              break;
            case 'continueAsNew':
              queue.putBack(taken.splice(0));
              queue = createScanQueue(queue.snapshot());
              deferred = [];
              break;
          }
          const waiting = queue.head(1_000);
          expect(new Set(idsOf(waiting)).size, 'an item waits once').toBe(waiting.length);
          const first = idsOf([...taken, ...deferred, ...waiting.filter(({ rank }) => rank === 0)]);
          const unscanned = [...live].filter(([itemId, when]) => when > (scanned.get(itemId) ?? ''));
          expect(first).toEqual(expect.arrayContaining(unscanned.map(([itemId]) => itemId)));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('never holds more than the bound', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 60 }), fc.integer({ min: 2, max: 6 }), (changes, bound) => {
        const queue = createScanQueue(undefined, bound);
        for (const each of changes) {
          queue.add([each]);
          expect(queue.countWaiting()).toBeLessThanOrEqual(bound);
        }
      }),
    );
  });

  it('restores the queue from its snapshot', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 60 }), fc.nat(10), (changes, limit) => {
        const queue = createScanQueue();
        queue.add(changes);
        queue.markScanned(queue.take(limit));
        const restored = createScanQueue(queue.snapshot());
        expect(restored.snapshot()).toEqual(queue.snapshot());
        expect(restored.head(100)).toEqual(queue.head(100));
      }),
    );
  });

  it('keeps the snapshot for continue-as-new bounded', () => {
    const queue = createScanQueue();
    for (let i = 0; i < 5_000; i += 1) {
      queue.add([change(`f${i}`, i)]);
      if (i % 2 === 0) queue.markScanned(queue.take(1));
      queue.drainOverflow();
    }
    const { waiting, settled } = queue.snapshot();
    expect(waiting.length).toBeLessThanOrEqual(QUEUE_BOUND);
    expect(settled.length).toBeLessThanOrEqual(SCANNED_BOUND);
  });
});

describe('an item that was parked in Postgres', () => {
  it('is scanned again when it comes back with the same change', () => {
    const queue = createScanQueue();
    const parked = change('a', 1);
    queue.add([parked]);
    queue.setAside(queue.take(1));
    expect(queue.countInFlight()).toBe(0);
    expect(queue.reload([parked], true)).toEqual([]);
    expect(idsOf(queue.take(1))).toEqual(['a']);
  });

  it('would be taken for scanned if it had been marked so', () => {
    const queue = createScanQueue();
    const scanned = change('a', 1);
    queue.add([scanned]);
    queue.markScanned(queue.take(1));
    expect(queue.reload([scanned], true)).toEqual([scanned]);
  });
});
