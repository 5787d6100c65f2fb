import { ActionIcon, Anchor, Group, Text, Tooltip } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Activity } from '../api/activity-log.js';
import type { Connection } from '../api/connections.js';
import { looksOf } from '../words/categories.js';
import { Fact, Facts } from '../ui/facts.js';
import { exactTime, Time } from '../ui/time.js';
import { fileAddress, itemName, UNKNOWN } from './event-names.js';
import { ItemIcon } from './item-icon.js';
import type { ChangeFilters } from './use-log.js';

const SOURCES: Readonly<Record<Activity['source'], string>> = {
  backfill: 'Box’s log of the past (backfill)',
  stream: 'Box’s live stream',
};

/** An event's facts; a funnel beside one leads to all events that share it. */
export function EventFacts(props: {
  readonly activity: Activity;
  readonly connections: readonly Connection[];
  readonly change: ChangeFilters;
}) {
  const { activity, change } = props;
  const { actor, item, ip, category, connectionId } = activity;
  const place = fileAddress(activity);
  const looks = looksOf(category);
  const connection = props.connections.find(({ id }) => id === connectionId);
  return (
    <Facts>
      <Fact name="When">
        <time dateTime={activity.occurredAt}>{exactTime(activity.occurredAt)}</time>
        <Text size="xs" c="dimmed">
          <Time at={activity.occurredAt} relative /> · <code>{activity.occurredAt}</code>
        </Text>
      </Fact>
      <Fact name="Category">
        {looks.label}: {looks.about.toLowerCase()}
      </Fact>
      <Fact name="Item">
        {item ? (
          <Narrowing label="Only events of this item" onClick={() => change({ itemId: item.id }, true)}>
            <Group gap={6} wrap="nowrap" align="flex-start">
              <ItemIcon type={item.type} />
              <bdi>
                {place === null ? (
                  itemName(activity)
                ) : (
                  <Anchor component={Link} to={place} size="sm">
                    {itemName(activity)}
                  </Anchor>
                )}
              </bdi>
            </Group>
            <Text size="xs" c="dimmed">
              {item.type} {item.id}
              {item.ownerId !== null && ` · owner ${item.ownerId}`}
              {item.parentId !== null && ` · in folder ${item.parentId}`}
            </Text>
          </Narrowing>
        ) : (
          UNKNOWN
        )}
      </Fact>
      <Fact name="Actor">
        {actor ? (
          <Narrowing label="Only events of this actor" onClick={() => change({ actorId: actor.id }, true)}>
            <bdi>{actor.name ?? actor.login ?? actor.id}</bdi>
            <Text size="xs" c="dimmed">
              <bdi>{actor.login}</bdi> {actor.id}
            </Text>
          </Narrowing>
        ) : (
          UNKNOWN
        )}
      </Fact>
      <Fact name="IP address">
        {ip === null ? (
          UNKNOWN
        ) : (
          <Narrowing label="Only events from this address" onClick={() => change({ ip }, true)}>
            {ip}
          </Narrowing>
        )}
      </Fact>
      <Fact name="Done by Boxward">{activity.own ? 'Yes: Boxward itself, while scanning' : 'No'}</Fact>
      <Fact name="Came by">{SOURCES[activity.source]}</Fact>
      <Fact name="Connection">
        <Anchor component={Link} to={`/connections/${encodeURIComponent(connectionId)}`} size="sm">
          <bdi>{connection?.name ?? connectionId}</bdi>
        </Anchor>
      </Fact>
      <Fact name="Event’s id">
        <code>{activity.eventId}</code>
      </Fact>
    </Facts>
  );
}

/** What a fact says, and the funnel beside it. */
function Narrowing(props: { readonly children: ReactNode; readonly label: string; readonly onClick: () => void }) {
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
