import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { paginate } from '../../../simulator/box/http/paging.js';

const pageOfIds = z.looseObject({ entries: z.array(z.string()), next_marker: z.string().nullable() });
type Page = z.infer<typeof pageOfIds>;
const items = (count: number) => Array.from({ length: count }, (_, index) => ({ id: String(index + 1) }));
const page = (all: readonly { readonly id: string }[], limit: number, marker: string | null): Page => {
  const query = { usemarker: 'true', limit: String(limit), ...(marker === null ? {} : { marker }) };
  return pageOfIds.parse(paginate(all, query, ({ id }) => id));
};

describe('a list paged by marker', () => {
  it('returns every item once and in order while the list does not change', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.integer({ min: 1, max: 15 }), (count, limit) => {
        const all = items(count);
        const seen: string[] = [];
        for (let marker: string | null = null; ;) {
          const next: Page = page(all, limit, marker);
          seen.push(...next.entries);
          marker = next.next_marker;
          if (marker === null) break;
        }
        expect(seen).toEqual(all.map(({ id }) => id));
      }),
    );
  });

  it('skips no remaining item when others are removed between two pages', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 30 }),
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.nat(29), { maxLength: 4 }),
        (count, limit, removed) => {
          const all = items(count);
          const first = page(all, limit, null);
          if (first.next_marker === null) return;
          const gone = new Set(removed.map((index) => String(index + 1)));
          const left = all.filter(({ id }) => !gone.has(id));
          const seen = new Set(first.entries);
          for (let marker: string | null = first.next_marker; marker !== null;) {
            const next: Page = page(left, limit, marker);
            for (const id of next.entries) seen.add(id);
            marker = next.next_marker;
          }
          expect(left.filter(({ id }) => !seen.has(id))).toEqual([]);
        },
      ),
    );
  });

  it('refuses an unknown marker', () => {
    for (const marker of ['nonsense', Buffer.from('marker:x').toString('base64url')]) {
      expect(() => page(items(3), 1, marker)).toThrow('marker is not valid');
    }
  });
});
