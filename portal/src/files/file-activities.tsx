import { Anchor, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { fileActivitiesQuery, type FileKey } from '../api/files.js';
import { activityLogPath } from '../paths.js';
import { Time } from '../ui/time.js';
import { UntrustedText } from '../ui/untrusted-text.js';
import { eventPhrase } from '../words/event-phrases.js';
import { TIME_UNKNOWN } from '../words/event-times.js';

/** The newest 20 events of a file, with a link to all of them in the activity log. */
export function FileActivities({ file: { connectionId, fileId } }: { readonly file: FileKey }) {
  const { data, error, refetch } = useQuery(fileActivitiesQuery({ connectionId, fileId }));
  if (error && !data) {
    return (
      <Group gap="sm" role="alert">
        <Text size="sm">The activity could not be loaded. {error.message}</Text>
        <Button size="compact-sm" variant="default" onClick={() => void refetch()}>
          Retry
        </Button>
      </Group>
    );
  }
  if (!data) return <Skeleton height={80} />;
  if (data.items.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Box reported no activity for this file.
      </Text>
    );
  }
  return (
    <Stack gap="sm">
      <Stack component="ol" gap="xs" p={0} m={0} style={{ listStyle: 'none' }}>
        {data.items.map(({ eventId, type, occurredAt, timeUnknown, actor }) => (
          <Group component="li" key={eventId} justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
            <div style={{ minWidth: 0 }}>
              <Text size="sm" title={type}>
                {eventPhrase(type)}
              </Text>
              <UntrustedText size="xs" c="dimmed" text={actor?.name ?? actor?.login ?? actor?.id ?? 'Unknown user'} />
            </div>
            <Text size="sm" c="dimmed" component="span" style={{ flex: 'none' }}>
              {timeUnknown && `${TIME_UNKNOWN}; received `}
              <Time at={occurredAt} />
            </Text>
          </Group>
        ))}
      </Stack>
      <Anchor component={Link} to={activityLogPath({ connectionId, itemId: fileId })} size="sm">
        {data.nextCursor === null ? 'Show in the activity log' : 'Show all in the activity log'}
      </Anchor>
    </Stack>
  );
}
