/** Who is signed in. How one signs in is this file's alone: the pages know a session, and not where it came from. */
import { queryOptions, useMutation, useQuery, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { answerOf, api, ApiProblem, setCsrfToken } from './client.js';
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
    onSuccess: (session) => {
      client.clear();
      client.setQueryData(SESSION_KEY, session);
    },
  });
}

/** Signs out, here and on the server. */
export function useSignOut(): UseMutationResult<unknown, Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => answerOf(api.DELETE('/v1/session')),
    onSuccess: () => {
      client.clear();
      client.setQueryData(SESSION_KEY, null);
    },
  });
}

/** Whether whoever is signed in may change things; an operator looks. */
export function useMayChange(): boolean {
  return useQuery(sessionQuery).data?.role === 'admin';
}

function remember(session: Session): Session {
  setCsrfToken(session.csrfToken);
  return session;
}
