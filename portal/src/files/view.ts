/** What the Files page shows, as its address says it. Pure: it knows nothing of React. */
import type { components } from '../api/schema.js';
import { ACCESSES } from '../words/exposures.js';

type File = components['schemas']['File'];

/** Which files; what is not set is missing. As the API takes it. */
export interface FileFilter {
  readonly connectionId?: string;
  readonly access?: File['access'];
  readonly ownerId?: string;
  readonly ownerLogin?: string;
  readonly extension?: string;
  readonly folderId?: string;
  readonly q?: string;
  readonly modifiedAfter?: string;
  readonly modifiedBefore?: string;
  readonly scannedAfter?: string;
  readonly state?: File['state'];
}

/** What the table can be sorted by. */
export type SortColumn = 'name' | 'size' | 'modifiedAt' | 'scannedAt';
/** By which column, and which way. */
export interface Sort {
  readonly by: SortColumn;
  readonly isDown: boolean;
}

/** A sort in one word: a minus sorts downwards. */
export type SortText = `${'' | '-'}${SortColumn}`;

/** A file by both its ids: Box's are unique within a connection. */
export interface FileKey {
  readonly connectionId: string;
  readonly fileId: string;
}

/** All that the address says. */
export interface View {
  readonly filter: FileFilter;
  readonly sort: Sort;
  readonly limit: number;
  /** Where this page of the table begins; null at the first one. */
  readonly cursor: string | null;
  /** The file whose drawer is open. */
  readonly file: FileKey | null;
}

/** How many rows a page may have. */
export const PAGE_SIZES = [25, 50, 100, 200] as const;
const DEFAULT_PAGE_SIZE = 50;
const STATES: readonly File['state'][] = ['active', 'trashed', 'gone'];
const COLUMNS: readonly SortColumn[] = ['name', 'size', 'modifiedAt', 'scannedAt'];
/** Filters whose value is the API's to judge. */
const FREE = [
  'connectionId', 'ownerId', 'ownerLogin', 'extension', 'folderId', 'q', 'modifiedAfter', 'modifiedBefore', 'scannedAfter',
] as const; // prettier-ignore
/** Every name of a filter in the address. */
export const FILTER_NAMES = [...FREE, 'access', 'state'] as const;
/** A filter's name in the address. */
export type FilterName = (typeof FILTER_NAMES)[number];
/** Says in the address that files of every state are shown; without a state it is the active ones. */
export const ANY_STATE = 'any';

/** Changes of the address, by name; undefined or empty takes one away. */
export type Change = Partial<Record<FilterName | 'sort' | 'limit' | 'cursor' | 'file', string | undefined>>;

const oneOf = <T extends string>(known: readonly T[], text: string | null): T | undefined =>
  known.find((each) => each === text);

/** What an address asks for; what it says and cannot be meant counts as not said. */
export function viewOf(query: URLSearchParams): View {
  const free = FREE.flatMap((name) => {
    const value = query.get(name);
    return value === null || value === '' ? [] : [[name, value] as const];
  });
  const access = oneOf(ACCESSES, query.get('access'));
  const state = query.get('state') === ANY_STATE ? undefined : (oneOf(STATES, query.get('state')) ?? 'active');
  const [connectionId, fileId] = (query.get('file') ?? '').split('/');
  return {
    filter: { ...Object.fromEntries(free), ...(access && { access }), ...(state && { state }) },
    sort: sortOf(query.get('sort') ?? ''),
    limit: PAGE_SIZES.find((size) => String(size) === query.get('limit')) ?? DEFAULT_PAGE_SIZE,
    cursor: query.get('cursor') || null,
    file: connectionId && fileId ? { connectionId, fileId } : null,
  };
}

/** The address after a change. Another filter, sort or size begins at the first page. */
export function changed(query: URLSearchParams, change: Change): URLSearchParams {
  const next = new URLSearchParams(query);
  if (Object.keys(change).some((name) => name !== 'file' && name !== 'cursor')) next.delete('cursor');
  for (const [name, value] of Object.entries<string | undefined>(change)) {
    if (value === undefined || value === '') next.delete(name);
    else next.set(name, value);
  }
  return next;
}

/** A change that takes every filter away. */
export const NO_FILTERS: Change = Object.fromEntries(FILTER_NAMES.map((name) => [name, undefined]));

/** The change to a filter by owner, who may be told by login or by Box's id. */
export const changeOfOwner = (text: string): Change => ({
  ownerId: /^\d+$/.test(text) ? text : undefined,
  ownerLogin: /^\d*$/.test(text) ? undefined : text,
});

/** How many filters narrow the view down, the state aside when it is the usual one. */
export function countFilters({ state, ...others }: FileFilter): number {
  return Object.keys(others).length + (state === 'active' ? 0 : 1);
}

/** A file as the address has it. */
export const fileText = ({ connectionId, fileId }: FileKey): string => `${connectionId}/${fileId}`;

/** Where a file is shown, among those of its connection. */
export const addressOfFile = (file: FileKey): string =>
  `/files?${new URLSearchParams({ connectionId: file.connectionId, file: fileText(file) }).toString()}`;

/** A sort as the address and the API have it. */
export const sortText = ({ by, isDown }: Sort): SortText => `${isDown ? '-' : ''}${by}`;

function sortOf(text: string): Sort {
  const by = oneOf(COLUMNS, text.replace(/^-/, ''));
  return by ? { by, isDown: text.startsWith('-') } : { by: 'name', isDown: false };
}

/** The sort after a column was chosen: the other way when it is that column's already, else what one looks for first. */
export function sortBy(now: Sort, by: SortColumn): Sort {
  return { by, isDown: now.by === by ? !now.isDown : by !== 'name' };
}

/** Where all that fits the filter can be had as CSV. */
export function csvAddress(filter: FileFilter): string {
  return `/v1/files?${new URLSearchParams({ ...filter, format: 'csv' }).toString()}`;
}
