import { Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { Connection } from '../api/connections.js';
import { attentionOf } from '../words/connection-status.js';

/** What needs attention in a connection, in short. */
export function AttentionList({ connection }: { readonly connection: Connection }) {
  const attention = attentionOf(connection);
  if (attention.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nothing needs attention
      </Text>
    );
  }
  return (
    <Stack gap={4}>
      {attention.map(({ tone, message }) => (
        <Group key={message} gap={6} wrap="nowrap" align="flex-start">
          {tone === 'action' ? (
            <IconAlertTriangle size={16} color="var(--mantine-color-red-text)" style={ICON} aria-label="To do" />
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

const ICON = { flex: 'none', marginTop: 3 } as const;
