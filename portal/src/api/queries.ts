/** What is known of the API's answers, and when they are asked for again. */
import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './client.js';
import { SESSION_KEY } from './session-key.js';

/** A refusal stays one however often it is asked; trouble passes. */
const isWorthRetrying = (failures: number, error: Error): boolean =>
  failures < 3 && !(error instanceof ApiProblem && error.status >= 400 && error.status < 500 && error.status !== 429);

/** One for the page. Whoever is answered 401 has to sign in again. */
export const queryClient: QueryClient = new QueryClient({
  defaultOptions: { queries: { retry: isWorthRetrying, staleTime: 5_000 } },
});
queryClient.getQueryCache().subscribe(({ query }) => forgetOn401(query.state.error));
queryClient.getMutationCache().subscribe(({ mutation }) => forgetOn401(mutation?.state.error ?? null));

function forgetOn401(error: unknown): void {
  if (!(error instanceof ApiProblem) || error.status !== 401) return;
  if (queryClient.getQueryData(SESSION_KEY) !== null) queryClient.setQueryData(SESSION_KEY, null);
}
