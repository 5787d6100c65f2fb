/** The activity log, as the API tells it. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.js';
import type { components, paths } from './schema.js';

/** Something that was done, as Box logged it. */
export type Activity = components['schemas']['Activity'];
/** Which activities. */
export type LogQuery = Omit<
  NonNullable<paths['/v1/activities']['get']['parameters']['query']>,
  'limit' | 'cursor' | 'format'
>;
/** How many activities when. */
export type LogSummary = paths['/v1/activities/summary']['get']['responses'][200]['content']['application/json'];
/** Which event: a log has no order by id, so its time is needed to find it again. */
export interface EventKey {
  readonly connectionId: string;
  readonly eventId: string;
  readonly occurredAt: string;
}

/** How many events a page shows. */
export const PAGE_SIZE = 50;

/**
 * One page of the log, newest first, as of a time: it is not asked for again before somebody wants a later one, so that
 * rows do not jump under somebody who reads.
 */
export const activitiesQuery = (which: LogQuery, asOf: number, cursor: string | undefined) =>
  queryOptions({
    queryKey: ['activities', which, asOf, cursor],
    queryFn: async () =>
      answerOf(
        api.GET('/v1/activities', {
          params: { query: { ...which, limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) } },
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });

/** How many events when, as of a time. */
export const activitySummaryQuery = (which: LogQuery, asOf: number, buckets: number) =>
  queryOptions({
    queryKey: ['activity-summary', which, asOf, buckets],
    queryFn: async (): Promise<LogSummary> =>
      answerOf(api.GET('/v1/activities/summary', { params: { query: { ...which, buckets } } })),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });

/** One event, found by its time; null when it is not there. */
export const eventQuery = ({ connectionId, eventId, occurredAt }: EventKey) =>
  queryOptions({
    queryKey: ['activity', connectionId, eventId, occurredAt],
    queryFn: async (): Promise<Activity | null> => {
      const at = Date.parse(occurredAt);
      const query = {
        connectionId,
        after: new Date(at - 1).toISOString(),
        before: new Date(at + 1).toISOString(),
        limit: 1000,
      };
      const { items } = await answerOf(api.GET('/v1/activities', { params: { query } }));
      return items.find((each) => each.eventId === eventId) ?? null;
    },
    staleTime: Infinity,
  });
