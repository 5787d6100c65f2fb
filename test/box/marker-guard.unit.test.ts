import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMarkerGuard, MAX_EMPTY_PAGES } from '../../src/box/marker-guard.js';

const page = (nextMarker: string | null, received = 1) => ({ nextMarker, received });

describe('the guard of a listing', () => {
  it('continues while markers are new, and completes without a marker', () => {
    const guard = createMarkerGuard();
    expect(['a', 'b', 'c', null].map((marker) => guard.after(page(marker)))).toEqual([
      'continue',
      'continue',
      'continue',
      'complete',
    ]);
  });

  it('ends a listing whose page leads to itself, also one that was resumed at that page', () => {
    expect(createMarkerGuard('a').after(page('a'))).toBe('endless');
    const guard = createMarkerGuard();
    expect([guard.after(page('a')), guard.after(page('a'))]).toEqual(['continue', 'endless']);
  });

  it('ends a listing that goes round in a circle of any length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 50 }), (before, circle) => {
        const guard = createMarkerGuard();
        let pages = 0;
        for (
          let at = 0;
          guard.after(page(`m${at}`)) === 'continue';
          at = at === before + circle - 1 ? before : at + 1
        ) {
          pages += 1;
        }
        expect(pages).toBe(before + circle);
      }),
    );
  });

  it('ends a listing with new markers but no entries, and only after several such pages in a row', () => {
    const guard = createMarkerGuard();
    for (let at = 1; at < MAX_EMPTY_PAGES; at += 1) expect(guard.after(page(`a${at}`, 0))).toBe('continue');
    expect(guard.after(page('full', 1))).toBe('continue');
    for (let at = 1; at < MAX_EMPTY_PAGES; at += 1) expect(guard.after(page(`b${at}`, 0))).toBe('continue');
    expect(guard.after(page('last', 0))).toBe('endless');
  });

  it('lets a long listing end', () => {
    const guard = createMarkerGuard();
    for (let at = 0; at < 30_000; at += 1) expect(guard.after(page(`m${at}`))).toBe('continue');
    expect(guard.after(page(null))).toBe('complete');
  });
});
