import { Button, Center, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import { PATHS } from '../paths.js';

/** Shown for an address that matches no page. */
export function Page() {
  return (
    <Center mih="50vh">
      <Stack align="center">
        <Title order={1}>Page not found</Title>
        <Text c="dimmed">The address may be mistyped, or from an older release.</Text>
        <Button component={Link} to={PATHS.overview}>
          Go to the overview
        </Button>
      </Stack>
    </Center>
  );
}
