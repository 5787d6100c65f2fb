import { Group, Paper, Stack, Text, UnstyledButton } from '@mantine/core';
import { memo } from 'react';
import type { Activity } from '../api/activity-log.js';
import { UntrustedText } from '../ui/untrusted-text.js';
import { eventPhrase } from '../words/event-phrases.js';
import { CategoryIcon } from './category-icon.js';
import { actorName, itemName } from './event-names.js';
import { EventTime } from './event-time.js';
import classes from './events.module.css';
import { ItemIcon } from './item-icon.js';
import { OwnBadge } from './own-badge.js';

/** Events as cards, for narrow screens; a click opens an event. */
export const EventCards = memo(function EventCards(props: {
  readonly events: readonly Activity[];
  readonly onOpen: (event: Activity) => void;
}) {
  return (
    <Stack gap={6} component="ul" className={classes.cards ?? ''}>
      {props.events.map((event) => (
        <Paper key={`${event.connectionId}/${event.eventId}`} withBorder component="li">
          <UnstyledButton
            p="xs"
            w="100%"
            aria-haspopup="dialog"
            onClick={() => props.onOpen(event)}
            className={classes.card ?? ''}
          >
            <Group gap="sm" wrap="nowrap" align="flex-start">
              <CategoryIcon category={event.category} />
              <Stack gap={2} style={{ minWidth: 0, flex: 1 }}>
                <Group gap={6} justify="space-between">
                  <Group gap={6} wrap="nowrap">
                    <Text span size="sm" fw={600}>
                      {eventPhrase(event.type)}
                    </Text>
                    {event.own && <OwnBadge />}
                  </Group>
                  <Text span size="xs" c="dimmed">
                    <EventTime event={event} />
                  </Text>
                </Group>
                {event.item && (
                  <Group gap={6} wrap="nowrap">
                    <ItemIcon type={event.item.type} />
                    <UntrustedText text={itemName(event)} size="sm" />
                  </Group>
                )}
                <UntrustedText text={actorName(event)} size="xs" c="dimmed" />
                <UntrustedText text={event.type} size="xs" c="dimmed" ff="monospace" />
              </Stack>
            </Group>
          </UnstyledButton>
        </Paper>
      ))}
    </Stack>
  );
});
