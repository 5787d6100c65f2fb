/** Queries of the activity log. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client.js';
import type { components, paths } from './schema.js';

/** An event, as Box logged it. */
export type Activity = components['schemas']['Activity'];
/** The filters of the log. */
export type LogQuery = Omit<
  NonNullable<paths['/v1/activities']['get']['parameters']['query']>,
  'limit' | 'cursor' | 'format'
>;
/** The number of events over time. */
export type LogSummary = paths['/v1/activities/summary']['get']['responses'][200]['content']['application/json'];
/** An event's key. It includes the time because the log is indexed by time, not by event id. */
export interface EventKey {
  readonly connectionId: string;
  readonly eventId: string;
  readonly occurredAt: string;
}

/** How many events a page shows. */
export const PAGE_SIZE = 50;

/**
 * One page of the log as of a time, newest first. It is refetched only under a later `asOf`, so that rows do not move
 * while the user reads.
 */
export const activitiesQuery = (which: LogQuery, asOf: number, cursor: string | undefined) =>
  queryOptions({
    queryKey: ['activities', which, asOf, cursor],
    queryFn: async () =>
      unwrap(
        api.GET('/v1/activities', {
          params: { query: { ...which, limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) } },
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });

/** The number of events over time, as of a time. */
export const activitySummaryQuery = (which: LogQuery, asOf: number, buckets: number) =>
  queryOptions({
    queryKey: ['activity-summary', which, asOf, buckets],
    queryFn: async (): Promise<LogSummary> =>
      unwrap(api.GET('/v1/activities/summary', { params: { query: { ...which, buckets } } })),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });

/** One event; null if it does not exist. */
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
      const { items } = await unwrap(api.GET('/v1/activities', { params: { query } }));
      return items.find((each) => each.eventId === eventId) ?? null;
    },
    staleTime: Infinity,
  });
