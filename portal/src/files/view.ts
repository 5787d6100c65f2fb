/** What the files page shows, to and from its address. */
import type { FileFilter, FileKey, FilePage, FileSort } from '../api/files.js';
import { fileParam } from '../paths.js';
import { EXPOSURES } from '../words/exposures.js';
import { FILE_STATE_LABELS } from '../words/file-states.js';
import { keysOf } from '../words/keys.js';
import { SORTS } from './sorts.js';

/** What the address says: a page of the table, and the file whose drawer is open. */
export interface View extends FilePage {
  readonly file: FileKey | null;
}

/** The page sizes that the user can choose. */
export const PAGE_SIZES = [25, 50, 100, 200] as const;
const DEFAULT_PAGE_SIZE = 50;
const DEFAULT_SORT: FileSort = 'name';
const EXPOSURE_VALUES = EXPOSURES.map(({ access }) => access);
const STATE_VALUES = keysOf(FILE_STATE_LABELS);
/** Filters that the API validates; the page passes them through. */
const TEXT_FILTERS = [
  'connectionId',
  'ownerId',
  'ownerLogin',
  'extension',
  'folderId',
  'q',
  'modifiedAfter',
  'modifiedBefore',
  'scannedAfter',
] as const satisfies readonly (keyof FileFilter)[];
/** The names of all filters, in the address as in the API. */
export const FILTER_NAMES = [
  ...TEXT_FILTERS,
  'access',
  'state',
  'connectionState',
] as const satisfies readonly (keyof FileFilter)[];
/** The name of a filter. */
export type FilterName = (typeof FILTER_NAMES)[number];
/** The value of `state` that shows files of every state; without `state`, only active files are shown. */
export const ANY_STATE = 'any';
/** The values of `connectionState` in the address; without it, disconnected connections are left out. */
const CONNECTION_STATE_VALUES = ['any', 'disconnected'] as const;

/** Changes of the address by parameter; an undefined or empty value removes the parameter. */
export type ViewChange = Partial<Record<FilterName | 'sort' | 'limit' | 'cursor' | 'file', string | undefined>>;

/** Reads the view from an address; values that are not valid count as missing. */
export function readView(query: URLSearchParams): View {
  const texts = TEXT_FILTERS.flatMap((name) => {
    const value = query.get(name);
    return value === null || value === '' ? [] : [[name, value] as const];
  });
  const access = oneOf(EXPOSURE_VALUES, query.get('access'));
  const state = oneOf([...STATE_VALUES, ANY_STATE], query.get('state')) ?? 'active';
  const connectionState = oneOf(CONNECTION_STATE_VALUES, query.get('connectionState'));
  const [connectionId, fileId] = (query.get('file') ?? '').split('/');
  return {
    filter: {
      ...Object.fromEntries(texts),
      ...(access && { access }),
      ...(connectionState && { connectionState }),
      state,
    },
    sort: oneOf(SORTS, query.get('sort')) ?? DEFAULT_SORT,
    limit: PAGE_SIZES.find((size) => String(size) === query.get('limit')) ?? DEFAULT_PAGE_SIZE,
    cursor: query.get('cursor') || null,
    file: connectionId && fileId ? { connectionId, fileId } : null,
  };
}

/** The address after a change. A change of filter, sort or page size returns to the first page. */
export function changeView(query: URLSearchParams, change: ViewChange): URLSearchParams {
  const next = new URLSearchParams(query);
  if (Object.keys(change).some((name) => name !== 'file' && name !== 'cursor')) next.delete('cursor');
  for (const [name, value] of Object.entries<string | undefined>(change)) {
    if (value === undefined || value === '') next.delete(name);
    else next.set(name, value);
  }
  return next;
}

/** The change that opens a file's drawer. */
export const openFile = (file: FileKey): ViewChange => ({ file: fileParam(file) });

/** The change that removes every filter. */
export const NO_FILTERS: ViewChange = Object.fromEntries(FILTER_NAMES.map((name) => [name, undefined]));

/** The change that filters by an owner: digits are a Box user id, any other text is a login. */
export const filterByOwner = (text: string): ViewChange => ({
  ownerId: /^\d+$/.test(text) ? text : undefined,
  ownerLogin: /^\d*$/.test(text) ? undefined : text,
});

/** The number of filters that are set; the default state (active) does not count. */
export function countFilters({ state, ...others }: FileFilter): number {
  return Object.keys(others).length + (state === 'active' ? 0 : 1);
}

/** The address of the CSV export of all files that match a filter. */
export function csvAddress(filter: FileFilter): string {
  return `/v1/files?${new URLSearchParams({ ...filter, format: 'csv' }).toString()}`;
}

const oneOf = <T extends string>(values: readonly T[], text: string | null): T | undefined =>
  values.find((each) => each === text);
