import { Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { Connection } from '../api/connections.js';
import { attentionItems } from '../words/attention.js';

const ICON = { flex: 'none', marginTop: 3 } as const;

/** What needs attention in a connection, the most urgent first. */
export function AttentionList({ connection }: { readonly connection: Connection }) {
  const items = attentionItems(connection);
  if (items.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nothing needs attention
      </Text>
    );
  }
  return (
    <Stack gap={4}>
      {items.map(({ tone, message }) => (
        <Group key={message} gap={6} wrap="nowrap" align="flex-start">
          {tone === 'action' ? (
            <IconAlertTriangle
              size={16}
              color="var(--mantine-color-red-text)"
              style={ICON}
              aria-label="Action required"
            />
          ) : (
            <IconInfoCircle size={16} color="var(--mantine-color-dimmed)" style={ICON} aria-hidden />
          )}
          <Text size="sm" lineClamp={2} title={message} fw={tone === 'action' ? 600 : 400}>
            {message}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}
