import { Anchor, Badge, Group, Stack, Text, ThemeIcon, type MantineColor } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconInfoCircle, IconPlugConnectedX, type Icon } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Connection } from '../api/connections.js';
import { count } from '../format/numbers.js';
import { COVERAGE_LOOKS, statusLook } from '../words/connection-status.js';
import { standingOf, type Standing } from './connection-summary.js';
import { Card } from './card.js';

const LOOKS: Readonly<Record<Standing['level'], { readonly color: MantineColor; readonly icon: Icon }>> = {
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
    .map((connection) => ({ connection, standing: standingOf(connection) }))
    .sort((a, b) => LEVELS.indexOf(a.standing.level) - LEVELS.indexOf(b.standing.level));
  return (
    <Card
      title="Connections"
      more={{ label: rows.length > SHOWN ? `All ${count(rows.length)}` : 'App connectors', to: '/connections' }}
    >
      <Stack gap="sm">
        {rows.slice(0, SHOWN).map(({ connection, standing }) => (
          <Row key={connection.id} connection={connection} standing={standing} />
        ))}
      </Stack>
    </Card>
  );
}

function Row({ connection, standing }: { readonly connection: Connection; readonly standing: Standing }) {
  const { color, icon: Picture } = LOOKS[standing.level];
  const look = statusLook(connection);
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
          <Badge size="sm" variant="light" color={look.color}>
            {look.label}
          </Badge>
          {connection.coverage && (
            <Badge
              size="sm"
              variant="outline"
              color={COVERAGE_LOOKS[connection.coverage].color}
              c="var(--mantine-color-text)"
              title={COVERAGE_LOOKS[connection.coverage].about}
            >
              {COVERAGE_LOOKS[connection.coverage].label}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {standing.text}
          {standing.more > 0 && ` And ${count(standing.more)} more.`}
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
