import { Alert, Anchor, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Connection } from '../api/connections.js';
import { standingOf } from './connection-summary.js';

/** Connections that wait for somebody to do something: before all else. */
export function NeedsAction({ connections }: { readonly connections: readonly Connection[] }) {
  const waiting = connections.filter((connection) => standingOf(connection).level === 'act');
  if (waiting.length === 0) return null;
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle aria-hidden />}
      styles={{ body: { minWidth: 0 } }}
      title={waiting.length === 1 ? 'A connection needs you' : `${waiting.length} connections need you`}
    >
      <Stack gap={4}>
        {waiting.map((connection) => (
          <div key={connection.id}>
            <Anchor
              component={Link}
              to={`/connections/${connection.id}`}
              size="sm"
              fw={600}
              c="inherit"
              underline="always"
              display="block"
              truncate
              title={connection.name}
            >
              <bdi>{connection.name}</bdi>
            </Anchor>
            <Text size="sm">{standingOf(connection).text}</Text>
          </div>
        ))}
      </Stack>
    </Alert>
  );
}
