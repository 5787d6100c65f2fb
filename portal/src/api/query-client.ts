/** What is known of the API's answers, and when they are asked for again. */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './client.js';
import { SESSION_KEY } from './session-key.js';

/** So often a question is repeated that met with trouble. */
const RETRIES = 3;

/** Whether to ask again: a refusal stays one however often it is asked, and so does what takes too long; trouble passes. */
export function isWorthRetrying(failures: number, error: Error): boolean {
  if (failures >= RETRIES) return false;
  if (!(error instanceof ApiProblem)) return true;
  if (error.code === 'summary_too_slow') return false;
  return error.status < 400 || error.status >= 500 || error.status === 429;
}

/** One for the page. Whoever is answered 401 has to sign in again. */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: forgetOn401 }),
  mutationCache: new MutationCache({ onError: forgetOn401 }),
  defaultOptions: {
    // What is asked for offline fails at once: a change that was given up meanwhile must not be made later.
    queries: { retry: isWorthRetrying, staleTime: 5_000, networkMode: 'always', refetchOnReconnect: true },
    mutations: { networkMode: 'always' },
  },
});

function forgetOn401(error: unknown): void {
  if (!(error instanceof ApiProblem) || error.status !== 401) return;
  if (queryClient.getQueryData(SESSION_KEY) !== null) queryClient.setQueryData(SESSION_KEY, null);
}
