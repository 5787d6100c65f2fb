import { z } from 'zod';
import { ACTIVITY_CATEGORIES, ACTIVITY_ITEM_TYPES, ACTIVITY_SOURCES } from '../../domain/activity.js';
import type { StoredActivity } from '../../store/activity-log/list.js';
import { eventTypeCountBody } from '../http/bodies/event-type-count.js';
import { connectionState, pageOf, paging, plainText, time } from '../http/schemas.js';

const activityFilter = {
  connectionId: plainText(64).optional(),
  connectionState,
  type: plainText(100).optional(),
  category: z.enum(ACTIVITY_CATEGORIES).optional(),
  actorId: plainText(30).optional(),
  itemId: plainText(30).optional(),
  after: time.optional(),
  before: time.optional(),
  ip: plainText(64).optional(),
};

/** The query parameters of a list of activities. */
export const activityQuery = z.strictObject({
  ...activityFilter,
  ...paging,
  format: z
    .enum(['json', 'ndjson'])
    .optional()
    .describe('`ndjson` is the same as Accept: application/x-ndjson, for use in links'),
});

/** The query parameters of a summary of activities. */
export const activitySummaryQuery = z.strictObject({
  ...activityFilter,
  after: time.optional().describe('Default: 7 days before `before`'),
  before: time.optional().describe('Default: now'),
  buckets: z.coerce.number().int().min(10).max(400).default(60).describe('The maximum number of time buckets'),
});

/** An event of the activity log. */
export const activityBody = z
  .object({
    connectionId: z.string(),
    eventId: z.string(),
    type: z.string(),
    category: z.enum(ACTIVITY_CATEGORIES),
    occurredAt: z.string(),
    timeUnknown: z.boolean().describe('Whether Box sent no readable time: `occurredAt` is the time of receipt then'),
    actor: z.object({ id: z.string(), login: z.string().nullable(), name: z.string().nullable() }).nullable(),
    item: z
      .object({
        type: z.enum(ACTIVITY_ITEM_TYPES),
        id: z.string(),
        name: z.string().nullable(),
        ownerId: z.string().nullable(),
        parentId: z.string().nullable(),
      })
      .nullable(),
    ip: z.string().nullable(),
    source: z.enum(ACTIVITY_SOURCES),
    own: z.boolean().describe('Whether Boxward itself caused the event'),
    raw: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Activity' });

/** From when on events are kept. */
const retainedFrom = z
  .string()
  .nullable()
  .describe('Events from before this time have been deleted (BOXWARD_EVENT_RETENTION_DAYS); null if none have been');

/** A page of activities. */
export const activityPageBody = pageOf(activityBody).extend({ retainedFrom });

/** Activities per time bucket and per type. */
export const activitySummaryBody = z
  .object({
    from: z.string(),
    to: z.string(),
    bucketSeconds: z.int(),
    buckets: z
      .array(
        z.object({
          at: z.string().describe('The start of the bucket'),
          total: z.int(),
          byCategory: z.object({
            modifies: z.int(),
            shares: z.int(),
            moves: z.int(),
            removes: z.int(),
            reads: z.int(),
            other: z.int(),
          }),
        }),
      )
      .describe('Oldest first, including empty buckets'),
    byType: z.array(eventTypeCountBody).describe('The 20 most frequent types'),
    total: z.int().describe('All matching events of the time range'),
    retainedFrom,
  })
  .meta({ id: 'ActivitySummary' });

/** Converts an activity to its body. */
export function toActivityBody(activity: StoredActivity): z.input<typeof activityBody> {
  return {
    connectionId: activity.connection_id,
    eventId: activity.event_id,
    type: activity.type,
    category: activity.category,
    occurredAt: activity.occurred_at.toISOString(),
    timeUnknown: activity.time_unknown ?? false,
    actor: activity.actor,
    item: activity.item,
    ip: activity.ip,
    source: activity.source,
    own: activity.own,
    raw: { ...activity.raw },
  };
}
