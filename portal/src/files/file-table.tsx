import { NativeSelect, Skeleton, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
import { useSearchParams } from 'react-router';
import type { File, FileKey, FileSort } from '../api/files.js';
import { FileRow } from './file-row.js';
import classes from './file-table.module.css';
import { sortAfterClick, sortDirection, SORT_LABELS, SORTS, type SortColumn } from './sorts.js';
import { changeView } from './view.js';

/** The columns, with the sort of those that can be sorted. */
const COLUMNS: readonly { readonly label: string; readonly by?: SortColumn; readonly isNumber?: boolean }[] = [
  { label: 'Name', by: 'name' },
  { label: 'Owner' },
  { label: 'Exposure' },
  { label: 'Size', by: 'size', isNumber: true },
  { label: 'Modified', by: 'modifiedAt' },
  { label: 'Scanned', by: 'scannedAt' },
];
const SKELETON_ROWS = 12;

/** A page of files; on a narrow screen, rows are cards. */
export function FileTable(props: {
  /** Null while the first page loads. */
  readonly files: readonly File[] | null;
  readonly sort: FileSort;
  readonly changeSort: (sort: string) => void;
  readonly open: (file: FileKey) => void;
  /** Whether `files` are those of the previous view, while the new ones load. */
  readonly isPrevious: boolean;
}) {
  const { files, sort, changeSort, open, isPrevious } = props;
  const [query] = useSearchParams();
  // Without the open file, so that opening one does not render every row again.
  const search = changeView(query, { file: undefined }).toString();
  return (
    <div className={classes.box} data-old={isPrevious || undefined}>
      <NativeSelect
        className={classes.sort ?? ''}
        label="Sort by"
        data={SORTS.map((value) => ({ value, label: SORT_LABELS[value] }))}
        value={sort}
        onChange={({ currentTarget }) => changeSort(currentTarget.value)}
      />
      {/* Explicit roles: laying rows out as cards (display: block) removes a table's implicit roles. */}
      <table className={classes.table} role="table" aria-label="Files" aria-busy={isPrevious || files === null}>
        <thead role="rowgroup">
          <tr role="row">
            {COLUMNS.map(({ label, by, isNumber = false }) => (
              <th
                key={label}
                role="columnheader"
                scope="col"
                data-number={isNumber || undefined}
                {...(by && { 'aria-sort': sortDirection(sort, by) })}
              >
                {by ? (
                  <UnstyledButton className={classes.head ?? ''} onClick={() => changeSort(sortAfterClick(sort, by))}>
                    {label} <DirectionIcon direction={sortDirection(sort, by)} />
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
            Array.from({ length: SKELETON_ROWS }, (_, row) => (
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

function DirectionIcon({ direction }: { readonly direction: ReturnType<typeof sortDirection> }) {
  if (direction === 'none') return <IconArrowsSort size={14} aria-hidden className={classes.idle} />;
  const Arrow = direction === 'descending' ? IconArrowDown : IconArrowUp;
  return <Arrow size={14} aria-hidden />;
}
