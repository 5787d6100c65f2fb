import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import type { FileKey } from '../api/files.js';
import { nextTrail, previousPage, readTrail, type PageTrail } from '../ui/page-trail.js';
import { changeView, openFile, readView, type View, type ViewChange } from './view.js';

/** What the page shows, and functions that change it. All of it is in the address and the browser's history. */
export interface ViewControl {
  readonly view: View;
  /** Null if the address was opened in the middle of the list. */
  readonly trail: PageTrail | null;
  /** Changes filters, sort or page size; `replace` adds no history entry, for text fields that commit while typing. */
  readonly change: (change: ViewChange, how?: { readonly replace: boolean }) => void;
  readonly toNext: (cursor: string) => void;
  /** Null if there is no previous page, or it is unknown. */
  readonly toPrevious: (() => void) | null;
  readonly open: (file: FileKey) => void;
  readonly close: () => void;
}

/** Reads the view from the address. */
export function useView(): ViewControl {
  const [query] = useSearchParams();
  const { state } = useLocation() as { state: unknown };
  const navigate = useNavigate();
  const view = useMemo(() => readView(query), [query]);
  const trail = useMemo(() => readTrail(state, view.cursor), [state, view.cursor]);
  const latest = useRef({ query, state, trail });
  useEffect(() => {
    latest.current = { query, state, trail };
  });

  const change = useCallback(
    (change: ViewChange, options: { replace?: boolean; state?: unknown } = {}) =>
      void navigate({ search: changeView(latest.current.query, change).toString() }, options),
    [navigate],
  );
  const toNext = useCallback(
    (cursor: string) =>
      change({ cursor }, { state: nextTrail(latest.current.trail, readView(latest.current.query).cursor) }),
    [change],
  );
  const open = useCallback(
    (file: FileKey) => change(openFile(file), { state: { ...latest.current.trail, isOpenedHere: true } }),
    [change],
  );
  const close = useCallback(() => {
    // Go back if that leads to the table; a drawer opened by its address has no table before it in the history.
    if (wasOpenedHere(latest.current.state)) void navigate(-1);
    else change({ file: undefined }, { replace: true, state: latest.current.trail });
  }, [change, navigate]);
  const previous = previousPage(trail);
  return {
    view,
    trail,
    change,
    toNext,
    toPrevious: previous && (() => change({ cursor: previous.cursor ?? undefined }, { state: previous.trail })),
    open,
    close,
  };
}

const wasOpenedHere = (state: unknown): boolean =>
  typeof state === 'object' && state !== null && 'isOpenedHere' in state && state.isOpenedHere === true;
