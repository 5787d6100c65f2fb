import { expect, it } from 'vitest';
import { back, onward, trailOf } from '../../portal/src/ui/page-trail.js';

const FIRST = { page: 1, earlier: [] };

it('goes there and back again', () => {
  const second = onward(FIRST, null);
  const third = onward(second, 'a');
  expect(third).toEqual({ page: 3, earlier: [null, 'a'] });
  expect(back(third)).toEqual({ cursor: 'a', trail: second });
  expect(back(second)).toEqual({ cursor: null, trail: FIRST });
  expect(back(FIRST)).toBeNull();
});

it('is kept by the history, beside whatever else is there', () => {
  const second = { page: 2, earlier: [null] };
  expect(trailOf({ ...second, isOpenedHere: true }, 'a')).toEqual(second);
});

it('is at its start on the first page, whatever the history says', () => {
  expect(trailOf({ page: 7, earlier: ['a'] }, null)).toEqual(FIRST);
});

it.each([null, undefined, 7, {}, { page: '2', earlier: [] }, { page: 2, earlier: 'a' }])(
  'is not known when the history says %j',
  (state) => {
    expect(trailOf(state, 'a')).toBeNull();
    expect(onward(null, 'a')).toBeNull();
    expect(back(null)).toBeNull();
  },
);

it('forgets the beginning of a very long way, and knows which page it is on', () => {
  let trail: ReturnType<typeof onward> = FIRST;
  for (let page = 1; page <= 1_000; page += 1) trail = onward(trail, String(page));
  expect(trail?.page).toBe(1_001);
  expect(trail?.earlier).toHaveLength(200);
  expect(back(trail)?.cursor).toBe('1000');
});
