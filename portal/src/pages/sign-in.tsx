import { Alert, Button, Center, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { Navigate, useSearchParams } from 'react-router';
import { useQuery } from '@tanstack/react-query';
import { sessionQuery, useSignIn } from '../api/session.js';
import { Logo } from '../layout/logo.js';
import { PATHS } from '../paths.js';

/** Where to go after the sign-in: always a path of the portal, because the address can come from anyone. */
const returnPath = (to: string | null): string => (to !== null && /^\/(?![/\\])/.test(to) ? to : PATHS.overview);

/** Sign-in with an API token, or by a link with a code in its fragment, which browsers do not send to servers. */
export function Page() {
  const [query] = useSearchParams();
  const session = useQuery(sessionQuery);
  const { mutate, ...signIn } = useSignIn();
  const form = useForm({
    initialValues: { token: '' },
    validate: { token: (token) => (token.trim() === '' ? 'Enter an API token' : null) },
  });
  const isCodeUsed = useRef(false);
  useEffect(() => {
    const code = new URLSearchParams(window.location.hash.slice(1)).get('code');
    if (code === null || isCodeUsed.current) return;
    isCodeUsed.current = true;
    // Keep the code out of the address bar and the browser's history.
    window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
    mutate({ code });
  }, [mutate]);

  if (session.data && !signIn.isPending) return <Navigate to={returnPath(query.get('to'))} replace />;
  const outcome = new URLSearchParams(returnPath(query.get('to')).split('?')[1]).get('consent');
  return (
    <Center mih="100vh" p="md" component="main">
      <Paper withBorder p="xl" w={440} maw="100%">
        <form onSubmit={form.onSubmit(({ token }) => mutate({ token: token.trim() }))}>
          <Stack>
            <Logo />
            <Title order={1}>Sign in</Title>
            {outcome !== null && <Alert color="blue">Box redirected you back. Sign in to see the result.</Alert>}
            {signIn.error && (
              <Alert color="red" icon={<IconAlertTriangle aria-hidden />} role="alert">
                {signIn.error.message}
              </Alert>
            )}
            <PasswordInput
              label="API token"
              description="Issued by your Boxward administrator"
              autoComplete="current-password"
              data-autofocus
              {...form.getInputProps('token')}
            />
            <Button type="submit" loading={signIn.isPending}>
              Sign in
            </Button>
            <Text size="sm" c="dimmed">
              No token? On the Boxward server, <code>npm run token -- create</code> creates one;{' '}
              <code>npm run dev</code> prints a sign-in link.
            </Text>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}
