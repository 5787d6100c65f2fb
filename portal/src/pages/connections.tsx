import { Skeleton, Stack } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { connectionsQuery } from '../api/connections.js';
import { EmptyState } from '../ui/empty-state.js';
import { ErrorPanel } from '../ui/error-panel.js';
import { Fold } from '../ui/disclosure.js';
import { PageHeader } from '../layout/page-header.js';
import { countOf } from '../words/connection-status.js';
import { AddConnector } from '../connections/list/add-connector.js';
import { ConnectionList } from '../connections/list/connection-list.js';

/** Every connected app: how it stands, how far it is, and what it needs. */
export function Page() {
  return (
    <>
      <PageHeader title="App connectors" about="The Box enterprises that Boxward looks into">
        <AddConnector />
      </PageHeader>
      <Connections />
    </>
  );
}

function Connections() {
  const { data, error, refetch } = useQuery(connectionsQuery);
  if (!data) {
    return error ? (
      <ErrorPanel error={error} retry={() => void refetch()} />
    ) : (
      <Skeleton height={160} role="status" aria-label="Loading" />
    );
  }
  const living = data.items.filter(({ status }) => status !== 'disconnected');
  const ended = data.items.filter(({ status }) => status === 'disconnected');
  return (
    <Stack gap="xl">
      {living.length > 0 ? (
        <ConnectionList connections={living} label="Connections" />
      ) : (
        <EmptyState icon={IconPlugConnected} title="No app is connected">
          Choose “Connect an app” and then Box. You need somebody who is Admin, or Co-Admin, of the Box enterprise.
        </EmptyState>
      )}
      {ended.length > 0 && (
        <Fold label={countOf(ended.length, 'disconnected connection')}>
          <ConnectionList connections={ended} label="Disconnected connections" />
        </Fold>
      )}
    </Stack>
  );
}
