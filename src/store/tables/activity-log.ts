import type { ColumnType } from 'kysely';
import type { ActivityCategory, ActivityItem, ActivitySource, Actor } from '../../domain/activity.js';
import type { CreatedAt, Json, NullableJson, NullableTimestamp, Timestamp } from './columns.js';

/** An event of the enterprise's log. The table is partitioned by the month (UTC) of `occurred_at`. */
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

/** The key of each activity. A trigger writes it with the activity: an event whose key exists is not stored again. */
export interface ActivityKeyTable {
  connection_id: string;
  event_id: string;
  occurred_at: Timestamp;
}

/** One row: from when on activities are kept. */
export interface ActivityRetentionTable {
  id: ColumnType<boolean, boolean | undefined, never>;
  /** Activities from before this time have been deleted; null if none have been. */
  kept_from: NullableTimestamp;
}
