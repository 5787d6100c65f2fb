/** The sorts of the file table. */
import type { FileSort } from '../api/files.js';
import { keysOf } from '../words/keys.js';

/** A column that files can be sorted by. */
export type SortColumn = Exclude<FileSort, `-${string}`>;

/** The label of each sort where there are no column heads to click. */
export const SORT_LABELS = {
  name: 'Name, A to Z',
  '-name': 'Name, Z to A',
  '-size': 'Largest first',
  size: 'Smallest first',
  '-modifiedAt': 'Recently modified first',
  modifiedAt: 'Least recently modified first',
  '-scannedAt': 'Recently scanned first',
  scannedAt: 'Least recently scanned first',
} as const satisfies Readonly<Record<FileSort, string>>;

/** Every sort. */
export const SORTS = keysOf(SORT_LABELS);

/** The direction in which a sort orders a column, in the terms of `aria-sort`. */
export function sortDirection(sort: FileSort, column: SortColumn): 'ascending' | 'descending' | 'none' {
  if (sort === column) return 'ascending';
  return sort === `-${column}` ? 'descending' : 'none';
}

/** The sort after a click on a column: reversed if sorted by it already, else A to Z for names and descending for others. */
export function sortAfterClick(sort: FileSort, column: SortColumn): FileSort {
  const direction = sortDirection(sort, column);
  const isDescending = direction === 'none' ? column !== 'name' : direction === 'ascending';
  return isDescending ? `-${column}` : column;
}
