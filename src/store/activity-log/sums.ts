import { sql } from 'kysely';
import type { ActivityCategory } from '../../domain/activity.js';
import { countedConnections, isCounted } from '../connections/counted.js';
import { matchingActivities, type ActivityFilter } from './list.js';
import type { Db } from '../sql/postgres.js';

/** The number of events of a type. */
export interface TypeCount {
  readonly type: string;
  readonly category: ActivityCategory;
  readonly count: number;
}

/** The number of events of a category in a time bucket. Buckets are numbered from 0; empty buckets are missing. */
export interface BucketCount {
  readonly bucket: number;
  readonly category: ActivityCategory;
  readonly count: number;
}

/** Counts the activities between `from` and `to` by type, and by time in buckets of `bucketSeconds` that start at `from`. */
export async function sumActivities(
  db: Db,
  filter: Omit<ActivityFilter, 'after' | 'before'>,
  time: { readonly from: Date; readonly to: Date; readonly bucketSeconds: number },
): Promise<{ byTime: BucketCount[]; byType: TypeCount[] }> {
  const range = { ...filter, after: time.from.toISOString(), before: time.to.toISOString() };
  const begin = sql<Date>`date_bin(make_interval(secs => ${time.bucketSeconds}), occurred_at, ${time.from})`;
  const connections = await countedConnections(db, 'activities', filter);
  const found = await matchingActivities(db.selectFrom('activities'), range, connections)
    .select(({ fn }) => [begin.as('begin'), 'type', 'category', fn.countAll<number>().as('count')])
    .groupBy([sql.ref('begin'), 'type', 'category'])
    .execute();
  const bucketOf = (at: Date): number => Math.round((at.getTime() - time.from.getTime()) / 1000 / time.bucketSeconds);
  const rows = found.map(({ begin: at, ...row }) => ({ ...row, bucket: bucketOf(at) }));
  return { byTime: rows, byType: [...totals(rows).values()].sort((a, b) => b.count - a.count) };
}

function totals(rows: readonly TypeCount[]): Map<string, TypeCount> {
  const sums = new Map<string, TypeCount>();
  for (const { type, category, count } of rows) {
    const key = `${category} ${type}`;
    sums.set(key, { type, category, count: count + (sums.get(key)?.count ?? 0) });
  }
  return sums;
}

/** Counts the events of active connections since a time by type, the most frequent type first. Each event counts once. */
export async function countTypes(db: Db, since: Date): Promise<TypeCount[]> {
  const connections = await countedConnections(db, 'activities', {});
  return db
    .selectFrom('activities')
    .select(({ fn }) => ['type', 'category', fn.countAll<number>().as('count')])
    .where('occurred_at', '>', since)
    .where(isCounted('activities', connections))
    .groupBy(['type', 'category'])
    .orderBy('count', 'desc')
    .orderBy('type')
    .execute();
}
