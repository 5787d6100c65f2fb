import { Button, Center, Stack, Text, Title } from '@mantine/core';
import { useRouteError } from 'react-router';

/** Shown when a page fails to render, mostly because a new release replaced the files of its code. */
export function PageError() {
  const error = useRouteError();
  return (
    <Center mih="50vh" p="md" role="alert">
      <Stack align="center" maw={480}>
        <Title order={1}>This page could not be displayed</Title>
        <Text c="dimmed" ta="center">
          {error instanceof Error ? error.message : 'Something went wrong.'} Boxward may have been updated since you
          opened it.
        </Text>
        <Button onClick={() => window.location.reload()}>Reload</Button>
      </Stack>
    </Center>
  );
}
