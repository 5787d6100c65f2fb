/** Queries of a connection's scan: its queue, its problems and the rate of events. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client.js';
import type { components } from './schema.js';

/** A user, folder or file that is not scanned, with the reason and the remedy. */
export type ScanProblem = components['schemas']['ScanProblem'];
type Queue = components['schemas']['Queue'];
/** An item that waits in the scan queue. */
export type QueueItem = Queue['items'][number];
type Sums = components['schemas']['ActivitySummary'];
interface ProblemPage {
  readonly items: readonly ScanProblem[];
  readonly nextCursor: string | null;
}

/** The first `limit` items of the scan queue. */
export const queueQuery = (id: string, limit: number) =>
  queryOptions({
    queryKey: ['connection', id, 'queue', limit],
    staleTime: 0,
    queryFn: async ({ signal }): Promise<Queue> =>
      unwrap(api.GET('/v1/connections/{id}/scan/queue', { params: { path: { id }, query: { limit } }, signal })),
  });

/** One of the last priority rescans. */
export type Rescan = components['schemas']['Rescans']['items'][number];

/** The last fifty priority rescans, newest first. */
export const rescansQuery = (id: string) =>
  queryOptions({
    queryKey: ['connection', id, 'rescans'],
    staleTime: 0,
    queryFn: async ({ signal }): Promise<readonly Rescan[]> =>
      (await unwrap(api.GET('/v1/connections/{id}/scan/recent', { params: { path: { id } }, signal }))).items,
  });

/** The skipped users, then the folders and files that could not be scanned, page by page. */
export const problemsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['connection', id, 'problems'],
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }): Promise<ProblemPage> =>
      unwrap(
        api.GET('/v1/connections/{id}/problems', {
          params: { path: { id }, query: { limit: 50, ...(pageParam === '' ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

const HOUR_MS = 3_600_000;

/** A connection's events of the last hour, counted by minute. */
export const eventRateQuery = (id: string) =>
  queryOptions({
    queryKey: ['connection', id, 'event-rate'],
    // The hour moves on even if no event arrives.
    refetchInterval: 30_000,
    queryFn: async ({ signal }): Promise<Sums> => {
      const after = new Date(Date.now() - HOUR_MS).toISOString();
      return unwrap(
        api.GET('/v1/activities/summary', { params: { query: { connectionId: id, after, buckets: 60 } }, signal }),
      );
    },
  });
