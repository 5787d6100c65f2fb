import { Drawer, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconZoomQuestion } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { eventQuery, type Activity, type EventKey } from '../api/activity-log.js';
import type { Connection } from '../api/connections.js';
import { EmptyState } from '../ui/empty-state.js';
import { ErrorPanel } from '../ui/error-panel.js';
import { eventPhrase } from '../words/event-phrases.js';
import { CategoryIcon } from './category-icon.js';
import { EventFacts } from './event-facts.js';
import { RawJson } from './raw-json.js';
import type { ChangeFilters } from './use-log.js';

/** The details of one event, in a drawer. */
export function EventDrawer(props: {
  readonly event: EventKey | null;
  /** The events of the list, which need no request. */
  readonly loaded: readonly Activity[];
  readonly connections: readonly Connection[];
  readonly change: ChangeFilters;
  readonly onClose: () => void;
}) {
  // Keep showing the event while the drawer slides out.
  const [event, setEvent] = useState(props.event);
  if (props.event && props.event !== event) setEvent(props.event);
  const loaded = event && find(props.loaded, event);
  const fetched = useQuery({
    ...eventQuery(event ?? { connectionId: '', eventId: '', occurredAt: '' }),
    enabled: props.event !== null && !loaded,
  });
  const activity = loaded ?? (event ? fetched.data : undefined);
  return (
    <Drawer
      opened={props.event !== null}
      onClose={props.onClose}
      position="right"
      // Wrap a long event type instead of pushing the close button out.
      styles={{ title: { minWidth: 0 } }}
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close the event' }}
      title={
        activity ? (
          <Group gap="sm" wrap="nowrap">
            <CategoryIcon category={activity.category} size={34} />
            <Stack gap={0} style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
              <Text fw={650}>{eventPhrase(activity.type)}</Text>
              <Text size="xs" c="dimmed" ff="monospace">
                {activity.type}
              </Text>
            </Stack>
          </Group>
        ) : (
          'Event'
        )
      }
    >
      {activity ? (
        <Stack>
          <EventFacts activity={activity} connections={props.connections} change={props.change} />
          <RawJson raw={activity.raw} />
        </Stack>
      ) : fetched.isError ? (
        <ErrorPanel error={fetched.error} retry={() => void fetched.refetch()} />
      ) : fetched.data === null ? (
        <EmptyState icon={IconZoomQuestion} title="Event not found">
          Its connection may have been deleted, or the address may be incomplete.
        </EmptyState>
      ) : (
        <Skeleton h={300} role="status" aria-label="Loading the event" />
      )}
    </Drawer>
  );
}

const find = (events: readonly Activity[], { connectionId, eventId }: EventKey): Activity | undefined =>
  events.find((each) => each.eventId === eventId && each.connectionId === connectionId);
