import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { ApiProblem } from '../api/client.js';
import { checkExport } from '../api/exports.js';
import { filesQuery, filesSummaryQuery, type FileFilter, type FileSort } from '../api/files.js';
import { ExposureBar } from '../files/exposure-bar.js';
import { nameId } from '../files/file-row.js';
import { FileTable } from '../files/file-table.js';
import { FilterPanel } from '../files/filter-panel.js';
import { NoFiles } from '../files/no-files.js';
import { Pager } from '../files/pager.js';
import { useView, type ViewControl } from '../files/use-view.js';
import { countFilters, csvAddress, NO_FILTERS } from '../files/view.js';
import { PageHeader } from '../layout/page-header.js';
import { focusMain } from '../layout/use-page-focus.js';
import { ErrorPanel } from '../ui/error-panel.js';
import { ExportButton } from '../ui/export-button.js';

const loadDrawer = () => import('../files/file-drawer.js');
const FileDrawer = lazy(async () => ({ default: (await loadDrawer()).FileDrawer }));

/** The files of all connections: a filtered, sorted table, and a drawer for one file. */
export function Page() {
  const control = useView();
  const { view, change } = control;
  return (
    <>
      <PageHeader title="Files" about="All scanned files, and who has access to them">
        <ExportButton address={csvAddress(view.filter)} format="CSV" check={checkExport} />
      </PageHeader>
      <ExposureBar filter={view.filter} onChange={(access) => change({ access })} />
      <FilterPanel filter={view.filter} change={change} />
      <Files {...control} />
      <OpenFile {...control} />
    </>
  );
}

/** The table with its pager. It loads independently of the rest of the page. */
function Files({ view, trail, change, toNext, toPrevious, open }: ViewControl) {
  const { filter, sort, limit, cursor } = view;
  const { data, error, refetch, isPlaceholderData } = useQuery(filesQuery({ filter, sort, limit, cursor }));
  const total = useTotal(filter, sort);
  const top = useRef<HTMLDivElement>(null);
  const toFirst = () => change({ cursor: undefined });
  /** A pager step that scrolls up to the top of the table first, if that is out of view. */
  const scrollingUp = (step: (() => void) | null) =>
    step &&
    (() => {
      if ((top.current?.getBoundingClientRect().top ?? 0) < 0) top.current?.scrollIntoView();
      step();
    });
  const changeSort = useCallback((next: string) => change({ sort: next }), [change]);

  if (error && !data) {
    const isForeignCursor = error instanceof ApiProblem && error.code === 'invalid_cursor';
    return <ErrorPanel error={error} retry={isForeignCursor ? toFirst : () => void refetch()} />;
  }
  if (data?.items.length === 0 && !isPlaceholderData) {
    const isFiltered = countFilters(filter) > 0 || cursor !== null;
    return <NoFiles isFiltered={isFiltered} clear={() => change(NO_FILTERS)} />;
  }
  const next = isPlaceholderData ? null : (data?.nextCursor ?? null);
  return (
    <div ref={top} style={{ scrollMarginTop: 72 }}>
      <FileTable
        files={data?.items ?? null}
        sort={sort}
        changeSort={changeSort}
        open={open}
        isPrevious={isPlaceholderData}
      />
      <Pager
        page={trail?.page ?? null}
        rows={data?.items.length ?? 0}
        total={total}
        limit={limit}
        toFirst={scrollingUp(cursor === null ? null : toFirst)}
        toPrevious={scrollingUp(toPrevious)}
        toNext={scrollingUp(next === null ? null : () => toNext(next))}
        changeLimit={(size) => change({ limit: size })}
      />
    </div>
  );
}

/** The number of files in all pages; null while it is not known. The list by modification time lacks files without one. */
function useTotal(filter: FileFilter, sort: FileSort): number | null {
  const { data, isPlaceholderData } = useQuery(filesSummaryQuery(filter));
  if (!data || isPlaceholderData || sort === 'modifiedAt' || sort === '-modifiedAt') return null;
  return filter.access === undefined ? data.total : data.byAccess[filter.access];
}

/** The drawer of the file in the address. Its code is loaded after the table. */
function OpenFile({ view: { file }, change, close }: ViewControl) {
  const [wasOpen, setWasOpen] = useState(file !== null);
  if (file && !wasOpen) setWasOpen(true);
  useEffect(() => {
    const timer = setTimeout(() => void loadDrawer().catch(() => undefined), 1_500);
    return () => clearTimeout(timer);
  }, []);
  const last = useRef(file);
  useEffect(() => {
    // Return the focus to the file's row, which may be on another page.
    const row = !file && last.current ? document.getElementById(nameId(last.current)) : null;
    if (row) row.focus();
    else if (!file && last.current) focusMain();
    last.current = file;
  }, [file]);
  return <Suspense fallback={null}>{wasOpen && <FileDrawer file={file} change={change} close={close} />}</Suspense>;
}
