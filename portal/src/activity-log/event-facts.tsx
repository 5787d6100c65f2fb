import { ActionIcon, Anchor, Group, Text, Tooltip } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Activity } from '../api/activity-log.js';
import type { Connection } from '../api/connections.js';
import { connectionPath, filePath } from '../paths.js';
import { Fact, Facts } from '../ui/facts.js';
import { Time } from '../ui/time.js';
import { categoryLook } from '../words/categories.js';
import { exactEventTime } from '../words/event-times.js';
import { actorName, itemName, UNKNOWN } from './event-names.js';
import { ItemIcon } from './item-icon.js';
import type { ChangeFilters } from './use-log.js';

const SOURCE_LABELS = {
  backfill: 'Backfill',
  stream: 'Live stream',
} as const satisfies Readonly<Record<Activity['source'], string>>;

/** An event's properties; the filter button beside one shows all events that share it. */
export function EventFacts(props: {
  readonly activity: Activity;
  readonly connections: readonly Connection[];
  readonly change: ChangeFilters;
}) {
  const { activity, change } = props;
  const { actor, item, ip, category, connectionId } = activity;
  const look = categoryLook(category);
  const connection = props.connections.find(({ id }) => id === connectionId);
  return (
    <Facts>
      <Fact name="Time">
        <time dateTime={activity.occurredAt}>{exactEventTime(activity)}</time>
        <Text size="xs" c="dimmed">
          <Time at={activity.occurredAt} relative /> · <code>{activity.occurredAt}</code>
        </Text>
        {activity.timeUnknown && (
          <Text size="xs" c="dimmed">
            Box sent no readable time for this event.
          </Text>
        )}
      </Fact>
      <Fact name="Category">
        {look.label}: {look.about}
      </Fact>
      <Fact name="Item">
        {item ? (
          <WithFilter label="Show only events of this item" onClick={() => change({ itemId: item.id }, true)}>
            <Group gap={6} wrap="nowrap" align="flex-start">
              <ItemIcon type={item.type} />
              <bdi>
                {item.type === 'file' ? (
                  <Anchor component={Link} to={filePath({ connectionId, fileId: item.id })} size="sm">
                    {itemName(activity)}
                  </Anchor>
                ) : (
                  itemName(activity)
                )}
              </bdi>
            </Group>
            <Text size="xs" c="dimmed">
              {item.type} {item.id}
              {item.ownerId !== null && ` · owner ${item.ownerId}`}
              {item.parentId !== null && ` · in folder ${item.parentId}`}
            </Text>
          </WithFilter>
        ) : (
          UNKNOWN
        )}
      </Fact>
      <Fact name="User">
        {actor ? (
          <WithFilter label="Show only events of this user" onClick={() => change({ actorId: actor.id }, true)}>
            <bdi>{actorName(activity)}</bdi>
            <Text size="xs" c="dimmed">
              <bdi>{actor.login}</bdi> {actor.id}
            </Text>
          </WithFilter>
        ) : (
          UNKNOWN
        )}
      </Fact>
      <Fact name="IP address">
        {ip === null ? (
          UNKNOWN
        ) : (
          <WithFilter label="Show only events from this IP address" onClick={() => change({ ip }, true)}>
            {ip}
          </WithFilter>
        )}
      </Fact>
      <Fact name="Caused by Boxward">{activity.own ? 'Yes, by its scan' : 'No'}</Fact>
      <Fact name="Source">{SOURCE_LABELS[activity.source]}</Fact>
      <Fact name="Connection">
        <Anchor component={Link} to={connectionPath(connectionId)} size="sm">
          <bdi>{connection?.name ?? connectionId}</bdi>
        </Anchor>
      </Fact>
      <Fact name="Event ID">
        <code>{activity.eventId}</code>
      </Fact>
    </Facts>
  );
}

/** A property's value with a filter button. */
function WithFilter(props: { readonly children: ReactNode; readonly label: string; readonly onClick: () => void }) {
  return (
    <Group gap="xs" wrap="nowrap" justify="space-between" align="flex-start">
      <div>{props.children}</div>
      <Tooltip label={props.label}>
        <ActionIcon size="sm" variant="subtle" aria-label={props.label} onClick={props.onClick}>
          <IconFilter size={14} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
