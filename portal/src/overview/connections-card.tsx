import { Anchor, Badge, Group, Stack, Text, ThemeIcon } from '@mantine/core';
import { Link } from 'react-router';
import type { Connection } from '../api/connections.js';
import { count } from '../format/numbers.js';
import { connectionPath, PATHS } from '../paths.js';
import { statusLook } from '../words/connection-status.js';
import { COVERAGE_LOOKS, coverageSentence } from '../words/coverage.js';
import { standsStill } from '../words/health.js';
import { TONES, toneLook } from '../words/tones.js';
import { Card } from './card.js';
import { summarizeConnection, type ConnectionSummary } from './connection-summary.js';

const MAX_ROWS = 6;

/** The connections, the most urgent first. */
export function ConnectionsCard({ connections }: { readonly connections: readonly Connection[] }) {
  const rows = connections
    .map((connection) => ({ connection, summary: summarizeConnection(connection) }))
    .sort((a, b) => TONES.indexOf(a.summary.tone) - TONES.indexOf(b.summary.tone));
  return (
    <Card
      title="Connections"
      more={{ label: rows.length > MAX_ROWS ? `All ${count(rows.length)}` : 'App connectors', to: PATHS.connections }}
    >
      <Stack gap="sm">
        {rows.slice(0, MAX_ROWS).map(({ connection, summary }) => (
          <Row key={connection.id} connection={connection} summary={summary} />
        ))}
      </Stack>
    </Card>
  );
}

function Row({ connection, summary }: { readonly connection: Connection; readonly summary: ConnectionSummary }) {
  const { color, icon: Picture } = toneLook(summary.tone);
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
            to={connectionPath(connection.id)}
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
              color={standsStill(connection) ? 'gray' : COVERAGE_LOOKS[connection.coverage].color}
              c="var(--mantine-color-text)"
              title={coverageSentence(connection) ?? ''}
            >
              {COVERAGE_LOOKS[connection.coverage].label}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {summary.text}
          {summary.more > 0 && ` (+${count(summary.more)} more)`}
        </Text>
      </Stack>
      <Stack gap={0} align="flex-end" style={{ flex: 'none' }}>
        <Text fw={600}>{count(connection.files.active)}</Text>
        <Text size="xs" c="dimmed">
          {filesLabel(connection)}
        </Text>
      </Stack>
    </Group>
  );
}

/** Says whether the number of files is part of the sums of the overview. */
function filesLabel({ status, countedIn }: Connection): string {
  if (status === 'disconnected') return 'files, not counted';
  return countedIn === null ? 'files' : 'files, not counted twice';
}
