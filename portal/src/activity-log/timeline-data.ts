/** The data of the timeline chart, from the API's counts. */
import type { LogSummary } from '../api/activity-log.js';
import type { Bar } from '../ui/bars.js';
import { cssColor } from '../ui/css-color.js';
import { CATEGORIES } from '../words/categories.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** The shortest range that can be zoomed into. */
const MIN_RANGE = MINUTE;

const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(undefined, options);
const SECONDS = format({ timeStyle: 'medium' });
const MINUTES = format({ timeStyle: 'short' });
const HOURS = format({ weekday: 'short', hour: 'numeric', minute: '2-digit' });
const DAYS = format({ day: 'numeric', month: 'short' });
const MONTHS = format({ month: 'short', year: 'numeric' });
const DATE_AND_MINUTES = format({ day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' });
const DATE_AND_SECONDS = format({
  day: 'numeric',
  month: 'short',
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
});

/** Formats a time range, without the parts that both ends share. */
export function rangeText(from: number, to: number): string {
  return (to - from < MINUTE ? DATE_AND_SECONDS : DATE_AND_MINUTES).formatRange(from, to);
}

/** The labels of the time axis, spread evenly from start to end. */
export function axisText(from: number, to: number, labels: number): readonly string[] {
  const span = to - from;
  const axisFormat =
    span <= 5 * MINUTE ? SECONDS : span <= DAY ? MINUTES : span <= 3 * DAY ? HOURS : span <= 300 * DAY ? DAYS : MONTHS;
  return Array.from({ length: labels }, (_, index) => axisFormat.format(from + (span * index) / (labels - 1)));
}

/** The time range of a bucket, the last one cut at the end of the range; null if there is no such bucket. */
export function bucketRange(summary: LogSummary, index: number): { readonly from: string; readonly to: string } | null {
  const at = summary.buckets[index]?.at;
  if (at === undefined) return null;
  const end = Math.min(Date.parse(at) + summary.bucketSeconds * 1000, Math.max(Date.parse(summary.to), Date.parse(at)));
  return { from: at, to: new Date(end).toISOString() };
}

/** Whether a bar can be zoomed into. */
export const canZoom = (summary: LogSummary): boolean =>
  Date.parse(summary.to) - Date.parse(summary.from) > MIN_RANGE && summary.bucketSeconds > 1;

/** One bar for each bucket, stacked by category. */
export const timelineBars = (summary: LogSummary): readonly Bar[] =>
  summary.buckets.map(({ at, byCategory }, index) => {
    const range = bucketRange(summary, index);
    return {
      key: at,
      title: range ? rangeText(Date.parse(range.from), Date.parse(range.to)) : at,
      parts: CATEGORIES.map(({ category, label, color }) => ({
        label,
        color: cssColor(color),
        value: byCategory[category],
      })),
    };
  });
