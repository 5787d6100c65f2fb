import { Group, Stack, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import type { Connection } from '../api/connections.js';
import { attentionItems, type Attention } from '../words/attention.js';
import { toneLook } from '../words/tones.js';

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
          <ToneIcon tone={tone} />
          <Text size="sm" lineClamp={2} title={message} fw={tone === 'note' ? 400 : 600}>
            {message}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}

function ToneIcon({ tone }: Pick<Attention, 'tone'>) {
  if (tone === 'note') return <IconInfoCircle size={16} color="var(--mantine-color-dimmed)" style={ICON} aria-hidden />;
  const { color, label, icon: Picture } = toneLook(tone);
  return <Picture size={16} color={`var(--mantine-color-${color}-text)`} style={ICON} aria-label={label} />;
}
