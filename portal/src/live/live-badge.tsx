import { Badge, Tooltip } from '@mantine/core';
import { useLiveState, type LiveState } from './live-state.js';

const LOOKS: Readonly<Record<LiveState, { color: string; label: string; about: string }>> = {
  connecting: { color: 'gray', label: 'Connecting', about: 'The page is about to follow what happens.' },
  live: { color: 'green', label: 'Live', about: 'What is shown follows what happens.' },
  waiting: { color: 'orange', label: 'Reconnecting', about: 'Boxward cannot be reached; what is shown may be old.' },
};

/** Whether what is shown can be relied on to be of this moment. */
export function LiveBadge() {
  const { color, label, about } = LOOKS[useLiveState()];
  return (
    <Tooltip label={about}>
      <Badge color={color} variant="light" role="status">
        {label}
      </Badge>
    </Tooltip>
  );
}
