/** Box's two kinds of paging: by offset and by marker. */
import { badRequest } from './errors.js';

/** The paging parameters of a query. */
export interface PageQuery {
  readonly limit?: string | undefined;
  readonly offset?: string | undefined;
  readonly marker?: string | undefined;
  readonly usemarker?: string | undefined;
}

const MAX_LIMIT = 1_000;

/** The maximum offset of most listings. For a folder's items it is one less. */
export const MAX_OFFSET = 10_000;

/** Limit and offset of a page. A limit above `maxLimit` is clamped. Throws 400 for an offset above the maximum. */
export function pageBounds(
  { limit, offset }: PageQuery,
  maxOffset = MAX_OFFSET,
  maxLimit = MAX_LIMIT,
): { limit: number; offset: number } {
  const requested = limit === undefined ? 100 : Number(limit);
  if (!Number.isInteger(requested) || requested < 0) throw badRequest('invalid_limit', 'limit is not valid');
  const from = offset === undefined ? 0 : Number(offset);
  if (!Number.isInteger(from) || from < 0 || from > maxOffset)
    throw badRequest('invalid_offset', 'offset is not valid');
  return { limit: Math.min(requested, maxLimit), offset: from };
}

/**
 * A page by marker or by offset, as the query says. A marker contains the id of the last returned entry, so that
 * entries removed or inserted between two requests do not make the second page skip any.
 */
export function paginate<T extends Listed>(
  all: readonly T[],
  query: PageQuery,
  view: (entry: T) => unknown,
  alwaysByMarker = false,
  maxOffset = MAX_OFFSET,
): Record<string, unknown> {
  const { limit, offset } = pageBounds(query, maxOffset);
  if (query.usemarker !== 'true' && !alwaysByMarker) {
    return { total_count: all.length, entries: all.slice(offset, offset + limit).map(view), offset, limit };
  }
  const from = query.marker ? startOf(all, query.marker) : 0;
  const next = from + limit;
  return {
    entries: all.slice(from, next).map(view),
    limit,
    next_marker: next < all.length ? toMarker(all, from, next) : null,
  };
}

/** An entry of a list, which a marker refers to by its id. */
interface Listed {
  readonly id: string;
}

const toMarker = (all: readonly Listed[], from: number, next: number): string =>
  Buffer.from(`marker:${next}:${all[from]?.id ?? ''}:${all[next - 1]?.id ?? ''}`).toString('base64url');

/** A marker to an index, whatever the list. */
export const markerTo = (index: number): string => Buffer.from(`marker:${index}::`).toString('base64url');

/** Another marker to the same page: `number` makes it differ. */
export function renewMarker(marker: string, number: number): string {
  const [, text] = /^(marker:\d+:\d*:\d*)/.exec(Buffer.from(marker, 'base64url').toString()) ?? [];
  return Buffer.from(`${text ?? 'marker:0::'}:${number}`).toString('base64url');
}

/** The index at which a marker's page begins. */
function startOf(all: readonly Listed[], marker: string): number {
  const read = /^marker:(\d+):(\d*):(\d*)(?::\d+)?$/.exec(Buffer.from(marker, 'base64url').toString());
  if (!read) throw badRequest('invalid_parameter', 'marker is not valid');
  const [next, first, last] = [Number(read[1]), read[2], read[3]];
  // Usually the list has not changed.
  if (next === 0 || all[next - 1]?.id === last) return next;
  const lastIndex = all.findIndex(({ id }) => id === last);
  if (lastIndex >= 0) return lastIndex + 1;
  // The last entry is gone: repeat its page, or start over, rather than skip an entry.
  return Math.max(
    all.findIndex(({ id }) => id === first),
    0,
  );
}
