import { Skeleton, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { EventList } from '../activity-log/event-list.js';
import { FilterBar } from '../activity-log/filter-bar.js';
import { exportAddress } from '../activity-log/log-address.js';
import { Timeline } from '../activity-log/timeline.js';
import { useLog } from '../activity-log/use-log.js';
import { wholeLog } from '../activity-log/whole-log.js';
import { connectionsQuery } from '../api/connections.js';
import { checkExport } from '../api/exports.js';
import { PageHeader } from '../layout/page-header.js';
import { ExportButton } from '../ui/export-button.js';

/** The widths at which events are cards instead of a table. */
const NARROW = '(max-width: 61.99em)';

/** The activity log: the events of all connections. */
export function Page() {
  const log = useLog();
  const { data, isPending } = useQuery(connectionsQuery);
  const connections = data?.items;
  const isNarrow = useMediaQuery(NARROW, window.matchMedia(NARROW).matches);
  const charted = log.which.after === undefined ? wholeLog(log.which, connections ?? []) : log.which;
  return (
    <>
      <PageHeader title="Activity log" about="Events in Box, newest first">
        <ExportButton address={exportAddress(log.which)} format="NDJSON" check={checkExport} />
      </PageHeader>
      <Stack gap="md">
        <FilterBar filters={log.filters} change={log.change} connections={connections ?? []} />
        {/* The chart needs the connections: without a time filter, it starts where their logs start. */}
        {isPending ? (
          <Skeleton h={200} role="status" aria-label="Loading the chart" />
        ) : (
          <Timeline which={charted} asOf={log.asOf} isNarrow={isNarrow} change={log.change} />
        )}
        <EventList log={log} connections={connections} isNarrow={isNarrow} />
      </Stack>
    </>
  );
}
