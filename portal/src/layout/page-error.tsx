import { Button, Center, Stack, Text, Title } from '@mantine/core';
import { useRouteError } from 'react-router';

/** A page that could not be shown; mostly one whose files went away with a new release. */
export function PageError() {
  const error = useRouteError();
  return (
    <Center mih="50vh" p="md" role="alert">
      <Stack align="center" maw={480}>
        <Title order={1}>This page could not be shown</Title>
        <Text c="dimmed" ta="center">
          {error instanceof Error ? error.message : 'Something went wrong.'} A new release of Boxward may have come in
          meanwhile.
        </Text>
        <Button onClick={() => window.location.reload()}>Load it again</Button>
      </Stack>
    </Center>
  );
}
