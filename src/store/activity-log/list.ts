import type { Selectable, SelectQueryBuilder } from 'kysely';
import type { ActivityCategory } from '../../domain/activity.js';
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

/** Returns a page of activities, newest first. */
export async function listActivities(db: Db, filter: ActivityFilter, page: ActivityPage): Promise<StoredActivity[]> {
  const connections = await countedConnections(db, 'activities', filter);
  const read = ({ limit, after }: ActivityPage) =>
    listAcrossConnections(db, { table: 'activities', order: ORDER, limit, connections }, (each) =>
      pageOfConnection(db, filter, each, { limit, after }),
    );
  return pageOfCounted(connections, page, read, positionOfActivity);
}

function pageOfConnection(
  db: Db,
  filter: ActivityFilter,
  connection: CountedConnection,
  { limit, after }: ActivityPage,
) {
  const query = newestFirst(db, filter, [withAllRows(connection)])
    .select(isCounted('activities', [connection]).as('is_counted'))
    .limit(limit);
  return after ? query.where(afterInConnection(ORDER, connection.id, after)) : query;
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
