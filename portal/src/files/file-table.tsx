import { NativeSelect, Skeleton, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
import { useSearchParams } from 'react-router';
import type { File } from '../api/files.js';
import { FileRow } from './file-row.js';
import classes from './file-table.module.css';
import { changed, sortBy, sortText, type FileKey, type Sort, type SortColumn } from './view.js';

/** The columns, and by what each is sorted. */
const COLUMNS: readonly { readonly label: string; readonly by?: SortColumn; readonly isNumber?: boolean }[] = [
  { label: 'Name', by: 'name' },
  { label: 'Owner' },
  { label: 'Exposure' },
  { label: 'Size', by: 'size', isNumber: true },
  { label: 'Modified', by: 'modifiedAt' },
  { label: 'Scanned', by: 'scannedAt' },
];
/** The same choices where there are no heads of columns to press. */
const SORTS = [
  { value: 'name', label: 'Name, from A' },
  { value: '-name', label: 'Name, from Z' },
  { value: '-size', label: 'Largest first' },
  { value: 'size', label: 'Smallest first' },
  { value: '-modifiedAt', label: 'Modified last' },
  { value: 'modifiedAt', label: 'Modified first' },
  { value: '-scannedAt', label: 'Scanned last' },
  { value: 'scannedAt', label: 'Scanned first' },
];
const WAITING_ROWS = 12;

/** A page of the files; null while the first one is awaited. On a narrow screen every row is a card. */
export function FileTable(props: {
  readonly files: readonly File[] | null;
  readonly sort: Sort;
  readonly changeSort: (sort: string) => void;
  readonly open: (file: FileKey) => void;
  /** What is shown is the page before the one that was asked for. */
  readonly isOld: boolean;
}) {
  const { files, sort, changeSort, open, isOld } = props;
  const [query] = useSearchParams();
  // The same text whichever file is open: no row is drawn again for that.
  const search = changed(query, { file: undefined }).toString();
  return (
    <div className={classes.box} data-old={isOld || undefined}>
      <NativeSelect
        className={classes.sort ?? ''}
        label="Sort by"
        data={SORTS}
        value={sortText(sort)}
        onChange={({ currentTarget }) => changeSort(currentTarget.value)}
      />
      {/* Named roles: cards are laid out as blocks, which takes a table's own roles away. */}
      <table className={classes.table} role="table" aria-label="Files" aria-busy={isOld || files === null}>
        <thead role="rowgroup">
          <tr role="row">
            {COLUMNS.map(({ label, by, isNumber = false }) => (
              <th
                key={label}
                role="columnheader"
                scope="col"
                data-number={isNumber || undefined}
                {...(by && { 'aria-sort': directionOf(sort, by) })}
              >
                {by ? (
                  <UnstyledButton className={classes.head ?? ''} onClick={() => changeSort(sortText(sortBy(sort, by)))}>
                    {label} <Direction sort={sort} by={by} />
                  </UnstyledButton>
                ) : (
                  label
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {files?.map((file) => (
            <FileRow key={`${file.connectionId}/${file.fileId}`} file={file} search={search} open={open} />
          )) ??
            Array.from({ length: WAITING_ROWS }, (_, row) => (
              <tr key={row} role="row">
                <td role="cell" colSpan={COLUMNS.length}>
                  <Skeleton height={32} my={4} />
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}

function directionOf(sort: Sort, by: SortColumn): 'ascending' | 'descending' | 'none' {
  if (sort.by !== by) return 'none';
  return sort.isDown ? 'descending' : 'ascending';
}

function Direction({ sort, by }: { readonly sort: Sort; readonly by: SortColumn }) {
  if (sort.by !== by) return <IconArrowsSort size={14} aria-hidden className={classes.idle} />;
  const Arrow = sort.isDown ? IconArrowDown : IconArrowUp;
  return <Arrow size={14} aria-hidden />;
}
