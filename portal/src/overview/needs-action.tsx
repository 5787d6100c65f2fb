import { Alert, Anchor, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Connection } from '../api/connections.js';
import { connectionPath } from '../paths.js';
import { summarizeConnection } from './connection-summary.js';

/** The connections that need the user to act, at the top of the overview. */
export function NeedsAction({ connections }: { readonly connections: readonly Connection[] }) {
  const waiting = connections.filter((connection) => summarizeConnection(connection).level === 'action');
  if (waiting.length === 0) return null;
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle aria-hidden />}
      styles={{ body: { minWidth: 0 } }}
      title={waiting.length === 1 ? 'A connection needs attention' : `${waiting.length} connections need attention`}
    >
      <Stack gap={4}>
        {waiting.map((connection) => (
          <div key={connection.id}>
            <Anchor
              component={Link}
              to={connectionPath(connection.id)}
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
            <Text size="sm">{summarizeConnection(connection).text}</Text>
          </div>
        ))}
      </Stack>
    </Alert>
  );
}
