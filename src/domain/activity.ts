/** Activities: the events of an enterprise's log. */

/** Every category of events. */
export const ACTIVITY_CATEGORIES = ['modifies', 'shares', 'moves', 'removes', 'reads', 'other'] as const;
/** The effect of an event on its item, as a category to filter by. */
export type ActivityCategory = (typeof ACTIVITY_CATEGORIES)[number];

/** Every source of activities. */
export const ACTIVITY_SOURCES = ['backfill', 'stream'] as const;
/** The source of an activity: Box's long-term log, or its live stream. */
export type ActivitySource = (typeof ACTIVITY_SOURCES)[number];

/** The effect of an event on the scan queue: its item is rescanned (a folder with its subtree), its user is, or nothing. */
export type QueueEffect = 'item' | 'user' | 'none';

/** The meaning of an event type. */
export interface EventMeaning {
  readonly category: ActivityCategory;
  readonly effect: QueueEffect;
}

/** The user who acted, as Box names them. */
export interface Actor {
  readonly id: string;
  readonly login: string | null;
  readonly name: string | null;
}

/** Every type of item that an event can be about. */
export const ACTIVITY_ITEM_TYPES = ['file', 'folder', 'user', 'other'] as const;

/** The item that an event is about. */
export interface ActivityItem {
  readonly type: (typeof ACTIVITY_ITEM_TYPES)[number];
  readonly id: string;
  readonly name: string | null;
  readonly ownerId: string | null;
  readonly parentId: string | null;
}

/** An event with its meaning; `occurredAt` is RFC 3339 UTC, `raw` is the event as Box sent it. */
export interface Activity extends EventMeaning {
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: string;
  /** True if Box sent no readable time: `occurredAt` is the time of receipt then. */
  readonly timeUnknown: boolean;
  readonly actor: Actor | null;
  readonly item: ActivityItem | null;
  readonly ip: string | null;
  /** True if Boxward itself did it, recognised by our app's service id. Own activities never promote anything. */
  readonly own: boolean;
  readonly raw: object;
}
