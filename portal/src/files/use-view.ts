import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import { back, onward, trailOf, type Trail } from '../ui/page-trail.js';
import { changed, fileText, viewOf, type Change, type FileKey, type View } from './view.js';

/** What the page shows, and the ways to show something else; all of it is in the address and its history. */
export interface ViewControl {
  readonly view: View;
  /** Null when the address was pasted in the middle of the list. */
  readonly trail: Trail | null;
  /** Sets filters, sort or size; what is typed, letter by letter, makes no history. */
  readonly change: (change: Change, how?: { readonly replace: boolean }) => void;
  readonly toNext: (cursor: string) => void;
  /** Null when there is no page before this one, or nobody knows it. */
  readonly toPrevious: (() => void) | null;
  readonly open: (file: FileKey) => void;
  readonly close: () => void;
}

/** The page's view, of the address. */
export function useView(): ViewControl {
  const [query] = useSearchParams();
  const { state } = useLocation() as { state: unknown };
  const navigate = useNavigate();
  const view = useMemo(() => viewOf(query), [query]);
  const trail = useMemo(() => trailOf(state, view.cursor), [state, view.cursor]);
  const now = useRef({ query, state, trail });
  useEffect(() => {
    now.current = { query, state, trail };
  });

  const go = useCallback(
    (change: Change, options: { replace?: boolean; state?: unknown } = {}) =>
      void navigate({ search: changed(now.current.query, change).toString() }, options),
    [navigate],
  );
  const toNext = useCallback(
    (cursor: string) => go({ cursor }, { state: onward(now.current.trail, viewOf(now.current.query).cursor) }),
    [go],
  );
  const open = useCallback(
    (file: FileKey) => go({ file: fileText(file) }, { state: { ...now.current.trail, isOpenedHere: true } }),
    [go],
  );
  const close = useCallback(() => {
    // Closing is going back where that leads to the table; the address may also have come from elsewhere.
    if (wasOpenedHere(now.current.state)) void navigate(-1);
    else go({ file: undefined }, { replace: true, state: now.current.trail });
  }, [go, navigate]);
  const previous = back(trail);
  return {
    view,
    trail,
    change: go,
    toNext,
    toPrevious: previous && (() => go({ cursor: previous.cursor ?? undefined }, { state: previous.trail })),
    open,
    close,
  };
}

const wasOpenedHere = (state: unknown): boolean =>
  typeof state === 'object' && state !== null && 'isOpenedHere' in state && state.isOpenedHere === true;
