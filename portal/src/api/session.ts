/** The session. Only this file knows how a user signs in; pages only read the session. */
import {
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
  type UseMutationResult,
} from '@tanstack/react-query';
import { api, ApiProblem, unwrap } from './client.js';
import { setCsrfToken } from './csrf-token.js';
import type { components } from './schema.js';
import { SESSION_KEY } from './session-key.js';

/** The signed-in user's name, role and end of session. */
export type Session = components['schemas']['Session'];
/** An API token that the user pastes, or the code of a single-use sign-in link. */
export type Credentials = { readonly token: string } | { readonly code: string };

/** The session of the cookie; null if nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: SESSION_KEY,
  staleTime: Infinity,
  // The user may have signed in or out in another tab.
  refetchOnWindowFocus: 'always',
  queryFn: async (): Promise<Session | null> => {
    try {
      return keepCsrfToken(await unwrap(api.GET('/v1/session')));
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) return null;
      throw error;
    }
  },
});

/** Signs in and drops what was cached for another user. */
export function useSignIn(): UseMutationResult<Session, Error, Credentials> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: Credentials) => keepCsrfToken(await unwrap(api.POST('/v1/session', { body }))),
    onSuccess: (session) => replaceSession(client, session),
  });
}

/** Signs out, in the browser and on the server. */
export function useSignOut(): UseMutationResult<unknown, Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.DELETE('/v1/session')),
    onSuccess: () => replaceSession(client, null),
  });
}

/** Whether the signed-in user is an admin, who may make changes; an operator has read-only access. */
export function useIsAdmin(): boolean {
  return useQuery(sessionQuery).data?.role === 'admin';
}

/** Sets the session and drops everything that was cached for another user. */
function replaceSession(client: QueryClient, session: Session | null): void {
  // A response that is still on its way belongs to the session before.
  void client.cancelQueries({ queryKey: SESSION_KEY }, { silent: true });
  client.setQueryData(SESSION_KEY, session);
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
}

function keepCsrfToken(session: Session): Session {
  setCsrfToken(session.csrfToken);
  return session;
}
