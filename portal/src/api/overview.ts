/** Query of the overview. */
import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client.js';
import type { paths } from './schema.js';

/** The sums that the overview shows. */
export type Overview = paths['/v1/overview']['get']['responses'][200]['content']['application/json'];

/** The overview, refetched every 5 s while a scan runs and every 30 s otherwise. */
export const overviewQuery = (isScanning: boolean) =>
  queryOptions({
    queryKey: ['overview'],
    queryFn: async (): Promise<Overview> => unwrap(api.GET('/v1/overview')),
    refetchInterval: isScanning ? 5_000 : 30_000,
  });
