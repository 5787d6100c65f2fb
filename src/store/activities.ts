import type { Selectable, SelectQueryBuilder } from 'kysely';
import type { ActivityCategory } from '../box/event-types.js';
import type { ActivityTable, Database } from './database.js';
import { afterPosition, type KeysetColumn, type KeysetPosition } from './keyset.js';
import { readAtLeisure, type Db, type ReadRows } from './postgres.js';

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

const COLUMNS: readonly KeysetColumn[] = [
  { name: 'occurred_at', cast: 'timestamptz' },
  { name: 'connection_id', cast: 'text' },
  { name: 'event_id', cast: 'text' },
];

/** The types of a position in the list. */
export const ACTIVITY_CASTS = COLUMNS.map(({ cast }) => cast);

/** A page of activities, newest first. */
export async function listActivities(
  db: Db,
  filter: ActivityFilter,
  page: { readonly limit: number; readonly after: KeysetPosition | null },
): Promise<StoredActivity[]> {
  let query = newestFirst(db, filter).limit(page.limit);
  if (page.after) query = query.where(afterPosition(COLUMNS, page.after, 'desc'));
  return query.execute();
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

function newestFirst(db: Db, filter: ActivityFilter) {
  let query = matchingActivities(db.selectFrom('activities').selectAll(), filter);
  for (const column of ['occurred_at', 'connection_id', 'event_id'] as const) query = query.orderBy(column, 'desc');
  return query;
}

/** The activities of a query that fit a filter. */
export function matchingActivities<Row>(
  activities: SelectQueryBuilder<Database, 'activities', Row>,
  filter: ActivityFilter,
): SelectQueryBuilder<Database, 'activities', Row> {
  const { connectionId, type, category, actorId, itemId, ip } = filter;
  let query = activities;
  if (connectionId !== undefined) query = query.where('connection_id', '=', connectionId);
  if (type !== undefined) query = query.where('type', '=', type);
  if (category !== undefined) query = query.where('category', '=', category);
  if (actorId !== undefined) query = query.where('actor_id', '=', actorId);
  if (itemId !== undefined) query = query.where('item_id', '=', itemId);
  if (ip !== undefined) query = query.where('ip', '=', ip);
  if (filter.after !== undefined) query = query.where('occurred_at', '>', new Date(filter.after));
  if (filter.before !== undefined) query = query.where('occurred_at', '<', new Date(filter.before));
  return query;
}
