import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

/** The id of the element that holds the page. */
export const MAIN_ID = 'main';

/** Moves the keyboard focus to the page, past the frame. */
export const focusMain = (): void => document.getElementById(MAIN_ID)?.focus({ preventScroll: true });

/**
 * Moves the focus to a page on navigation, because the link that led to it may be gone. On the first page, the browser
 * sets the focus.
 */
export function usePageFocus(): void {
  const { pathname } = useLocation();
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current === pathname) return;
    last.current = pathname;
    focusMain();
  }, [pathname]);
}
