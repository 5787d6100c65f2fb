import { Group, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';

/** A page's title, on the page and in the browser tab, with its actions on the right. */
export function PageHeader(props: {
  readonly title: string;
  readonly about?: ReactNode;
  readonly children?: ReactNode;
}) {
  useDocumentTitle(`${props.title} · Boxward`);
  return (
    <Group justify="space-between" align="flex-start" mb="lg" gap="sm">
      <Stack gap={2} style={{ minWidth: 0, flex: '1 1 16rem' }}>
        <Title order={1}>
          <bdi>{props.title}</bdi>
        </Title>
        {props.about !== undefined && (
          <Text c="dimmed" component="div">
            {props.about}
          </Text>
        )}
      </Stack>
      <Group gap="xs">{props.children}</Group>
    </Group>
  );
}
