import { Badge, Table, Text, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { ForeignText } from '../../ui/untrusted-text.js';
import { Time } from '../../ui/time.js';
import { LANES, nameOf, reasonOf, type QueueItem } from './queue-items.js';
import classes from './queue-row.module.css';

/** One that waits; one that has just come to the head lights up for a while. */
export function QueueRow({ item, isNew }: { readonly item: QueueItem; readonly isNew: boolean }) {
  // As it was when the row appeared: the light goes out by itself, however often the queue is asked for.
  const [wasNew] = useState(isNew);
  const lane = LANES[item.lane];
  return (
    <Table.Tr className={wasNew ? (classes['arrived'] ?? '') : ''}>
      <Table.Td>{item.position + 1}</Table.Td>
      <Table.Td>
        <Tooltip label={lane.about}>
          <Badge color={lane.color} variant="light">
            {lane.label}
          </Badge>
        </Tooltip>
      </Table.Td>
      <Table.Td>
        <ForeignText text={nameOf(item)} size="sm" />
      </Table.Td>
      <Table.Td>
        <Text size="sm" truncate title={item.eventType ?? undefined}>
          {reasonOf(item)}
          {item.at !== null && (
            <>
              , <Time at={item.at} relative />
            </>
          )}
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}
