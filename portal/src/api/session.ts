/** Who is signed in. How one signs in is this file's alone: the pages know a session, and not where it came from. */
import {
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
  type UseMutationResult,
} from '@tanstack/react-query';
import { setChangeToken } from './csrf-token.js';
import { answerOf, api, ApiProblem } from './client.js';
import type { components } from './schema.js';
import { SESSION_KEY } from './session-key.js';

/** Who is signed in, with what role, until when. */
export type Session = components['schemas']['Session'];
/** A token as an operator pastes it, or the code of a link that signs in once. */
export type Credentials = { readonly token: string } | { readonly code: string };

/** The session of the cookie; null when nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: SESSION_KEY,
  staleTime: Infinity,
  // Meanwhile somebody may have signed in, or out, in another tab.
  refetchOnWindowFocus: 'always',
  queryFn: async (): Promise<Session | null> => {
    try {
      return remember(await answerOf(api.GET('/v1/session')));
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) return null;
      throw error;
    }
  },
});

/** Signs in; what was known for somebody else is forgotten. */
export function useSignIn(): UseMutationResult<Session, Error, Credentials> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: Credentials) => remember(await answerOf(api.POST('/v1/session', { body }))),
    onSuccess: (session) => begin(client, session),
  });
}

/** Signs out, here and on the server. */
export function useSignOut(): UseMutationResult<unknown, Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => answerOf(api.DELETE('/v1/session')),
    onSuccess: () => begin(client, null),
  });
}

/** Whether whoever is signed in may change things; an operator looks. */
export function useMayChange(): boolean {
  return useQuery(sessionQuery).data?.role === 'admin';
}

/** Whoever is there now: what was known for somebody else is forgotten. */
function begin(client: QueryClient, session: Session | null): void {
  // An answer that is still on its way is of before.
  void client.cancelQueries({ queryKey: SESSION_KEY }, { silent: true });
  client.setQueryData(SESSION_KEY, session);
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
}

function remember(session: Session): Session {
  setChangeToken(session.csrfToken);
  return session;
}
