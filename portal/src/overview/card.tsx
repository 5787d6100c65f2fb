import { Anchor, Group, Paper, Stack, Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import { Link } from 'react-router';

/** A card of the overview, with a link to the page that shows more. */
export function Card(props: {
  readonly title: string;
  readonly more?: { readonly label: string; readonly to: string };
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <Paper withBorder p="md" component="section" aria-labelledby={id} h="100%">
      <Stack gap="md" h="100%">
        <Group justify="space-between" gap="xs">
          <Title order={2} id={id}>
            {props.title}
          </Title>
          {props.more && (
            <Anchor component={Link} to={props.more.to} size="sm">
              {props.more.label}
            </Anchor>
          )}
        </Group>
        {props.children}
      </Stack>
    </Paper>
  );
}
