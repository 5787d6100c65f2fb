/** What can be done to connections. */
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { answerOf, api } from './client.js';
import { connectionQuery, connectionsQuery } from './connections.js';
import type { components } from './schema.js';

/** A connection that was just created, with the link for the Box admin. */
export type NewConnection = components['schemas']['NewConnection'];
/** Where the Box admin gives consent, and until when. */
export type ConsentLink = Pick<NewConnection, 'consentUrl' | 'consentExpiresAt'>;
/** The verdict of Test API. */
export type TestResult = components['schemas']['TestResult'];

/** Creates a connection to Box; the same key does not create it twice. */
export function useCreateConnection(): UseMutationResult<
  NewConnection,
  Error,
  { readonly name: string; readonly idempotencyKey: string }
> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ name, idempotencyKey }) =>
      answerOf(
        api.POST('/v1/connections', {
          params: { header: { 'idempotency-key': idempotencyKey } },
          body: { name, provider: 'box' },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: connectionsQuery.queryKey }),
  });
}

/** Asks for a new consent link; the ones before it no longer work. */
export function useConsentLink(id: string): UseMutationResult<ConsentLink, Error, void> {
  return useOnConnection(id, () =>
    answerOf(api.POST('/v1/connections/{id}/consent-link', { params: { path: { id } } })),
  );
}

/** How long Test API is waited for, in seconds; it goes on by itself after that. */
const TEST_WAIT_S = 60;

/** Runs Test API. Null when it takes longer: its verdict comes with the connection then. */
export function useTestApi(id: string): UseMutationResult<TestResult | null, Error, void> {
  return useOnConnection(id, async () => {
    const result = await answerOf(
      api.POST('/v1/connections/{id}/test', { params: { path: { id }, query: { wait: TEST_WAIT_S } } }),
    );
    return 'checks' in result ? result : null;
  });
}

/** How a scan is steered; `restart` begins a new one. */
export type Steering = 'pause' | 'resume' | 'restart';

/** Steers the scan; `onDone` is called as soon as the API has agreed. */
export function useSteerScan(id: string, how: Steering, onDone: () => void): UseMutationResult<unknown, Error, void> {
  return useOnConnection<unknown>(
    id,
    () => answerOf(api.POST(`/v1/connections/{id}/scan/${how}`, { params: { path: { id } } })),
    onDone,
  );
}

/** Disconnects, and deletes what was found if asked to; `onDone` is called as soon as the API has agreed. */
export function useDisconnect(
  id: string,
  onDone: () => void,
): UseMutationResult<unknown, Error, { readonly purge: boolean }> {
  return useOnConnection<unknown, { readonly purge: boolean }>(
    id,
    ({ purge }) =>
      answerOf(
        api.DELETE('/v1/connections/{id}', { params: { path: { id }, query: { purge: purge ? 'true' : 'false' } } }),
      ),
    onDone,
  );
}

/**
 * Something that changes a connection: what is known of the connection itself, and of nothing below it, is fresh before
 * the change counts as done. `onDone` is heard even when the change takes away the button that asked for it.
 */
function useOnConnection<Answer, Wanted = void>(
  id: string,
  mutationFn: (wanted: Wanted) => Promise<Answer>,
  onDone: () => void = () => undefined,
): UseMutationResult<Answer, Error, Wanted> {
  const client = useQueryClient();
  const refresh = (): Promise<void> =>
    client.invalidateQueries({ queryKey: connectionQuery(id).queryKey, exact: true });
  return useMutation({
    mutationFn,
    onSuccess: async () => {
      onDone();
      await refresh();
    },
    // Who is refused is told so at once.
    onError: () => void refresh(),
  });
}
