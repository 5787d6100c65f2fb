import { Alert, Text } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { connectionsQuery } from '../api/connections.js';
import { exactTime } from '../format/times.js';
import { useLiveState } from './live-state.js';

/** Says on every page that the API is unreachable, and as of when the numbers are; empty while it is reachable. */
export function DisconnectedBanner() {
  const isDisconnected = useLiveState() === 'disconnected';
  const updatedAt = useQueryClient().getQueryState(connectionsQuery.queryKey)?.dataUpdatedAt;
  if (!isDisconnected) return null;
  return (
    // The badge of the frame announces it to screen readers.
    <Alert color="orange" role="note" icon={<IconPlugConnectedX aria-hidden />} title="Boxward is unreachable" mb="md">
      <Text size="sm">
        {updatedAt ? `All numbers on this page are as of ${exactTime(updatedAt)}. ` : ''}
        The page reconnects by itself.
      </Text>
    </Alert>
  );
}
