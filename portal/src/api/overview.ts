/** Everything at a glance, as the API counts it. */
import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.js';
import type { paths } from './schema.js';

/** What there is, who can reach it, what happened of late. */
export type Overview = paths['/v1/overview']['get']['responses'][200]['content']['application/json'];

/** How it looks now; asked again more often while something is being scanned. */
export const overviewQuery = (isScanning: boolean) =>
  queryOptions({
    queryKey: ['overview'],
    queryFn: async (): Promise<Overview> => answerOf(api.GET('/v1/overview')),
    refetchInterval: isScanning ? 5_000 : 30_000,
  });
