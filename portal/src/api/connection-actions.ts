/** Changes to connections. */
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { api, unwrap } from './client.js';
import { connectionQuery, connectionsQuery } from './connections.js';
import type { components } from './schema.js';

/** A new connection, with the consent link for the Box admin. */
export type NewConnection = components['schemas']['NewConnection'];
/** A consent link and its expiry. */
export type ConsentLink = Pick<NewConnection, 'consentUrl' | 'consentExpiresAt'>;
/** The result of Test API. */
export type TestResult = components['schemas']['TestResult'];

/** Creates a connection to Box; a repeated request with the same idempotency key creates only one. */
export function useCreateConnection(): UseMutationResult<
  NewConnection,
  Error,
  { readonly name: string; readonly idempotencyKey: string }
> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ name, idempotencyKey }) =>
      unwrap(
        api.POST('/v1/connections', {
          params: { header: { 'idempotency-key': idempotencyKey } },
          body: { name, provider: 'box' },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: connectionsQuery.queryKey }),
  });
}

/** Creates a new consent link; earlier links stop working. */
export function useConsentLink(id: string): UseMutationResult<ConsentLink, Error, void> {
  return useConnectionChange(id, () =>
    unwrap(api.POST('/v1/connections/{id}/consent-link', { params: { path: { id } } })),
  );
}

/** How long the request waits for Test API, in seconds; the test itself continues. */
const TEST_WAIT_S = 60;

/** Runs Test API. Returns null if it takes longer than a minute; its result then arrives with the connection. */
export function useTestApi(id: string): UseMutationResult<TestResult | null, Error, void> {
  return useConnectionChange(id, async () => {
    const result = await unwrap(
      api.POST('/v1/connections/{id}/test', { params: { path: { id }, query: { wait: TEST_WAIT_S } } }),
    );
    return 'checks' in result ? result : null;
  });
}

/** A command to the scan; `restart` starts a new one. */
export type ScanCommand = 'pause' | 'resume' | 'restart';

/** What a command to the scan does, and when. */
type Accepted = { readonly message: string };

/** Sends a command to the scan. Calls `onDone` as soon as the API has accepted it, with what happens and when. */
export function useScanCommand(
  id: string,
  command: ScanCommand,
  onDone: (accepted: Accepted) => void,
): UseMutationResult<Accepted, Error, void> {
  return useConnectionChange<Accepted>(
    id,
    () => unwrap(api.POST(`/v1/connections/{id}/scan/${command}`, { params: { path: { id } } })),
    onDone,
  );
}

/** Disconnects, with `purge` deleting the collected data. Calls `onDone` as soon as the API has accepted it. */
export function useDisconnect(
  id: string,
  onDone: () => void,
): UseMutationResult<unknown, Error, { readonly purge: boolean }> {
  return useConnectionChange<unknown, { readonly purge: boolean }>(
    id,
    ({ purge }) =>
      unwrap(
        api.DELETE('/v1/connections/{id}', { params: { path: { id }, query: { purge: purge ? 'true' : 'false' } } }),
      ),
    onDone,
  );
}

/**
 * A change of one connection. It stays pending until the connection itself is refetched (not its scan queue, problems
 * or events). `onDone` is called first, and even if the change removes the component that made it.
 */
function useConnectionChange<Result, Variables = void>(
  id: string,
  mutationFn: (variables: Variables) => Promise<Result>,
  onDone: (result: Result) => void = () => undefined,
): UseMutationResult<Result, Error, Variables> {
  const client = useQueryClient();
  const refresh = (): Promise<void> =>
    client.invalidateQueries({ queryKey: connectionQuery(id).queryKey, exact: true });
  return useMutation({
    mutationFn,
    onSuccess: async (result) => {
      onDone(result);
      await refresh();
    },
    // Not awaited: the error is shown at once.
    onError: () => void refresh(),
  });
}
