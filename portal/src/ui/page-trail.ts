/**
 * The way back through cursor pages: a list returns only the next cursor, so the cursors of the pages before are kept in
 * the browser's history state. Back, Forward and reload keep them.
 */

/** The number of the page, from 1, and the cursors of the pages before it, the nearest last; null is the first page. */
export interface PageTrail {
  readonly page: number;
  readonly earlier: readonly (string | null)[];
}

/** The most cursors that are kept: browsers limit the size of a history entry. */
const MAX_EARLIER = 200;
const FIRST_PAGE: PageTrail = { page: 1, earlier: [] };

/** Reads the trail from a history entry; null if it is unknown, as for an address that was pasted. */
export function readTrail(state: unknown, cursor: string | null): PageTrail | null {
  if (cursor === null) return FIRST_PAGE;
  const { page, earlier } = (typeof state === 'object' && state !== null ? state : {}) as Partial<
    Record<keyof PageTrail, unknown>
  >;
  if (typeof page !== 'number' || !Array.isArray(earlier)) return null;
  return { page, earlier: earlier.filter((each) => each === null || typeof each === 'string') };
}

/** The trail of the next page; `cursor` is that of the present page. */
export function nextTrail(trail: PageTrail | null, cursor: string | null): PageTrail | null {
  return trail && { page: trail.page + 1, earlier: [...trail.earlier, cursor].slice(-MAX_EARLIER) };
}

/** The cursor and trail of the previous page; null on the first page and where the trail is unknown. */
export function previousPage(
  trail: PageTrail | null,
): { readonly cursor: string | null; readonly trail: PageTrail } | null {
  const cursor = trail?.earlier.at(-1);
  if (!trail || cursor === undefined) return null;
  return { cursor, trail: { page: trail.page - 1, earlier: trail.earlier.slice(0, -1) } };
}
