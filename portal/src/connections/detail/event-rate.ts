/** How many events came when, in words. Pure. */
import { countOf } from '../../words/connection-status.js';

/** A stretch of time and the events in it. */
export interface Bucket {
  readonly at: string;
  readonly total: number;
}

/** What a chart of events shows, for who does not see it. */
export function rateSentence(buckets: readonly Bucket[], timeOf: (at: string) => string): string {
  const total = buckets.reduce((sum, bucket) => sum + bucket.total, 0);
  const most = buckets.reduce<Bucket | null>((max, each) => (max && max.total >= each.total ? max : each), null);
  if (total === 0 || most === null) return 'No events in the last hour.';
  return `${countOf(total, 'event')} in the last hour; most at ${timeOf(most.at)}: ${countOf(most.total, 'event')} in a minute.`;
}
