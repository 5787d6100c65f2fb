import { Center, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Navigate, useLocation } from 'react-router';
import { sessionQuery } from '../api/session.js';
import { signInPath } from '../paths.js';
import { ErrorPanel } from '../ui/error-panel.js';

/** Shows its children to signed-in users; redirects others to the sign-in page, which returns them to this address. */
export function RequireSession({ children }: { readonly children: ReactNode }) {
  const { pathname, search } = useLocation();
  const session = useQuery(sessionQuery);
  if (session.data) return children;
  if (session.data === null) return <Navigate to={signInPath(pathname + search)} replace />;
  return (
    <Center h="100vh">
      {session.isError ? (
        <ErrorPanel error={session.error} retry={() => void session.refetch()} />
      ) : (
        <Loader role="status" aria-label="Loading" />
      )}
    </Center>
  );
}
