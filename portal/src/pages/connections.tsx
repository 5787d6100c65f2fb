import { Skeleton, Stack } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { connectionsQuery } from '../api/connections.js';
import { AddConnector } from '../connections/list/add-connector.js';
import { ConnectionList } from '../connections/list/connection-list.js';
import { countOf } from '../format/numbers.js';
import { OverallHealth } from '../health/health-line.js';
import { useShown } from '../health/use-shown.js';
import { PageHeader } from '../layout/page-header.js';
import { Disclosure } from '../ui/disclosure.js';
import { EmptyState } from '../ui/empty-state.js';
import { ErrorPanel } from '../ui/error-panel.js';

/** All connections, with status, progress and what needs attention. */
export function Page() {
  return (
    <>
      <PageHeader title="App connectors" about="Connected Box enterprises">
        <AddConnector />
      </PageHeader>
      <Connections />
    </>
  );
}

function Connections() {
  const { data, dataUpdatedAt, error, refetch } = useQuery(connectionsQuery);
  const items = useShown(data?.items ?? [], dataUpdatedAt);
  if (!data) {
    return error ? (
      <ErrorPanel error={error} retry={() => void refetch()} />
    ) : (
      <Skeleton height={160} role="status" aria-label="Loading" />
    );
  }
  const active = items.filter(({ status }) => status !== 'disconnected');
  const disconnected = items.filter(({ status }) => status === 'disconnected');
  return (
    <Stack gap="xl">
      <OverallHealth connections={active} />
      {active.length > 0 ? (
        <ConnectionList connections={active} label="Connections" />
      ) : (
        <EmptyState icon={IconPlugConnected} title="No apps connected">
          Click Connect an app and select Box. An Admin or Co-Admin of the Box enterprise must grant consent.
        </EmptyState>
      )}
      {disconnected.length > 0 && (
        <Disclosure label={countOf(disconnected.length, 'disconnected connection')}>
          <ConnectionList connections={disconnected} label="Disconnected connections" />
        </Disclosure>
      )}
    </Stack>
  );
}
