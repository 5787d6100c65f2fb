/** The activity log's address: what is filtered by, and what the API is asked with. */
import type { LogQuery } from '../api/activity-log.js';
import { CATEGORIES, type Category } from '../words/categories.js';

/** Ranges that end now, and go on doing so; all is what no range at all means. */
export const RANGES = [
  { range: 'hour', label: 'Last hour', ms: 3_600_000 },
  { range: 'day', label: '24 hours', ms: 86_400_000 },
  { range: 'week', label: '7 days', ms: 7 * 86_400_000 },
] as const;

/** What the address filters by; `from` and `to` are times, and go before `range`. */
export const LOG_FILTERS = [
  'connectionId',
  'category',
  'type',
  'actorId',
  'itemId',
  'ip',
  'range',
  'from',
  'to',
] as const;

/** What the address filters by. */
export type LogFilter = (typeof LOG_FILTERS)[number];
/** The filters that are set, as the address has them; what makes no sense there is left out. */
export type LogFilters = Readonly<Partial<Record<LogFilter, string>>>;

/** What of an address is a place in the list, and ends when another list is asked for. */
export const PLACE = ['cursor', 'asOf', 'event', 'eventAt'] as const;

const isTime = (text: string): boolean => !Number.isNaN(Date.parse(text));
const SENSE: Partial<Record<LogFilter, (value: string) => boolean>> = {
  category: (value) => categoryOf(value) !== undefined,
  range: (value) => RANGES.some(({ range }) => range === value),
  from: isTime,
  to: isTime,
};
const categoryOf = (value: string | undefined): Category | undefined =>
  CATEGORIES.find(({ category }) => category === value)?.category;

/** The filters in an address. */
export function filtersIn(query: URLSearchParams): LogFilters {
  const filters: Partial<Record<LogFilter, string>> = {};
  for (const name of LOG_FILTERS) {
    const value = query.get(name)?.trim() ?? '';
    if (value !== '' && (SENSE[name]?.(value) ?? true)) filters[name] = value;
  }
  if (filters.from !== undefined || filters.to !== undefined) delete filters.range;
  return filters;
}

/** The address with some filters changed; the place in the former list is gone. Undefined or empty takes a filter away. */
export function withFilters(
  query: URLSearchParams,
  change: Partial<Record<LogFilter, string | undefined>>,
): URLSearchParams {
  const next = new URLSearchParams(query);
  for (const name of PLACE) next.delete(name);
  for (const [name, value] of Object.entries<string | undefined>(change)) {
    if (value === undefined || value.trim() === '') next.delete(name);
    else next.set(name, value.trim());
  }
  return next;
}

/**
 * What the API is asked with, by this clock. The API's own bounds are both exclusive; of an address, `from` is not, and
 * `to` is.
 */
export function toLogQuery(filters: LogFilters, now: number): LogQuery {
  const { connectionId, category, type, actorId, itemId, ip, from, to } = filters;
  const range = RANGES.find((each) => each.range === filters.range);
  const after = from !== undefined ? Date.parse(from) - 1 : range ? now - range.ms : undefined;
  const known = categoryOf(category);
  return {
    ...(connectionId !== undefined && { connectionId }),
    ...(known && { category: known }),
    ...(type !== undefined && { type }),
    ...(actorId !== undefined && { actorId }),
    ...(itemId !== undefined && { itemId }),
    ...(ip !== undefined && { ip }),
    ...(after !== undefined && { after: new Date(after).toISOString() }),
    ...(to !== undefined && { before: new Date(to).toISOString() }),
  };
}

/** Where all that fits can be downloaded. */
export const exportAddress = (query: LogQuery): string =>
  `/v1/activities?${new URLSearchParams({ ...query, format: 'ndjson' }).toString()}`;

/** Whether a list with these filters grows at its beginning as things happen. */
export const endsNow = (filters: LogFilters, now: number): boolean =>
  filters.to === undefined || Date.parse(filters.to) > now;
