import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changed,
  changeOfOwner,
  countFilters,
  csvAddress,
  NO_FILTERS,
  sortBy,
  sortText,
  viewOf,
} from '../../portal/src/files/view.js';

const view = (query: string) => viewOf(new URLSearchParams(query));
const after = (query: string, change: Parameters<typeof changed>[1]) =>
  changed(new URLSearchParams(query), change).toString();

describe('the view in an address', () => {
  it('shows active files by name when nothing is said', () => {
    expect(view('')).toEqual({
      filter: { state: 'active' },
      sort: { by: 'name', isDown: false },
      limit: 50,
      cursor: null,
      file: null,
    });
  });

  it('takes an owner by login or by id, one in the place of the other', () => {
    expect(changeOfOwner('42')).toEqual({ ownerId: '42', ownerLogin: undefined });
    expect(changeOfOwner('ada@acme.example')).toEqual({ ownerId: undefined, ownerLogin: 'ada@acme.example' });
    expect(changeOfOwner('')).toEqual({ ownerId: undefined, ownerLogin: undefined });
  });

  it('takes every filter as it is said', () => {
    const said =
      'connectionId=c&ownerId=1&ownerLogin=a%40b&extension=pdf&folderId=2&q=a%25b&modifiedAfter=x&access=public&state=gone';
    expect(view(said).filter).toEqual({
      connectionId: 'c',
      ownerId: '1',
      ownerLogin: 'a@b',
      extension: 'pdf',
      folderId: '2',
      q: 'a%b',
      modifiedAfter: 'x',
      access: 'public',
      state: 'gone',
    });
    expect(view('state=any').filter).toEqual({});
    expect(view('sort=-size&limit=200&cursor=abc&file=c/7')).toMatchObject({
      sort: { by: 'size', isDown: true },
      limit: 200,
      cursor: 'abc',
      file: { connectionId: 'c', fileId: '7' },
    });
  });

  it.each(['access=everybody', 'sort=-sha1', 'sort=--name', 'limit=100000', 'file=c', 'state=__proto__', 'q='])(
    'lets %s count as not said',
    (query) => {
      expect(view(query)).toEqual(view(''));
    },
  );

  it('never throws, whatever an address says', () => {
    fc.assert(
      fc.property(fc.webQueryParameters(), (query) => {
        expect(view(query).limit).toBe(50);
      }),
    );
  });

  it('counts what narrows it down', () => {
    expect(countFilters(view('').filter)).toBe(0);
    expect(countFilters(view('state=any').filter)).toBe(1);
    expect(countFilters(view('q=a&access=public').filter)).toBe(2);
  });
});

describe('a change of the address', () => {
  it('begins at the first page when filter, sort or size change, and keeps the rest', () => {
    expect(after('q=a&cursor=x&sort=size', { access: 'public' })).toBe('q=a&sort=size&access=public');
    expect(after('q=a&cursor=x', { sort: '-size' })).toBe('q=a&sort=-size');
    expect(after('q=a&cursor=x', { limit: '25' })).toBe('q=a&limit=25');
  });

  it('stays on the page when a file is opened and closed', () => {
    expect(after('cursor=x', { file: 'c/1' })).toBe('cursor=x&file=c%2F1');
    expect(after('cursor=x&file=c%2F1', { file: undefined })).toBe('cursor=x');
  });

  it('takes away what is empty, and all filters at once', () => {
    expect(after('q=a', { q: '' })).toBe('');
    expect(after('q=a&access=public&state=any&sort=size&limit=25', NO_FILTERS)).toBe('sort=size&limit=25');
  });
});

it('turns the way of a column that is sorted by already', () => {
  const text = (now: string, by: Parameters<typeof sortBy>[1]) => sortText(sortBy(view(`sort=${now}`).sort, by));
  expect(text('name', 'name')).toBe('-name');
  expect(text('-name', 'name')).toBe('name');
  expect(text('name', 'size')).toBe('-size');
  expect(text('-size', 'name')).toBe('name');
});

it('exports what is shown', () => {
  const said = new URL(csvAddress({ q: 'a&b=c', state: 'active' }), 'http://boxward').searchParams;
  expect(Object.fromEntries(said)).toEqual({ q: 'a&b=c', state: 'active', format: 'csv' });
});
