import { describe, expect, it } from 'vitest';
import { nextTrail, previousPage, readTrail } from '../../portal/src/ui/page-trail.js';

const FIRST = { page: 1, earlier: [] };

describe('the trail of pages', () => {
  it('leads back through the pages before', () => {
    const second = nextTrail(FIRST, null);
    const third = nextTrail(second, 'a');
    expect(third).toEqual({ page: 3, earlier: [null, 'a'] });
    expect(previousPage(third)).toEqual({ cursor: 'a', trail: second });
    expect(previousPage(second)).toEqual({ cursor: null, trail: FIRST });
    expect(previousPage(FIRST)).toBeNull();
  });

  it('is read from a history entry that has other state, too', () => {
    const second = { page: 2, earlier: [null] };
    expect(readTrail({ ...second, isOpenedHere: true }, 'a')).toEqual(second);
  });

  it('starts at the first page regardless of the history entry', () => {
    expect(readTrail({ page: 7, earlier: ['a'] }, null)).toEqual(FIRST);
  });

  it.each([null, undefined, 7, {}, { page: '2', earlier: [] }, { page: 2, earlier: 'a' }])(
    'is unknown if the history entry is %j',
    (state) => {
      expect(readTrail(state, 'a')).toBeNull();
      expect(nextTrail(null, 'a')).toBeNull();
      expect(previousPage(null)).toBeNull();
    },
  );

  it('keeps the last 200 cursors and the right page number', () => {
    let trail: ReturnType<typeof nextTrail> = FIRST;
    for (let page = 1; page <= 1_000; page += 1) trail = nextTrail(trail, String(page));
    expect(trail?.page).toBe(1_001);
    expect(trail?.earlier).toHaveLength(200);
    expect(previousPage(trail)?.cursor).toBe('1000');
  });
});
