import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortAfterClick, sortDirection } from '../../portal/src/files/sorts.js';
import {
  changeView,
  countFilters,
  csvAddress,
  filterByOwner,
  NO_FILTERS,
  openFile,
  readView,
  type ViewChange,
} from '../../portal/src/files/view.js';

const view = (query: string) => readView(new URLSearchParams(query));
const after = (query: string, change: ViewChange) => changeView(new URLSearchParams(query), change).toString();

describe('the view in an address', () => {
  it('shows active files by name if the address says nothing', () => {
    expect(view('')).toEqual({ filter: { state: 'active' }, sort: 'name', limit: 50, cursor: null, file: null });
  });

  it('filters by the owner’s login or id, never by both', () => {
    expect(filterByOwner('42')).toEqual({ ownerId: '42', ownerLogin: undefined });
    expect(filterByOwner('ada@acme.example')).toEqual({ ownerId: undefined, ownerLogin: 'ada@acme.example' });
    expect(filterByOwner('')).toEqual({ ownerId: undefined, ownerLogin: undefined });
  });

  it('reads every filter, sort, page and file', () => {
    const query =
      'connectionId=c&ownerId=1&ownerLogin=a%40b&extension=pdf&folderId=2&q=a%25b&modifiedAfter=x&access=public&state=gone';
    expect(view(query).filter).toEqual({
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
    expect(view('state=any').filter).toEqual({ state: 'any' });
    expect(view('sort=-size&limit=200&cursor=abc&file=c/7')).toMatchObject({
      sort: '-size',
      limit: 200,
      cursor: 'abc',
      file: { connectionId: 'c', fileId: '7' },
    });
  });

  it.each(['access=everybody', 'sort=-sha1', 'sort=--name', 'limit=100000', 'file=c', 'state=__proto__', 'q='])(
    'ignores the invalid %s',
    (query) => {
      expect(view(query)).toEqual(view(''));
    },
  );

  it('never throws, whatever the address', () => {
    fc.assert(
      fc.property(fc.webQueryParameters(), (query) => {
        expect(view(query).limit).toBe(50);
      }),
    );
  });

  it('counts the filters that are set', () => {
    expect(countFilters(view('').filter)).toBe(0);
    expect(countFilters(view('state=any').filter)).toBe(1);
    expect(countFilters(view('q=a&access=public').filter)).toBe(2);
  });
});

describe('a change of the view', () => {
  it('returns to the first page if filter, sort or page size change, and keeps the rest', () => {
    expect(after('q=a&cursor=x&sort=size', { access: 'public' })).toBe('q=a&sort=size&access=public');
    expect(after('q=a&cursor=x', { sort: '-size' })).toBe('q=a&sort=-size');
    expect(after('q=a&cursor=x', { limit: '25' })).toBe('q=a&limit=25');
  });

  it('stays on the page when a file is opened and closed', () => {
    expect(after('cursor=x', openFile({ connectionId: 'c', fileId: '1' }))).toBe('cursor=x&file=c%2F1');
    expect(after('cursor=x&file=c%2F1', { file: undefined })).toBe('cursor=x');
  });

  it('removes empty values, and all filters at once', () => {
    expect(after('q=a', { q: '' })).toBe('');
    expect(after('q=a&access=public&state=any&sort=size&limit=25', NO_FILTERS)).toBe('sort=size&limit=25');
  });
});

describe('the sort', () => {
  it('is reversed by a click on the sorted column', () => {
    expect(sortAfterClick('name', 'name')).toBe('-name');
    expect(sortAfterClick('-name', 'name')).toBe('name');
  });

  it('starts from A for names, and from the largest or newest for other columns', () => {
    expect(sortAfterClick('name', 'size')).toBe('-size');
    expect(sortAfterClick('-size', 'name')).toBe('name');
  });

  it('has a direction only in the sorted column', () => {
    expect(sortDirection('-size', 'size')).toBe('descending');
    expect(sortDirection('size', 'size')).toBe('ascending');
    expect(sortDirection('size', 'name')).toBe('none');
  });
});

describe('the CSV export', () => {
  it('has the filters of the table', () => {
    const query = new URL(csvAddress({ q: 'a&b=c', state: 'active' }), 'http://boxward').searchParams;
    expect(Object.fromEntries(query)).toEqual({ q: 'a&b=c', state: 'active', format: 'csv' });
  });
});
