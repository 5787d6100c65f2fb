import { sql, type Selectable, type SelectQueryBuilder } from 'kysely';
import type { ActivityCategory } from '../../domain/activity.js';
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
export interface ActivityFilter {
  readonly connectionId?: string | undefined;
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
  const { connectionId } = filter;
  if (connectionId !== undefined) return pageOfConnection(db, filter, connectionId, page).execute();
  return listAcrossConnections(db, { table: 'activities', order: ORDER, limit: page.limit }, (id) =>
    pageOfConnection(db, filter, id, page),
  );
}

function pageOfConnection(
  db: Db,
  filter: ActivityFilter,
  connectionId: string,
  { limit, after }: ActivityPage,
): ActivityQuery {
  const query = newestFirst(db, { ...filter, connectionId }).limit(limit);
  return after ? query.where(afterInConnection(ORDER, connectionId, after)) : query;
}

/** Returns the position of the page after this activity. */
export const positionOfActivity = (activity: StoredActivity): KeysetPosition => [
  activity.occurred_at.toISOString(),
  activity.connection_id,
  activity.event_id,
];

/** Streams all activities that match a filter, newest first. */
export async function exportActivities(db: Db, filter: ActivityFilter, read: ReadRows<StoredActivity>): Promise<void> {
  await streamRows(db, (trx) => newestFirst(trx, filter), read);
}

type ActivityQuery = SelectQueryBuilder<Database, 'activities', StoredActivity>;

const newestFirst = (db: Db, filter: ActivityFilter): ActivityQuery =>
  matchingActivities(db.selectFrom('activities').selectAll(), filter).orderBy(orderOf(ORDER));

/** Adds a filter to a query of activities. */
export function matchingActivities<Row>(
  activities: SelectQueryBuilder<Database, 'activities', Row>,
  filter: ActivityFilter,
): SelectQueryBuilder<Database, 'activities', Row> {
  const { connectionId, type, category, actorId, itemId, ip } = filter;
  let query = activities;
  if (connectionId !== undefined) query = query.where('connection_id', '=', connectionId);
  else if ([type, category, actorId, itemId, ip].some((value) => value !== undefined)) {
    // The indexes for these columns start with connection_id, and Postgres before 18 uses them only if it is constrained.
    query = query.where(sql<boolean>`connection_id = any(array(select id from connections))`);
  }
  if (type !== undefined) query = query.where('type', '=', type);
  if (category !== undefined) query = query.where('category', '=', category);
  if (actorId !== undefined) query = query.where('actor_id', '=', actorId);
  if (itemId !== undefined) query = query.where('item_id', '=', itemId);
  if (ip !== undefined) query = query.where('ip', '=', ip);
  if (filter.after !== undefined) query = query.where('occurred_at', '>', new Date(filter.after));
  if (filter.before !== undefined) query = query.where('occurred_at', '<', new Date(filter.before));
  return query;
}
