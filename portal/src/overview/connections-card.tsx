import { Anchor, Badge, Group, Stack, Text, ThemeIcon, type MantineColor } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconInfoCircle, IconPlugConnectedX, type Icon } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Connection } from '../api/connections.js';
import { count } from '../components/numbers.js';
import { attentionOf, COVERAGE_WORDS, STATUS_WORDS, type Attention } from './attention.js';
import { Card } from './card.js';

const LOOKS: Readonly<Record<Attention['level'], { readonly color: MantineColor; readonly icon: Icon }>> = {
  act: { color: 'red', icon: IconAlertTriangle },
  look: { color: 'orange', icon: IconInfoCircle },
  fine: { color: 'green', icon: IconCheck },
  off: { color: 'gray', icon: IconPlugConnectedX },
};
const LEVELS = Object.keys(LOOKS);
/** More than these are the connectors page's to show. */
const SHOWN = 6;

/** The connections, those first that want somebody to act. */
export function ConnectionsCard({ connections }: { readonly connections: readonly Connection[] }) {
  const rows = connections
    .map((connection) => ({ connection, attention: attentionOf(connection) }))
    .sort((a, b) => LEVELS.indexOf(a.attention.level) - LEVELS.indexOf(b.attention.level));
  return (
    <Card
      title="Connections"
      more={{ label: rows.length > SHOWN ? `All ${count(rows.length)}` : 'App connectors', to: '/connections' }}
    >
      <Stack gap="sm">
        {rows.slice(0, SHOWN).map(({ connection, attention }) => (
          <Row key={connection.id} connection={connection} attention={attention} />
        ))}
      </Stack>
    </Card>
  );
}

function Row({ connection, attention }: { readonly connection: Connection; readonly attention: Attention }) {
  const { color, icon: Picture } = LOOKS[attention.level];
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      <ThemeIcon color={color} variant="light" size={34} radius="xl" aria-hidden>
        <Picture size={19} />
      </ThemeIcon>
      <Stack gap={2} style={{ minWidth: 0, flex: 1 }}>
        <Group gap="xs">
          <Anchor
            component={Link}
            to={`/connections/${connection.id}`}
            fw={600}
            truncate
            maw="100%"
            title={connection.name}
          >
            <bdi>{connection.name}</bdi>
          </Anchor>
          <Badge size="sm" variant="light" color={color}>
            {STATUS_WORDS[connection.status]}
          </Badge>
          {connection.coverage && (
            <Badge size="sm" variant="outline" color="gray" c="var(--mantine-color-text)">
              {COVERAGE_WORDS[connection.coverage]}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {attention.text}
        </Text>
      </Stack>
      <Stack gap={0} align="flex-end" style={{ flex: 'none' }}>
        <Text fw={600}>{count(connection.scan.files.found)}</Text>
        <Text size="xs" c="dimmed">
          files
        </Text>
      </Stack>
    </Group>
  );
}
