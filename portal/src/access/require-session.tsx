import { Center, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Navigate, useLocation } from 'react-router';
import { sessionQuery } from '../api/session.js';
import { ErrorPanel } from '../ui/error-panel.js';

/** What only somebody who is signed in sees; anybody else is led to the sign-in, and back to where they wanted to go. */
export function SignedIn({ children }: { readonly children: ReactNode }) {
  const { pathname, search } = useLocation();
  const session = useQuery(sessionQuery);
  if (session.data) return children;
  if (session.data === null) return <Navigate to={`/sign-in?to=${encodeURIComponent(pathname + search)}`} replace />;
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
