import { describe, expect, it } from 'vitest';
import { changesBetween, resultOf, type Snapshot } from '../../src/domain/rescan.js';

const file: Snapshot = {
  state: 'active',
  access: 'private',
  sharedLink: null,
  owner: 'ann@acme.example',
  name: 'a.txt',
  path: '/One/a.txt',
  content: 'aa',
  size: 1,
};
const changes = (after: Partial<Snapshot>) => changesBetween(file, { ...file, ...after });

describe('the changes that a rescan finds', () => {
  it('name what differs, from and to', () => {
    expect(changes({ access: 'public', sharedLink: 'open' })).toEqual([
      { field: 'access', from: 'private', to: 'public' },
      { field: 'sharedLink', from: null, to: 'open' },
    ]);
    expect(changes({ content: 'bb', size: 2 }).map(({ field }) => field)).toEqual(['content', 'size']);
    expect(changes({ owner: 'ben@acme.example' }).map(({ field }) => field)).toEqual(['owner']);
  });

  it('tell a rename from a move', () => {
    expect(changes({ name: 'b.txt', path: '/One/b.txt' }).map(({ field }) => field)).toEqual(['name']);
    expect(changes({ path: '/Two/a.txt' })).toEqual([{ field: 'path', from: '/One/a.txt', to: '/Two/a.txt' }]);
  });

  it('of a new item are that it exists, and how exposed it is', () => {
    expect(changesBetween(null, { ...file, access: 'external' })).toEqual([
      { field: 'state', from: null, to: 'active' },
      { field: 'access', from: null, to: 'external' },
    ]);
  });

  it('are none where nothing was known and nothing is', () => {
    expect(changesBetween(null, null)).toEqual([]);
    expect(changesBetween(file, file)).toEqual([]);
  });
});

describe('the result of a rescan', () => {
  it.each([
    ['unchanged', file, file],
    ['scanned', file, { ...file, size: 2 }],
    ['scanned', null, file],
    ['trashed', file, { ...file, state: 'trashed' }],
    ['gone', file, { ...file, state: 'gone' }],
    ['gone', file, null],
    ['gone', null, null],
  ])('is %s', (result, before, after) => {
    expect(resultOf(after, changesBetween(before, after))).toBe(result);
  });
});
