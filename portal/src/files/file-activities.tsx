import { Anchor, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { fileActivitiesQuery } from '../api/files.js';
import { phraseOf } from '../words/event-phrases.js';
import { ForeignText } from '../ui/untrusted-text.js';
import { Time } from '../ui/time.js';
import type { FileKey } from './view.js';

/** What was done to the file, the newest twenty; the rest is in the log. */
export function FileActivities({ file: { connectionId, fileId } }: { readonly file: FileKey }) {
  const { data, error, refetch } = useQuery(fileActivitiesQuery({ connectionId, fileId }));
  const log = `/activities?${new URLSearchParams({ connectionId, itemId: fileId }).toString()}`;
  if (error && !data) {
    return (
      <Group gap="sm" role="alert">
        <Text size="sm">They could not be loaded. {error.message}</Text>
        <Button size="compact-sm" variant="default" onClick={() => void refetch()}>
          Try again
        </Button>
      </Group>
    );
  }
  if (!data) return <Skeleton height={80} />;
  if (data.items.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nothing was done to it that Box told of.
      </Text>
    );
  }
  return (
    <Stack gap="sm">
      <Stack component="ol" gap="xs" p={0} m={0} style={{ listStyle: 'none' }}>
        {data.items.map(({ eventId, type, occurredAt, actor }) => (
          <Group component="li" key={eventId} justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
            <div style={{ minWidth: 0 }}>
              <Text size="sm" title={type}>
                {phraseOf(type)}
              </Text>
              <ForeignText size="xs" c="dimmed" text={actor?.name ?? actor?.login ?? actor?.id ?? 'Nobody named'} />
            </div>
            <Text size="sm" c="dimmed" component="span" style={{ flex: 'none' }}>
              <Time at={occurredAt} />
            </Text>
          </Group>
        ))}
      </Stack>
      <Anchor component={Link} to={log} size="sm">
        {data.nextCursor === null ? 'Show them in the activity log' : 'All of them in the activity log'}
      </Anchor>
    </Stack>
  );
}
