import { Group, Paper, Stack, Table, Text, UnstyledButton } from '@mantine/core';
import { memo } from 'react';
import type { Activity, EventKey } from '../api/activity-log.js';
import { UntrustedText } from '../ui/untrusted-text.js';
import { eventPhrase } from '../words/event-phrases.js';
import { CategoryIcon } from './category-icon.js';
import { actorName, itemName, UNKNOWN } from './event-names.js';
import { EventTime } from './event-time.js';
import classes from './events.module.css';
import { ItemIcon } from './item-icon.js';
import { OwnBadge } from './own-badge.js';

/** Events as a table; a click on a row opens its event. */
export const EventTable = memo(function EventTable(props: {
  readonly events: readonly Activity[];
  readonly selected: EventKey | null;
  readonly onOpen: (event: Activity) => void;
}) {
  return (
    <Paper withBorder className={classes.scroll ?? ''}>
      <Table highlightOnHover verticalSpacing={6} horizontalSpacing="sm" layout="fixed" miw={760}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col" w={196}>
              Time
            </Table.Th>
            <Table.Th scope="col" w="27%">
              Event
            </Table.Th>
            <Table.Th scope="col">Item</Table.Th>
            <Table.Th scope="col" w="17%">
              User
            </Table.Th>
            <Table.Th scope="col" w={152}>
              IP address
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {props.events.map((event) => (
            <Row
              key={`${event.connectionId}/${event.eventId}`}
              event={event}
              isSelected={
                event.eventId === props.selected?.eventId && event.connectionId === props.selected.connectionId
              }
              onOpen={() => props.onOpen(event)}
            />
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
});

function Row(props: { readonly event: Activity; readonly isSelected: boolean; readonly onOpen: () => void }) {
  const { event, isSelected, onOpen } = props;
  return (
    <Table.Tr onClick={onOpen} className={classes.row ?? ''} data-selected={isSelected || undefined}>
      <Table.Td>
        <Text size="sm" className={classes.numbers ?? ''}>
          <EventTime event={event} />
        </Text>
      </Table.Td>
      <Table.Td>
        <Group gap="sm" wrap="nowrap">
          <CategoryIcon category={event.category} />
          <Stack gap={0} style={{ minWidth: 0 }}>
            <Group gap={6} wrap="nowrap">
              <UnstyledButton
                className={classes.open ?? ''}
                aria-haspopup="dialog"
                onClick={(click) => {
                  click.stopPropagation();
                  onOpen();
                }}
              >
                {eventPhrase(event.type)}
              </UnstyledButton>
              {event.own && <OwnBadge />}
            </Group>
            <UntrustedText text={event.type} size="xs" c="dimmed" ff="monospace" />
          </Stack>
        </Group>
      </Table.Td>
      <Table.Td>
        <Group gap={6} wrap="nowrap">
          {event.item && <ItemIcon type={event.item.type} />}
          <UntrustedText text={itemName(event)} size="sm" />
        </Group>
      </Table.Td>
      <Table.Td>
        <UntrustedText text={actorName(event)} size="sm" />
      </Table.Td>
      <Table.Td>
        <UntrustedText text={event.ip ?? UNKNOWN} size="sm" className={classes.numbers ?? ''} />
      </Table.Td>
    </Table.Tr>
  );
}
