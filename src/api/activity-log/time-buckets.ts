import type { z } from 'zod';
import type { BucketCount } from '../../store/activity-log/sums.js';
import type { activitySummaryBody } from './schema.js';

type Bucket = z.input<typeof activitySummaryBody>['buckets'][number];

/** Puts counts into time buckets: all buckets of the range in order, including empty ones. */
export function inBuckets(
  counts: readonly BucketCount[],
  { from, to, bucketSeconds }: { readonly from: Date; readonly to: Date; readonly bucketSeconds: number },
): Bucket[] {
  const length = Math.ceil((to.getTime() - from.getTime()) / 1000 / bucketSeconds);
  const buckets = Array.from({ length }, (_, i): Bucket => ({
    at: new Date(from.getTime() + i * bucketSeconds * 1000).toISOString(),
    total: 0,
    byCategory: { modifies: 0, shares: 0, moves: 0, removes: 0, reads: 0, other: 0 },
  }));
  for (const { bucket: index, category, count } of counts) {
    const bucket = buckets[index];
    if (!bucket) continue;
    bucket.total += count;
    bucket.byCategory[category] += count;
  }
  return buckets;
}
