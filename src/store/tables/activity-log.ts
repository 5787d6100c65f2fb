import type { ColumnType } from 'kysely';
import type { ActivityCategory, ActivityItem, ActivitySource, Actor } from '../../domain/activity.js';
import type { CreatedAt, Json, NullableJson, Timestamp } from './columns.js';

/** An event of the enterprise's log. */
export interface ActivityTable {
  connection_id: string;
  event_id: string;
  type: string;
  category: ActivityCategory;
  occurred_at: Timestamp;
  /** Whether Box sent no readable time: `occurred_at` is the time of receipt then. Null if a worker of an earlier version stored it. */
  time_unknown: ColumnType<boolean | null, boolean | undefined, boolean>;
  actor: NullableJson<Actor>;
  actor_id: string | null;
  item: NullableJson<ActivityItem>;
  item_id: string | null;
  ip: string | null;
  source: ActivitySource;
  /** Whether Boxward itself caused the event, recognised by our app's service id. */
  own: boolean;
  raw: Json<object>;
  recorded_at: CreatedAt;
}
