import { Alert, Button, Code, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';

/** Says that something could not be loaded, with the error's message, its stable code (if any) and a retry button. */
export function ErrorPanel(props: {
  readonly error: Error & { readonly code?: unknown };
  readonly retry?: () => void;
}) {
  const { error, retry } = props;
  return (
    <Alert color="red" title="This could not be loaded" icon={<IconAlertTriangle aria-hidden />} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{error.message}</Text>
        <Group gap="sm">
          {retry && (
            <Button size="compact-sm" variant="default" onClick={retry}>
              Retry
            </Button>
          )}
          {typeof error.code === 'string' && <Code>{error.code}</Code>}
        </Group>
      </Stack>
    </Alert>
  );
}
