import type { Selectable, SelectQueryBuilder } from 'kysely';
import type { ActivityCategory } from '../../domain/activity.js';
import { monthOf } from '../../domain/event-months.js';
import {
  countedConnections,
  isCounted,
  pageOfCounted,
  withAllRows,
  type ConnectionFilter,
  type CountedConnection,
} from '../connections/counted.js';
import {
  afterInConnection,
  listAcrossConnections,
  listColumns,
  orderOf,
  type KeysetPosition,
  type ListOrder,
} from '../sql/keyset.js';
import { streamRows, type Db, type ReadRows } from '../sql/postgres.js';
import type { ActivityTable } from '../tables/activity-log.js';
import type { Database } from '../tables/index.js';

/** An activity as it is stored. */
export type StoredActivity = Selectable<ActivityTable>;

/** A filter for activities; times are RFC 3339. */
export interface ActivityFilter extends ConnectionFilter {
  readonly type?: string | undefined;
  readonly category?: ActivityCategory | undefined;
  readonly actorId?: string | undefined;
  readonly itemId?: string | undefined;
  readonly after?: string | undefined;
  readonly before?: string | undefined;
  readonly ip?: string | undefined;
}

const ORDER: ListOrder = {
  sort: { name: 'occurred_at', cast: 'timestamptz' },
  id: { name: 'event_id', cast: 'text' },
  direction: 'desc',
};

/** The column types of a position in the list. */
export const ACTIVITY_CASTS = listColumns(ORDER).map(({ cast }) => cast);

/** A page of the list of activities. */
export interface ActivityPage {
  readonly limit: number;
  readonly after: KeysetPosition | null;
}

/**
 * Returns a page of activities, newest first. It looks into the month in which the page begins and the one before, and
 * into all months only if these do not fill the page: looking into a month costs a tenth of a millisecond.
 */
export async function listActivities(db: Db, filter: ActivityFilter, page: ActivityPage): Promise<StoredActivity[]> {
  const connections = await countedConnections(db, 'activities', filter);
  const read = async ({ limit, after }: ActivityPage) => {
    const readSince = (since: Date | null) =>
      listAcrossConnections(db, { table: 'activities', order: ORDER, limit, connections }, (each) =>
        pageOfConnection(db, filter, each, { limit, after, since }),
      );
    const since = monthBefore(filter, after);
    const recent = since && (await readSince(since));
    return recent?.length === limit ? recent : readSince(null);
  };
  return pageOfCounted(connections, page, read, positionOfActivity);
}

/** Returns the start of the month before the one in which a page begins; null if the filter excludes earlier events anyway. */
function monthBefore(filter: ActivityFilter, position: KeysetPosition | null): Date | null {
  const ends = [position?.[0], filter.before].flatMap((end) => (end === undefined ? [] : [Date.parse(String(end))]));
  const since = monthOf(new Date(Math.min(Date.now(), ...ends)), -1).from;
  return filter.after !== undefined && Date.parse(filter.after) >= since.getTime() ? null : since;
}

function pageOfConnection(
  db: Db,
  filter: ActivityFilter,
  connection: CountedConnection,
  { limit, after, since }: ActivityPage & { readonly since: Date | null },
) {
  let query = newestFirst(db, filter, [withAllRows(connection)])
    .select(isCounted('activities', [connection]).as('is_counted'))
    .limit(limit);
  if (since) query = query.where('occurred_at', '>=', since);
  if (!after) return query;
  // The second condition follows from the first. Postgres leaves out the months after the position by it.
  return query
    .where(afterInConnection(ORDER, connection.id, after))
    .where('occurred_at', '<=', new Date(String(after[0])));
}

/** Returns the position of the page after this activity. */
export const positionOfActivity = (activity: StoredActivity): KeysetPosition => [
  activity.occurred_at.toISOString(),
  activity.connection_id,
  activity.event_id,
];

/** Streams all activities that match a filter, newest first. */
export async function exportActivities(db: Db, filter: ActivityFilter, read: ReadRows<StoredActivity>): Promise<void> {
  const connections = await countedConnections(db, 'activities', filter);
  await streamRows(db, (trx) => newestFirst(trx, filter, connections), read);
}

type ActivityQuery = SelectQueryBuilder<Database, 'activities', StoredActivity>;

const newestFirst = (db: Db, filter: ActivityFilter, connections: readonly CountedConnection[]): ActivityQuery =>
  matchingActivities(db.selectFrom('activities').selectAll(), filter, connections).orderBy(orderOf(ORDER));

/** Adds a filter to a query of the activities of these connections. */
export function matchingActivities<Row>(
  activities: SelectQueryBuilder<Database, 'activities', Row>,
  filter: ActivityFilter,
  connections: readonly CountedConnection[],
): SelectQueryBuilder<Database, 'activities', Row> {
  const { type, category, actorId, itemId, ip } = filter;
  // The indexes start with connection_id.
  let query = activities.where(isCounted('activities', connections));
  if (type !== undefined) query = query.where('type', '=', type);
  if (category !== undefined) query = query.where('category', '=', category);
  if (actorId !== undefined) query = query.where('actor_id', '=', actorId);
  if (itemId !== undefined) query = query.where('item_id', '=', itemId);
  if (ip !== undefined) query = query.where('ip', '=', ip);
  if (filter.after !== undefined) query = query.where('occurred_at', '>', new Date(filter.after));
  if (filter.before !== undefined) query = query.where('occurred_at', '<', new Date(filter.before));
  return query;
}
