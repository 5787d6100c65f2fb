import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changedSince,
  createFrontierSignal,
  mark,
  recordGrowth,
  recordSlice,
  releaseParked,
  type FrontierMark,
  type FrontierSignal,
  type SliceReport,
} from '../../workflows/frontier-signal.js';

const record = (
  frontier: FrontierSignal,
  begun: FrontierMark,
  slice: SliceReport,
  { now = 0, trustsLast = false } = {},
): FrontierMark => recordSlice(frontier, begun, slice, { now, trustsLast });
const listed = (pages: number) => ({ pages, frontier: 'work' as const });
const drained = { pages: 0, frontier: 'drained' as const };

describe('a frontier', () => {
  it('may have work before Postgres was queried', () => {
    expect(createFrontierSignal().hasWork).toBe(true);
  });

  it('has no work once a slice reports that it is drained', () => {
    const frontier = createFrontierSignal();
    record(frontier, mark(frontier), drained);
    expect(frontier.hasWork).toBe(false);
  });

  it('has work again when folders are added', () => {
    const frontier = createFrontierSignal();
    record(frontier, mark(frontier), drained);
    recordGrowth(frontier);
    expect(frontier.hasWork).toBe(true);
  });

  it('has work when a slice reports some after another found none: that slice has added it', () => {
    const frontier = createFrontierSignal();
    const begun = mark(frontier);
    record(frontier, begun, drained);
    const since = record(frontier, begun, listed(0));
    expect(frontier.hasWork).toBe(true);
    expect(changedSince(frontier, since)).toBe(true);
    record(frontier, begun, drained);
    expect(frontier.hasWork, 'a report from before does not undo it').toBe(true);
  });

  it('ignores the report of a slice that began before folders were added', () => {
    const frontier = createFrontierSignal();
    const begun = mark(frontier);
    recordGrowth(frontier);
    record(frontier, begun, drained);
    expect(frontier.hasWork).toBe(true);
  });
});

describe('a slot that found nothing to claim', () => {
  it('is not woken by its own slice', () => {
    const frontier = createFrontierSignal();
    const since = record(frontier, mark(frontier), listed(0));
    expect(changedSince(frontier, since)).toBe(false);
  });

  it('is woken when another slot lists a page, which may add folders', () => {
    const frontier = createFrontierSignal();
    const since = record(frontier, mark(frontier), listed(0));
    record(frontier, mark(frontier), listed(3));
    expect(changedSince(frontier, since)).toBe(true);
  });

  it('is not woken by pages that were listed before its slice ended', () => {
    const frontier = createFrontierSignal();
    const begun = mark(frontier);
    record(frontier, begun, listed(3));
    expect(changedSince(frontier, record(frontier, begun, listed(0)))).toBe(false);
  });

  it('is woken at once if folders were added while its slice ran', () => {
    const frontier = createFrontierSignal();
    const begun = mark(frontier);
    recordGrowth(frontier);
    expect(changedSince(frontier, record(frontier, begun, listed(0)))).toBe(true);
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

  it('ends without work only if a slice that began after the last growth or report of work found it drained', () => {
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
              record(frontier, slice.begun, step);
              if (step.frontier === 'drained' && !slice.isOutdated) hasWork = false;
              if (step.frontier === 'work' && !hasWork) {
                hasWork = true;
                for (const other of running) other.isOutdated = true;
              }
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
    record(signal, mark(signal), { pages: 0, frontier: 'drained', retryInMs: 60_000 }, { now: 1_000 });
    expect([signal.hasWork, signal.retryAt]).toEqual([false, 61_000]);
    releaseParked(signal, 60_999);
    expect(signal.hasWork).toBe(false);
    releaseParked(signal, 61_000);
    expect([signal.hasWork, signal.retryAt]).toEqual([true, null]);
  });

  it('are tried at the earliest time that was reported, in whatever order the reports arrive', () => {
    const anyReport = fc.option(fc.integer({ min: 1, max: 100_000 }), { nil: null });
    fc.assert(
      fc.property(fc.array(anyReport, { minLength: 1, maxLength: 8 }), (retries) => {
        const signal = createFrontierSignal();
        for (const retryInMs of retries) record(signal, mark(signal), { pages: 0, frontier: 'drained', retryInMs });
        const times = retries.filter((retry) => retry !== null);
        expect(signal.retryAt).toBe(times.length > 0 ? Math.min(...times) : null);
      }),
    );
  });

  it('are forgotten once their time has passed and a later report has none', () => {
    const signal = createFrontierSignal();
    record(signal, mark(signal), { pages: 0, frontier: 'drained', retryInMs: 10 });
    record(signal, mark(signal), { pages: 0, frontier: 'drained', retryInMs: null }, { now: 9 });
    expect(signal.retryAt).toBe(10);
    record(signal, mark(signal), { pages: 0, frontier: 'drained', retryInMs: null }, { now: 10 });
    expect(signal.retryAt).toBe(null);
  });

  it('are unknown to workers of earlier versions', () => {
    const signal = createFrontierSignal();
    record(signal, mark(signal), { pages: 0, frontier: 'drained' }, { now: 1_000 });
    releaseParked(signal, Number.MAX_SAFE_INTEGER);
    expect([signal.hasWork, signal.retryAt]).toEqual([false, null]);
  });
});

describe('a run that began with an earlier version', () => {
  it('trusts the last report alone, so that its history replays', () => {
    const signal = createFrontierSignal();
    const trusting = { trustsLast: true };
    record(signal, mark(signal), { pages: 0, frontier: 'drained', retryInMs: 10 }, trusting);
    record(signal, mark(signal), { pages: 0, frontier: 'work', retryInMs: null }, trusting);
    expect([signal.hasWork, signal.retryAt]).toEqual([false, null]);
  });
});
