/** The filters of the activity log, to and from its address. */
import type { LogQuery } from '../api/activity-log.js';
import { CATEGORIES, type Category } from '../words/categories.js';

/** Time ranges that end now. Without one, the log shows all events. */
export const RANGES = [
  { range: 'hour', label: 'Last hour', ms: 3_600_000 },
  { range: 'day', label: '24 hours', ms: 86_400_000 },
  { range: 'week', label: '7 days', ms: 7 * 86_400_000 },
] as const;

/** The names of the filters in the address; the times `from` and `to` take precedence over `range`. */
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

/** The name of a filter. */
export type LogFilter = (typeof LOG_FILTERS)[number];
/** The filters that are set. */
export type LogFilters = Readonly<Partial<Record<LogFilter, string>>>;
/** Changes of filters by name; an undefined or empty value removes a filter. */
export type LogChange = Partial<Record<LogFilter, string | undefined>>;

/** The change that removes every filter. */
export const NO_LOG_FILTERS: LogChange = Object.fromEntries(LOG_FILTERS.map((name) => [name, undefined]));

/** The parameters that belong to one list: its page, and the event whose drawer is open. */
export const LIST_PARAMS = ['cursor', 'asOf', 'event', 'eventAt'] as const;

const isTime = (text: string): boolean => !Number.isNaN(Date.parse(text));
const VALIDATORS: Partial<Record<LogFilter, (value: string) => boolean>> = {
  category: (value) => categoryOf(value) !== undefined,
  range: (value) => RANGES.some(({ range }) => range === value),
  from: isTime,
  to: isTime,
};
const categoryOf = (value: string | undefined): Category | undefined =>
  CATEGORIES.find(({ category }) => category === value)?.category;

/** Reads the filters from an address; values that are not valid are ignored. */
export function readFilters(query: URLSearchParams): LogFilters {
  const filters: Partial<Record<LogFilter, string>> = {};
  for (const name of LOG_FILTERS) {
    const value = query.get(name)?.trim() ?? '';
    if (value !== '' && (VALIDATORS[name]?.(value) ?? true)) filters[name] = value;
  }
  if (filters.from !== undefined || filters.to !== undefined) delete filters.range;
  return filters;
}

/** The address after a change of filters, which returns to the first page. */
export function changeFilters(query: URLSearchParams, change: LogChange): URLSearchParams {
  const next = new URLSearchParams(query);
  for (const name of LIST_PARAMS) next.delete(name);
  for (const [name, value] of Object.entries<string | undefined>(change)) {
    if (value === undefined || value.trim() === '') next.delete(name);
    else next.set(name, value.trim());
  }
  return next;
}

/**
 * The API query for the filters; ranges end at `now` (milliseconds). In the API both bounds are exclusive; in the
 * address, `from` is inclusive and `to` exclusive.
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

/** The address of the NDJSON export of all events that match a query. */
export const exportAddress = (query: LogQuery): string =>
  `/v1/activities?${new URLSearchParams({ ...query, format: 'ndjson' }).toString()}`;

/** Whether new events can match the filters. */
export const includesNow = (filters: LogFilters, now: number): boolean =>
  filters.to === undefined || Date.parse(filters.to) > now;
