/** Box's two ways of paging. */
import { badRequest } from './errors.js';

/** How a page is asked for. */
export interface PageQuery {
  readonly limit?: string | undefined;
  readonly offset?: string | undefined;
  readonly marker?: string | undefined;
  readonly usemarker?: string | undefined;
}

const MOST = 1_000;

/** The largest offset that most listings take; a folder's items take one less. */
export const HIGHEST_OFFSET = 10_000;

/** A page's bounds; a limit past `most` is clamped, an offset past the highest is refused. */
export function pageBounds(
  { limit, offset }: PageQuery,
  highestOffset = HIGHEST_OFFSET,
  most = MOST,
): { limit: number; offset: number } {
  const wanted = limit === undefined ? 100 : Number(limit);
  if (!Number.isInteger(wanted) || wanted < 0) throw badRequest('invalid_limit', 'limit is not valid');
  const from = offset === undefined ? 0 : Number(offset);
  if (!Number.isInteger(from) || from < 0 || from > highestOffset)
    throw badRequest('invalid_offset', 'offset is not valid');
  return { limit: Math.min(wanted, most), offset: from };
}

/**
 * A page by marker or by offset, as the query asks. A marker names what was told last: what is taken out of the list, or
 * put in, between two pages makes the second one skip nothing.
 */
export function paginate<T extends Listed>(
  all: readonly T[],
  query: PageQuery,
  view: (entry: T) => unknown,
  alwaysByMarker = false,
  highestOffset = HIGHEST_OFFSET,
): Record<string, unknown> {
  const { limit, offset } = pageBounds(query, highestOffset);
  if (query.usemarker !== 'true' && !alwaysByMarker) {
    return { total_count: all.length, entries: all.slice(offset, offset + limit).map(view), offset, limit };
  }
  const from = query.marker ? placeOf(all, query.marker) : 0;
  const next = from + limit;
  return {
    entries: all.slice(from, next).map(view),
    limit,
    next_marker: next < all.length ? toMarker(all, from, next) : null,
  };
}

/** What a marker can name. */
interface Listed {
  readonly id: string;
}

const toMarker = (all: readonly Listed[], from: number, next: number): string =>
  Buffer.from(`marker:${next}:${all[from]?.id ?? ''}:${all[next - 1]?.id ?? ''}`).toString('base64url');

/** Where a marker's page begins. */
function placeOf(all: readonly Listed[], marker: string): number {
  const read = /^marker:(\d+):(\d*):(\d*)$/.exec(Buffer.from(marker, 'base64url').toString());
  if (!read) throw badRequest('invalid_parameter', 'marker is not valid');
  const [next, first, last] = [Number(read[1]), read[2], read[3]];
  // Mostly the list is as it was.
  if (next === 0 || all[next - 1]?.id === last) return next;
  const told = all.findIndex(({ id }) => id === last);
  if (told >= 0) return told + 1;
  // The last one itself is gone: rather the page once more, or all of them, than one entry too few.
  return Math.max(
    all.findIndex(({ id }) => id === first),
    0,
  );
}
