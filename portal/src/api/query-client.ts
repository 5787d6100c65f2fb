/** The cache of API responses, and when requests are retried. */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './client.js';
import { SESSION_KEY } from './session-key.js';

const MAX_RETRIES = 3;

/** Whether to retry a failed query: after network errors, 5xx and 429, but not if the API says it is too slow. */
export function shouldRetry(failures: number, error: Error): boolean {
  if (failures >= MAX_RETRIES) return false;
  if (!(error instanceof ApiProblem)) return true;
  if (error.code === 'summary_too_slow') return false;
  return error.status < 400 || error.status >= 500 || error.status === 429;
}

/** The query client of the whole page. A 401 response ends the session, which shows the sign-in page. */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: endSessionOn401 }),
  mutationCache: new MutationCache({ onError: endSessionOn401 }),
  defaultOptions: {
    // `always`: fail immediately when offline. A queued change must not be sent later, when the user has moved on.
    queries: { retry: shouldRetry, staleTime: 5_000, networkMode: 'always', refetchOnReconnect: true },
    mutations: { networkMode: 'always' },
  },
});

function endSessionOn401(error: unknown): void {
  if (!(error instanceof ApiProblem) || error.status !== 401) return;
  if (queryClient.getQueryData(SESSION_KEY) !== null) queryClient.setQueryData(SESSION_KEY, null);
}
