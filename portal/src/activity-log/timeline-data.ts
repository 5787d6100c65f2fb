/** What the timeline shows, from what the API counted. */
import type { LogSummary } from '../api/activity-log.js';
import type { Bar } from '../ui/bars.js';
import { CATEGORIES, cssColor } from '../words/categories.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** A range that is not narrowed further. */
const SHORTEST = MINUTE;

const inZone = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(undefined, options);
const SECONDS = inZone({ timeStyle: 'medium' });
const MINUTES = inZone({ timeStyle: 'short' });
const HOURS = inZone({ weekday: 'short', hour: 'numeric', minute: '2-digit' });
const DAYS = inZone({ day: 'numeric', month: 'short' });
const MONTHS = inZone({ month: 'short', year: 'numeric' });
const WHOLE = inZone({ day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' });
const WHOLE_TO_THE_SECOND = inZone({
  day: 'numeric',
  month: 'short',
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
});

/** Two times as a stretch, as short as they allow. */
export function stretchText(from: number, to: number): string {
  return (to - from < MINUTE ? WHOLE_TO_THE_SECOND : WHOLE).formatRange(from, to);
}

/** The axis's words, evenly from the beginning to the end. */
export function axisText(from: number, to: number, words: number): readonly string[] {
  const span = to - from;
  const format =
    span <= 5 * MINUTE ? SECONDS : span <= DAY ? MINUTES : span <= 3 * DAY ? HOURS : span <= 300 * DAY ? DAYS : MONTHS;
  return Array.from({ length: words }, (_, index) => format.format(from + (span * index) / (words - 1)));
}

/** A bucket's times; the last one ends where the range does. */
export function bucketRange(summary: LogSummary, index: number): { readonly from: string; readonly to: string } | null {
  const at = summary.buckets[index]?.at;
  if (at === undefined) return null;
  const end = Math.min(Date.parse(at) + summary.bucketSeconds * 1000, Math.max(Date.parse(summary.to), Date.parse(at)));
  return { from: at, to: new Date(end).toISOString() };
}

/** Whether a bar can be gone into. */
export const canNarrow = (summary: LogSummary): boolean =>
  Date.parse(summary.to) - Date.parse(summary.from) > SHORTEST && summary.bucketSeconds > 1;

/** The bars: one for each bucket, stacked by category. */
export const timelineBars = (summary: LogSummary): readonly Bar[] =>
  summary.buckets.map(({ at, byCategory }, index) => {
    const range = bucketRange(summary, index);
    return {
      key: at,
      title: range ? stretchText(Date.parse(range.from), Date.parse(range.to)) : at,
      parts: CATEGORIES.map(({ category, label, color }) => ({
        label,
        color: cssColor(color),
        value: byCategory[category],
      })),
    };
  });
