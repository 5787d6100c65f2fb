import { Badge, Table, Text, Tooltip } from '@mantine/core';
import { useState } from 'react';
import type { QueueItem } from '../../api/scan.js';
import { Time } from '../../ui/time.js';
import { UntrustedText } from '../../ui/untrusted-text.js';
import { itemName, LANE_LOOKS, queueReason } from './queue-items.js';
import classes from './queue-row.module.css';

/** One item of the queue; a new one is highlighted for a while. */
export function QueueRow({ item, isNew }: { readonly item: QueueItem; readonly isNew: boolean }) {
  // Fixed when the row appears: the highlight fades by animation, however often the queue is refetched.
  const [isHighlighted] = useState(isNew);
  const lane = LANE_LOOKS[item.lane];
  return (
    <Table.Tr className={isHighlighted ? (classes['arrived'] ?? '') : ''}>
      <Table.Td>{item.position + 1}</Table.Td>
      <Table.Td>
        <Tooltip label={lane.about}>
          <Badge color={lane.color} variant="light">
            {lane.label}
          </Badge>
        </Tooltip>
      </Table.Td>
      <Table.Td>
        <UntrustedText text={itemName(item)} size="sm" />
      </Table.Td>
      <Table.Td>
        <Text size="sm" truncate title={item.eventType ?? undefined}>
          {queueReason(item)}
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
