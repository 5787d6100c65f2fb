import { Badge } from '@mantine/core';
import { memo, type MouseEvent } from 'react';
import { Link } from 'react-router';
import type { File } from '../api/files.js';
import { ExposureBadge } from './exposure-badge.js';
import { byteSize } from '../format/numbers.js';
import { exactTime, shortTime } from '../ui/time.js';
import classes from './file-table.module.css';
import { changed, fileText, type FileKey } from './view.js';

/** Of what is no longer there, what became of it. */
export const STATE_LABELS: Readonly<Record<File['state'], string>> = {
  active: 'Active',
  trashed: 'In the trash',
  gone: 'Gone',
};

/** The id of a file's name in the table: there the focus returns. */
export const nameId = (file: FileKey): string => `file-${fileText(file)}`;

/** One file; the whole row opens it, its name is a link. */
export const FileRow = memo(function FileRow(props: {
  readonly file: File;
  /** What the address asks for, whichever file is open. */
  readonly search: string;
  readonly open: (file: FileKey) => void;
}) {
  const { file, search, open } = props;
  const openHere = (event: MouseEvent<HTMLElement>) => {
    if (isForBrowser(event)) return;
    const isLink = event.target instanceof Element && event.target.closest('a') !== null;
    // Whoever selects text to copy it opens nothing.
    if (!isLink && window.getSelection()?.isCollapsed === false) return;
    open(file);
  };
  return (
    <tr role="row" className={classes.row} onClick={openHere}>
      <th role="rowheader" scope="row">
        <Link
          id={nameId(file)}
          className={classes.name ?? ''}
          to={{ search: changed(new URLSearchParams(search), { file: fileText(file) }).toString() }}
          title={file.name}
          // The row does it, and remembers the way back.
          onClick={(event) => {
            if (!isForBrowser(event)) event.preventDefault();
          }}
        >
          <bdi>{file.name}</bdi>
        </Link>
        <span className={classes.path} title={file.path}>
          <bdi>{file.path}</bdi>
        </span>
        {file.state !== 'active' && (
          <Badge size="sm" color="gray" variant="light">
            {STATE_LABELS[file.state]}
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
        {file.modifiedAt === null ? '–' : <Moment at={file.modifiedAt} />}
      </td>
      <td role="cell" data-label="Scanned">
        <Moment at={file.scannedAt} />
      </td>
    </tr>
  );
});

/** In a new tab or a new window: that is the browser's own. */
const isForBrowser = ({ ctrlKey, metaKey, shiftKey, altKey }: MouseEvent): boolean =>
  ctrlKey || metaKey || shiftKey || altKey;

/** A time as elsewhere, but told exactly only when it is pointed at: hundreds of live tooltips would slow the table down. */
function Moment({ at }: { readonly at: string }) {
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
