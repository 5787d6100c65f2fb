import { Alert, Button, Code, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { ApiProblem } from '../api/client.js';

/** What went wrong, in the API's own words, and a way to try again. */
export function ErrorPanel({ error, retry }: { readonly error: Error; readonly retry?: () => void }) {
  return (
    <Alert color="red" title="This could not be loaded" icon={<IconAlertTriangle aria-hidden />} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{error.message}</Text>
        <Group gap="sm">
          {retry && (
            <Button size="compact-sm" variant="default" onClick={retry}>
              Try again
            </Button>
          )}
          {error instanceof ApiProblem && <Code>{error.code}</Code>}
        </Group>
      </Stack>
    </Alert>
  );
}
