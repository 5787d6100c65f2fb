import { SimpleGrid, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { connectionsQuery } from '../api/connections.js';
import { useShown } from '../health/use-shown.js';
import { PageHeader } from '../layout/page-header.js';
import { Dashboard } from '../overview/dashboard.js';
import { FirstRun } from '../overview/first-run.js';
import { ErrorPanel } from '../ui/error-panel.js';

/** The overview; before the first connection, a welcome page. */
export function Page() {
  const connections = useQuery(connectionsQuery);
  const items = useShown(connections.data?.items ?? [], connections.dataUpdatedAt);
  if (connections.data) {
    return items.length === 0 ? <FirstRun /> : <Dashboard connections={items} />;
  }
  return (
    <>
      <PageHeader title="Overview" />
      {connections.isError ? (
        <ErrorPanel error={connections.error} retry={() => void connections.refetch()} />
      ) : (
        <SimpleGrid cols={{ base: 1, md: 2 }} role="status" aria-label="Loading the overview">
          <Skeleton h={280} />
          <Skeleton h={280} />
        </SimpleGrid>
      )}
    </>
  );
}
