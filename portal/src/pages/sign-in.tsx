import { Alert, Button, Center, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { Navigate, useSearchParams } from 'react-router';
import { useQuery } from '@tanstack/react-query';
import { sessionQuery, useSignIn } from '../api/session.js';
import { Logo } from '../layout/logo.js';

/** Where to go after the sign-in: a path of the portal, whatever the address says. */
const placeOf = (to: string | null): string => (to !== null && /^\/(?![/\\])/.test(to) ? to : '/');

/** Signing in: with a token, or by a link that carries a code in its fragment, which no server ever sees. */
export function Page() {
  const [query] = useSearchParams();
  const session = useQuery(sessionQuery);
  const { mutate, ...signIn } = useSignIn();
  const form = useForm({
    initialValues: { token: '' },
    validate: { token: (token) => (token.trim() === '' ? 'Paste an API token' : null) },
  });
  const isTaken = useRef(false);
  useEffect(() => {
    const code = new URLSearchParams(window.location.hash.slice(1)).get('code');
    if (code === null || isTaken.current) return;
    isTaken.current = true;
    // A code does not stay in the address, nor in the browser's history.
    window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
    mutate({ code });
  }, [mutate]);

  if (session.data && !signIn.isPending) return <Navigate to={placeOf(query.get('to'))} replace />;
  const outcome = new URLSearchParams(placeOf(query.get('to')).split('?')[1]).get('consent');
  return (
    <Center mih="100vh" p="md" component="main">
      <Paper withBorder p="xl" w={440} maw="100%">
        <form onSubmit={form.onSubmit(({ token }) => mutate({ token: token.trim() }))}>
          <Stack>
            <Logo />
            <Title order={1}>Sign in</Title>
            {outcome !== null && (
              <Alert color="blue">Box sent you back. Sign in to see what became of the connection.</Alert>
            )}
            {signIn.error && (
              <Alert color="red" icon={<IconAlertTriangle aria-hidden />} role="alert">
                {signIn.error.message}
              </Alert>
            )}
            <PasswordInput
              label="API token"
              description="The one that your Boxward’s operator gave you"
              autoComplete="current-password"
              data-autofocus
              {...form.getInputProps('token')}
            />
            <Button type="submit" loading={signIn.isPending}>
              Sign in
            </Button>
            <Text size="sm" c="dimmed">
              No token? On the machine that Boxward runs on, <code>npm run token -- create</code> makes one;{' '}
              <code>npm run dev</code> prints a link that signs you in.
            </Text>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}
