/** Box's two ways of paging. */
import { badRequest } from './errors.js';

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
export function bounds(
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

/** A page by marker or by offset, as the query asks. */
export function paged<T>(
  all: readonly T[],
  query: PageQuery,
  view: (entry: T) => unknown,
  alwaysByMarker = false,
  highestOffset = HIGHEST_OFFSET,
): Record<string, unknown> {
  const { limit, offset } = bounds(query, highestOffset);
  if (query.usemarker !== 'true' && !alwaysByMarker) {
    return { total_count: all.length, entries: all.slice(offset, offset + limit).map(view), offset, limit };
  }
  const from = query.marker ? fromMarker(query.marker) : 0;
  const next = from + limit;
  return {
    entries: all.slice(from, next).map(view),
    limit,
    next_marker: next < all.length ? toMarker(next) : null,
  };
}

const toMarker = (index: number): string => Buffer.from(`marker:${index}`).toString('base64url');

function fromMarker(marker: string): number {
  const index = Number(/^marker:(\d+)$/.exec(Buffer.from(marker, 'base64url').toString())?.[1]);
  if (!Number.isInteger(index)) throw badRequest('invalid_parameter', 'marker is not valid');
  return index;
}
