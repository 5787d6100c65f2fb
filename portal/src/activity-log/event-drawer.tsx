import { Drawer, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconZoomQuestion } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { eventQuery, type Activity, type EventKey } from '../api/activity-log.js';
import type { Connection } from '../api/connections.js';
import { CategoryIcon } from './category-icon.js';
import { EmptyState } from '../ui/empty-state.js';
import { ErrorPanel } from '../ui/error-panel.js';
import { phraseOf } from '../words/event-phrases.js';
import { EventFacts } from './event-facts.js';
import { RawJson } from './raw-json.js';
import type { ChangeFilters } from './use-log.js';

/** One event with all that is known of it. */
export function EventDrawer(props: {
  readonly event: EventKey | null;
  /** The events on the page: one of them need not be asked for. */
  readonly known: readonly Activity[];
  readonly connections: readonly Connection[];
  readonly change: ChangeFilters;
  readonly onClose: () => void;
}) {
  // It is still seen while it slides away.
  const [event, setEvent] = useState(props.event);
  if (props.event && props.event !== event) setEvent(props.event);
  const known = event && find(props.known, event);
  const asked = useQuery({
    ...eventQuery(event ?? { connectionId: '', eventId: '', occurredAt: '' }),
    enabled: props.event !== null && !known,
  });
  const activity = known ?? (event ? asked.data : undefined);
  return (
    <Drawer
      opened={props.event !== null}
      onClose={props.onClose}
      position="right"
      // A long type wraps, and leaves the way out where it is.
      styles={{ title: { minWidth: 0 } }}
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close the event' }}
      title={
        activity ? (
          <Group gap="sm" wrap="nowrap">
            <CategoryIcon category={activity.category} size={34} />
            <Stack gap={0} style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
              <Text fw={650}>{phraseOf(activity.type)}</Text>
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
      ) : asked.isError ? (
        <ErrorPanel error={asked.error} retry={() => void asked.refetch()} />
      ) : asked.data === null ? (
        <EmptyState icon={IconZoomQuestion} title="There is no such event">
          Its connection may have been purged, or the address is not whole.
        </EmptyState>
      ) : (
        <Skeleton h={300} role="status" aria-label="Loading the event" />
      )}
    </Drawer>
  );
}

const find = (events: readonly Activity[], { connectionId, eventId }: EventKey): Activity | undefined =>
  events.find((each) => each.eventId === eventId && each.connectionId === connectionId);
