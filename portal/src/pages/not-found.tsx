import { Button, Center, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';

/** An address that leads nowhere. */
export function Page() {
  return (
    <Center mih="50vh">
      <Stack align="center">
        <Title order={1}>There is no such page</Title>
        <Text c="dimmed">The address may be from an older release, or mistyped.</Text>
        <Button component={Link} to="/">
          To the overview
        </Button>
      </Stack>
    </Center>
  );
}
