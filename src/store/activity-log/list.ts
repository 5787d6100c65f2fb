import { sql, type Selectable, type SelectQueryBuilder } from 'kysely';
import type { ActivityCategory } from '../../domain/activity.js';
import type { ActivityTable } from '../tables/activity-log.js';
import type { Database } from '../tables/index.js';
import { afterInConnection, connectionsWith, listColumns, type KeysetPosition, type ListOrder } from '../sql/keyset.js';
import { readAtLeisure, type Db, type ReadRows } from '../sql/postgres.js';

/** An event as it was stored. */
export type StoredActivity = Selectable<ActivityTable>;

/** Which activities; times are RFC 3339. */
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

/** The types of a position in the list. */
export const ACTIVITY_CASTS = listColumns(ORDER).map(({ cast }) => cast);

/** Which page of the activities. */
export interface ActivityPage {
  readonly limit: number;
  readonly after: KeysetPosition | null;
}

/** A page of activities, newest first. */
export async function listActivities(db: Db, filter: ActivityFilter, page: ActivityPage): Promise<StoredActivity[]> {
  if (filter.connectionId !== undefined) return pageOfConnection(db, filter, filter.connectionId, page).execute();
  // Indexes are by connection: the first of each, and of these the first, is no walk through all of them.
  const [first, ...others] = (await connectionsWith(db, 'activities')).map((id) =>
    db.selectFrom(pageOfConnection(db, filter, id, page).as('activities')).selectAll(),
  );
  if (!first) return [];
  const all = others.reduce((union, each) => union.unionAll(each), first);
  return sorted(db.selectFrom(all.as('activities')).selectAll())
    .limit(page.limit)
    .execute();
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

/** Where the page after this activity begins. */
export const positionOfActivity = (activity: StoredActivity): KeysetPosition => [
  activity.occurred_at.toISOString(),
  activity.connection_id,
  activity.event_id,
];

/** Every activity that fits, newest first, for a reader that may take its time. */
export async function exportActivities(db: Db, filter: ActivityFilter, read: ReadRows<StoredActivity>): Promise<void> {
  await readAtLeisure(db, (trx) => newestFirst(trx, filter), read);
}

type ActivityQuery = SelectQueryBuilder<Database, 'activities', StoredActivity>;

const newestFirst = (db: Db, filter: ActivityFilter): ActivityQuery =>
  sorted(matchingActivities(db.selectFrom('activities').selectAll(), filter));

function sorted(query: ActivityQuery): ActivityQuery {
  let inOrder = query;
  for (const { name } of listColumns(ORDER)) inOrder = inOrder.orderBy(sql.ref(name), 'desc');
  return inOrder;
}

/** The activities of a query that fit a filter. */
export function matchingActivities<Row>(
  activities: SelectQueryBuilder<Database, 'activities', Row>,
  filter: ActivityFilter,
): SelectQueryBuilder<Database, 'activities', Row> {
  const { connectionId, type, category, actorId, itemId, ip } = filter;
  let query = activities;
  if (connectionId !== undefined) query = query.where('connection_id', '=', connectionId);
  else if ([type, category, actorId, itemId, ip].some((value) => value !== undefined)) {
    // The indexes that serve these begin with the connection: Postgres before 18 uses one only where it is named.
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
