/** The rate of events, in words. */
import { countOf } from '../../format/numbers.js';

/** The number of events in one minute. */
export interface MinuteCount {
  readonly at: string;
  readonly total: number;
}

/** Describes a chart of an hour's events for those who do not see it. */
export function rateSentence(minutes: readonly MinuteCount[], timeOf: (at: string) => string): string {
  const total = minutes.reduce((sum, minute) => sum + minute.total, 0);
  const busiest = minutes.reduce<MinuteCount | null>(
    (max, each) => (max && max.total >= each.total ? max : each),
    null,
  );
  if (total === 0 || busiest === null) return 'No events in the last hour.';
  return `${countOf(total, 'event')} in the last hour; peak at ${timeOf(busiest.at)}: ${countOf(busiest.total, 'event')} per minute.`;
}
