/** Formats times in the viewer's locale and time zone. */
import { lazily } from './lazily.js';

const exact = lazily(() => new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' }));
const short = lazily(() => new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }));
const relative = lazily(() => new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' }));
const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** Formats a time to the second, with its time zone. */
export const exactTime = (at: string | number): string => exact().format(new Date(at));
/** Formats a time to the minute, as tables show it. */
export const shortTime = (at: string | number): string => short().format(new Date(at));

/** Formats the distance from `now` (in milliseconds) in the largest unit that fits: "3 minutes ago", "in 2 hours". */
export function relativeTime(at: string, now: number): string {
  const away = Date.parse(at) - now;
  const unit = UNITS.find(([, ms]) => Math.abs(away) >= ms);
  return unit ? relative().format(Math.round(away / unit[1]), unit[0]) : 'just now';
}
