import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changedSince,
  createFrontierSignal,
  mark,
  recordGrowth,
  recordSlice,
  releaseParked,
} from '../../workflows/frontier-signal.js';

const listed = (pages: number) => ({ pages, frontier: 'work' as const });
const drained = { pages: 0, frontier: 'drained' as const };

describe('a frontier', () => {
  it('may have work before Postgres was queried', () => {
    expect(createFrontierSignal().hasWork).toBe(true);
  });

  it('has no work once a slice reports that it is drained', () => {
    const frontier = createFrontierSignal();
    recordSlice(frontier, mark(frontier), drained);
    expect(frontier.hasWork).toBe(false);
  });

  it('has work again when folders are added', () => {
    const frontier = createFrontierSignal();
    recordSlice(frontier, mark(frontier), drained);
    recordGrowth(frontier);
    expect(frontier.hasWork).toBe(true);
  });

  it('ignores the report of a slice that began before folders were added', () => {
    const frontier = createFrontierSignal();
    const begun = mark(frontier);
    recordGrowth(frontier);
    recordSlice(frontier, begun, drained);
    expect(frontier.hasWork).toBe(true);
  });
});

describe('a slot that found nothing to claim', () => {
  it('is not woken by its own slice', () => {
    const frontier = createFrontierSignal();
    const since = recordSlice(frontier, mark(frontier), listed(0));
    expect(changedSince(frontier, since)).toBe(false);
  });

  it('is woken when another slot lists a page, which may add folders', () => {
    const frontier = createFrontierSignal();
    const since = recordSlice(frontier, mark(frontier), listed(0));
    recordSlice(frontier, mark(frontier), listed(3));
    expect(changedSince(frontier, since)).toBe(true);
  });

  it('is not woken by pages that were listed before its slice ended', () => {
    const frontier = createFrontierSignal();
    const begun = mark(frontier);
    recordSlice(frontier, begun, listed(3));
    expect(changedSince(frontier, recordSlice(frontier, begun, listed(0)))).toBe(false);
  });

  it('is woken at once if folders were added while its slice ran', () => {
    const frontier = createFrontierSignal();
    const begun = mark(frontier);
    recordGrowth(frontier);
    expect(changedSince(frontier, recordSlice(frontier, begun, listed(0)))).toBe(true);
  });
});

describe('any sequence of slices and growths', () => {
  const anyStep = fc.oneof(
    fc.constant({ kind: 'begin' as const }),
    fc.constant({ kind: 'grow' as const }),
    fc.record({
      kind: fc.constant('end' as const),
      pages: fc.nat(3),
      frontier: fc.constantFrom('work' as const, 'drained' as const),
    }),
  );

  it('ends without work only if a slice that began after the last growth reported a drained frontier', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
        const frontier = createFrontierSignal();
        const running: { readonly begun: ReturnType<typeof mark>; isOutdated: boolean }[] = [];
        let hasWork = true;
        for (const step of steps) {
          switch (step.kind) {
            case 'begin':
              running.push({ begun: mark(frontier), isOutdated: false });
              break;
            case 'grow':
              recordGrowth(frontier);
              for (const slice of running) slice.isOutdated = true;
              hasWork = true;
              break;
            case 'end': {
              const slice = running.shift();
              if (!slice) break;
              recordSlice(frontier, slice.begun, step);
              if (step.frontier === 'drained' && !slice.isOutdated) hasWork = false;
            }
          }
          expect(frontier.hasWork).toBe(hasWork);
        }
      }),
    );
  });
});

describe('parked folders', () => {
  it('are work once their time has come, and not before', () => {
    const signal = createFrontierSignal();
    recordSlice(signal, mark(signal), { pages: 0, frontier: 'drained', retryInMs: 60_000 }, 1_000);
    expect([signal.hasWork, signal.retryAt]).toEqual([false, 61_000]);
    releaseParked(signal, 60_999);
    expect(signal.hasWork).toBe(false);
    releaseParked(signal, 61_000);
    expect([signal.hasWork, signal.retryAt]).toEqual([true, null]);
  });

  it('are unknown to workers of earlier versions', () => {
    const signal = createFrontierSignal();
    recordSlice(signal, mark(signal), { pages: 0, frontier: 'drained' }, 1_000);
    releaseParked(signal, Number.MAX_SAFE_INTEGER);
    expect([signal.hasWork, signal.retryAt]).toEqual([false, null]);
  });
});
