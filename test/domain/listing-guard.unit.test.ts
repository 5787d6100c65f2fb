import { describe, expect, it } from 'vitest';
import { advance, NO_PROGRESS, type ListedEntries, type ListingProgress } from '../../src/domain/listing-guard.js';

/** Follows a listing until it is complete or endless; returns the number of pages requested and how it ended. */
function follow(pageAt: (index: number) => ListedEntries, limit = 10_000): [number, 'complete' | 'endless' | 'limit'] {
  let progress: ListingProgress = NO_PROGRESS;
  for (let index = 0; index < limit; index += 1) {
    const page = pageAt(index);
    // As stored between two pages.
    const next = advance(JSON.parse(JSON.stringify(progress)) as ListingProgress, page);
    if (!next) return [index + 1, 'endless'];
    if (page.nextMarker === null) return [index + 1, 'complete'];
    progress = next;
  }
  return [limit, 'limit'];
}
const page = (ids: readonly string[], nextMarker: string | null): ListedEntries => ({
  ids,
  received: ids.length,
  nextMarker,
});

describe('a listing', () => {
  it('of a thousand different pages is complete', () => {
    expect(follow((index) => page([`${index}`], index === 999 ? null : `m${index}`))).toEqual([1000, 'complete']);
  });

  it.each([1, 2, 3, 7, 50])('whose markers repeat after %i pages is endless', (length) => {
    const [pages, end] = follow((index) => page([`${index}`], `m${index % length}`));
    expect(end).toBe('endless');
    expect(pages).toBeLessThanOrEqual(3 * length + 2);
  });

  it('that returns its last page for ever under new markers is endless', () => {
    const [pages, end] = follow((index) => page([`${Math.min(index, 20)}`], `m${index}`));
    expect(end).toBe('endless');
    expect(pages).toBeLessThan(70);
  });

  it('is endless after ten pages in a row without entries, and not after nine', () => {
    expect(follow((index) => page([], `m${index}`))).toEqual([10, 'endless']);
    expect(follow((index) => page(index % 10 === 9 ? [`${index}`] : [], index === 99 ? null : `m${index}`))).toEqual([
      100,
      'complete',
    ]);
  });
});
