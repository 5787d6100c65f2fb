import { Group, Paper, Stack, Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';

/** A section of a connection's page; `aside` is beside its title. */
export function Panel(props: { readonly title: string; readonly aside?: ReactNode; readonly children: ReactNode }) {
  const id = useId();
  return (
    <Paper withBorder p="md" component="section" aria-labelledby={id} miw={0}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Title order={2} id={id}>
            {props.title}
          </Title>
          {props.aside}
        </Group>
        {props.children}
      </Stack>
    </Paper>
  );
}
