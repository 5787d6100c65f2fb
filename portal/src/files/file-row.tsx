import { Badge } from '@mantine/core';
import { memo, type MouseEvent } from 'react';
import { Link } from 'react-router';
import type { File, FileKey } from '../api/files.js';
import { byteSize } from '../format/numbers.js';
import { exactTime, shortTime } from '../format/times.js';
import { fileParam } from '../paths.js';
import { FILE_STATE_LABELS } from '../words/file-states.js';
import { ExposureBadge } from './exposure-badge.js';
import classes from './file-table.module.css';
import { changeView, openFile } from './view.js';

/** The element id of a file's name in the table, which gets the focus when the drawer closes. */
export const nameId = (file: FileKey): string => `file-${fileParam(file)}`;

/** One file. A click anywhere in the row opens its drawer; its name is a link. */
export const FileRow = memo(function FileRow(props: {
  readonly file: File;
  /** The query of the address, without the open file. */
  readonly search: string;
  readonly open: (file: FileKey) => void;
}) {
  const { file, search, open } = props;
  const openHere = (event: MouseEvent<HTMLElement>) => {
    if (isForBrowser(event)) return;
    const isLink = event.target instanceof Element && event.target.closest('a') !== null;
    // Selecting text in the row, to copy it, does not open the file.
    if (!isLink && window.getSelection()?.isCollapsed === false) return;
    open(file);
  };
  return (
    <tr role="row" className={classes.row} onClick={openHere}>
      <th role="rowheader" scope="row">
        <Link
          id={nameId(file)}
          className={classes.name ?? ''}
          to={{ search: changeView(new URLSearchParams(search), openFile(file)).toString() }}
          title={file.name}
          // The row's handler opens the file, with the history state that closing needs.
          onClick={(event) => {
            if (!isForBrowser(event)) event.preventDefault();
          }}
        >
          <bdi>{file.name}</bdi>
        </Link>
        <span className={classes.path} title={file.path}>
          <bdi>{file.path}</bdi>
        </span>
        {file.connectionState === 'disconnected' && (
          <Badge size="sm" color="gray" variant="light">
            Connection disconnected
          </Badge>
        )}
        {file.state !== 'active' && (
          <Badge size="sm" color="gray" variant="light">
            {FILE_STATE_LABELS[file.state]}
          </Badge>
        )}
      </th>
      <td role="cell" data-label="Owner">
        <span className={classes.cut} title={file.ownerLogin}>
          <bdi>{file.ownerLogin}</bdi>
        </span>
      </td>
      <td role="cell" data-label="Exposure">
        <ExposureBadge access={file.access} />
      </td>
      <td role="cell" data-label="Size" data-number>
        {byteSize(file.size)}
      </td>
      <td role="cell" data-label="Modified">
        {file.modifiedAt === null ? '–' : <TableTime at={file.modifiedAt} />}
      </td>
      <td role="cell" data-label="Scanned">
        <TableTime at={file.scannedAt} />
      </td>
    </tr>
  );
});

/** Whether a click opens a new tab or window, which is left to the browser. */
const isForBrowser = ({ ctrlKey, metaKey, shiftKey, altKey }: MouseEvent): boolean =>
  ctrlKey || metaKey || shiftKey || altKey;

/** Like `Time`, but with a plain title set on hover: hundreds of tooltip components would slow the table down. */
function TableTime({ at }: { readonly at: string }) {
  return (
    <time
      dateTime={at}
      onPointerEnter={({ currentTarget }) => {
        currentTarget.title = exactTime(at);
      }}
    >
      {shortTime(at)}
    </time>
  );
}
