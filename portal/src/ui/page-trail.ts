/**
 * The way back through pages that know only the next one: where each of the pages before this one began. It lives in the
 * browser's history beside the address, so that Back, Forward and a reload keep it. Pure.
 */

/** Which page this is, counted from 1, and where those before it began, the nearest last; null is the first page. */
export interface Trail {
  readonly page: number;
  readonly earlier: readonly (string | null)[];
}

/** So many steps back are kept: a history entry has its bounds. */
const STEPS = 200;
const START: Trail = { page: 1, earlier: [] };

/** The trail of an entry of the history; null when nobody knows it, as when an address was pasted. */
export function trailOf(state: unknown, cursor: string | null): Trail | null {
  if (cursor === null) return START;
  const { page, earlier } = (typeof state === 'object' && state !== null ? state : {}) as Partial<
    Record<keyof Trail, unknown>
  >;
  if (typeof page !== 'number' || !Array.isArray(earlier)) return null;
  return { page, earlier: earlier.filter((each) => each === null || typeof each === 'string') };
}

/** The trail of the next page. */
export function onward(trail: Trail | null, cursor: string | null): Trail | null {
  return trail && { page: trail.page + 1, earlier: [...trail.earlier, cursor].slice(-STEPS) };
}

/** Where the previous page begins, and its trail; null when there is none, or nobody knows it. */
export function back(trail: Trail | null): { readonly cursor: string | null; readonly trail: Trail } | null {
  const cursor = trail?.earlier.at(-1);
  if (!trail || cursor === undefined) return null;
  return { cursor, trail: { page: trail.page - 1, earlier: trail.earlier.slice(0, -1) } };
}
