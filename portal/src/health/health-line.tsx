import { Alert, Anchor, Stack, Text } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import type { Connection } from '../api/connections.js';
import { connectionPath } from '../paths.js';
import { healthLine, healthLook, unhealthy, type Health } from '../words/health.js';

/** How often the age of the newest event is updated, in milliseconds. */
const TICK_MS = 5_000;

/** The health of one connection, with what to do: the first line of its page. */
export function ConnectionHealth({ connection }: { readonly connection: Connection }) {
  const now = useNow();
  const { health } = connection;
  if (connection.status === 'disconnected') return null;
  const [, ...others] = health.reasons;
  return (
    <HealthAlert connection={connection}>
      <Text size="sm" fw={600}>
        {healthLine(connection, now)}
      </Text>
      <Remedy health={health} />
      {others.map(({ code, message }) => (
        <Text key={code} size="sm">
          {message}
        </Text>
      ))}
    </HealthAlert>
  );
}

/** The health of all connections: one line if all are healthy, else those that are not, the worst first. */
export function OverallHealth({ connections }: { readonly connections: readonly Connection[] }) {
  const now = useNow();
  const active = connections.filter(({ status }) => status !== 'disconnected');
  const rows = unhealthy(active);
  const [worst] = rows;
  const [first] = active;
  if (!first) return null;
  if (!worst) {
    return (
      <HealthAlert connection={first}>
        <Text size="sm" fw={600}>
          {healthLine(newestOf(active) ?? first, now)}
        </Text>
      </HealthAlert>
    );
  }
  return (
    <HealthAlert connection={worst}>
      <Stack gap={6}>
        {rows.slice(0, MAX_ROWS).map((connection) => (
          <div key={connection.id}>
            <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
              {active.length > 1 && (
                <>
                  <Anchor component={Link} to={connectionPath(connection.id)} c="inherit" underline="always">
                    <bdi>{connection.name}</bdi>
                  </Anchor>{' '}
                </>
              )}
              {healthLine(connection, now)}
            </Text>
            <Remedy health={connection.health} />
          </div>
        ))}
      </Stack>
    </HealthAlert>
  );
}

/** The most connections that are listed. */
const MAX_ROWS = 6;

/** Announced to screen readers by its role only when it appears: the numbers in it change all the time. */
function HealthAlert(props: { readonly connection: Connection; readonly children: ReactNode }) {
  const { color, label, icon: Picture } = healthLook(props.connection);
  return (
    <Alert
      color={color}
      variant="light"
      py="xs"
      icon={<Picture aria-hidden />}
      role="region"
      aria-label={`Health: ${label}`}
      styles={{ body: { minWidth: 0 } }}
    >
      {props.children}
    </Alert>
  );
}

function Remedy({ health }: { readonly health: Health }) {
  const remedy = health.reasons[0]?.remedy;
  return remedy ? <Text size="sm">What to do: {remedy}</Text> : null;
}

/** The connection with the newest event. */
function newestOf(connections: readonly Connection[]): Connection | undefined {
  return [...connections].sort((a, b) =>
    (b.eventStream?.lastEventAt ?? '').localeCompare(a.eventStream?.lastEventAt ?? ''),
  )[0];
}

function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
