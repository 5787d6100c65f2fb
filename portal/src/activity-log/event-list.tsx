import { Box, Button, Skeleton, Stack, Text } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { activitiesQuery, type Activity } from '../api/activity-log.js';
import type { Connection } from '../api/connections.js';
import { shortTime } from '../format/times.js';
import { EmptyState } from '../ui/empty-state.js';
import { ErrorPanel } from '../ui/error-panel.js';
import { useOnCountChange } from '../ui/use-on-count-change.js';
import { EventCards } from './event-cards.js';
import { allEvents } from './event-counts.js';
import { EventDrawer } from './event-drawer.js';
import { EventTable } from './event-table.js';
import { includesNow, LOG_FILTERS, NO_LOG_FILTERS } from './log-address.js';
import { NewEvents } from './new-events.js';
import { Pager } from './pager.js';
import type { Log } from './use-log.js';

const NO_EVENTS: readonly Activity[] = [];

/** One page of events, and the drawer of the open event. */
export function EventList(props: {
  readonly log: Log;
  readonly connections: readonly Connection[] | undefined;
  readonly isNarrow: boolean;
}) {
  const { log } = props;
  const connections = props.connections ?? [];
  const page = useQuery(activitiesQuery(log.which, log.asOf, log.cursor));
  const events = page.data?.items ?? NO_EVENTS;
  const { connectionId } = log.filters;
  return (
    <Stack gap="sm" component="section" aria-label="Events">
      {props.connections && page.data && log.cursor === undefined && includesNow(log.filters, page.dataUpdatedAt) && (
        <NewEvents
          // Restarts the count with each list.
          key={`${page.dataUpdatedAt} ${connectionId ?? ''}`}
          connections={connections}
          connectionId={connectionId}
          isFiltered={LOG_FILTERS.some((name) => name !== 'connectionId' && name !== 'range' && log.filters[name])}
          onShow={log.toNewest}
        />
      )}
      {page.isError ? (
        <ErrorPanel error={page.error} retry={() => void page.refetch()} />
      ) : !page.data ? (
        <Skeleton h={480} role="status" aria-label="Loading events" />
      ) : events.length === 0 ? (
        <NoEvents log={log} connections={connections} />
      ) : (
        <Box opacity={page.isPlaceholderData ? 0.5 : 1} aria-busy={page.isPlaceholderData}>
          {props.isNarrow ? (
            <EventCards events={events} onOpen={log.show} />
          ) : (
            <EventTable events={events} selected={log.event} onOpen={log.show} />
          )}
        </Box>
      )}
      {page.data && <Pager log={log} nextCursor={page.data.nextCursor} />}
      {page.data?.retainedFrom && <Retention from={page.data.retainedFrom} />}
      <EventDrawer
        event={log.event}
        loaded={events}
        connections={connections}
        change={log.change}
        onClose={() => log.show(null)}
      />
    </Stack>
  );
}

/** From when on events are kept: an earlier period is empty because its events have been deleted. */
function Retention({ from }: { readonly from: string }) {
  return (
    <Text size="sm" c="dimmed">
      Events before <time dateTime={from}>{shortTime(from)}</time> have been deleted, as configured.
    </Text>
  );
}

/** The empty list. Refreshes when new events arrive, which may match. */
function NoEvents({ log, connections }: { readonly log: Log; readonly connections: readonly Connection[] }) {
  useOnCountChange(allEvents(connections), log.refresh);
  if (Object.keys(log.filters).length === 0) {
    return (
      <EmptyState icon={IconActivity} title="No events yet">
        Events in Box appear here as soon as a connection reads them.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconActivity}
      title="No matching events"
      action={
        <Button variant="default" onClick={() => log.change(NO_LOG_FILTERS)}>
          Clear filters
        </Button>
      }
    >
      No event matches the filters. Extend the time range, or remove a filter.
    </EmptyState>
  );
}
