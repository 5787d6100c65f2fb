/** A connection's scan: what is next, and what is kept out of it. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.js';
import type { components } from './schema.js';

/** What is kept out of a scan, why, and what to do about it. */
export type ScanProblem = components['schemas']['ScanProblem'];
type Queue = components['schemas']['Queue'];
type Sums = components['schemas']['ActivitySummary'];
interface ProblemPage {
  readonly items: readonly ScanProblem[];
  readonly nextCursor: string | null;
}

/** Under which key a connection's queue is known, however much of it. */
const queueKey = (id: string) => ['connection', id, 'queue'] as const;

/** The head of the queue. */
export const queueQuery = (id: string, limit: number) =>
  queryOptions({
    queryKey: [...queueKey(id), limit],
    staleTime: 0,
    queryFn: async ({ signal }): Promise<Queue> =>
      answerOf(api.GET('/v1/connections/{id}/scan/queue', { params: { path: { id }, query: { limit } }, signal })),
  });

/** Users left out, then folders and files set aside, page by page. */
export const problemsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['connection', id, 'problems'],
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }): Promise<ProblemPage> =>
      answerOf(
        api.GET('/v1/connections/{id}/problems', {
          params: { path: { id }, query: { limit: 50, ...(pageParam === '' ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

const HOUR_MS = 3_600_000;

/** A connection's events of the last hour, minute by minute. */
export const eventRateQuery = (id: string) =>
  queryOptions({
    queryKey: ['connection', id, 'event-rate'],
    // Minutes pass without events, too.
    refetchInterval: 30_000,
    queryFn: async ({ signal }): Promise<Sums> => {
      const after = new Date(Date.now() - HOUR_MS).toISOString();
      return answerOf(
        api.GET('/v1/activities/summary', { params: { query: { connectionId: id, after, buckets: 60 } }, signal }),
      );
    },
  });
