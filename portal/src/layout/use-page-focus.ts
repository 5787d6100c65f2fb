import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

/** Where the page stands in the frame. */
export const MAIN_ID = 'main';

/** Puts the focus on the page, past the frame. */
export const focusMain = (): void => document.getElementById(MAIN_ID)?.focus({ preventScroll: true });

/** Puts the focus on a page that was gone to: the link that led there may be gone. The first page is the browser's. */
export function usePageFocus(): void {
  const { pathname } = useLocation();
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current === pathname) return;
    last.current = pathname;
    focusMain();
  }, [pathname]);
}
