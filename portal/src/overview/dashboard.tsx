import { SimpleGrid, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Connection } from '../api/connections.js';
import { overviewQuery } from '../api/overview.js';
import { OverallHealth } from '../health/health-line.js';
import { PageHeader } from '../layout/page-header.js';
import { ErrorPanel } from '../ui/error-panel.js';
import { ConnectionsCard } from './connections-card.js';
import { EventsCard } from './events-card.js';
import { ExposureCard } from './exposure-card.js';
import { FreshnessCard } from './freshness-card.js';
import { PublicLinksCard } from './public-links-card.js';

/** The overview once a connection exists; its numbers are refreshed periodically. */
export function Dashboard({ connections }: { readonly connections: readonly Connection[] }) {
  const isScanning = connections.some(
    ({ scan, backfill }) => scan.state === 'running' || backfill?.state === 'running',
  );
  const overview = useQuery(overviewQuery(isScanning));
  return (
    <>
      <PageHeader title="Overview" about="Who has access to your files in Box, and what happens to them" />
      <Stack gap="md">
        <OverallHealth connections={connections} />
        {overview.isError && <ErrorPanel error={overview.error} retry={() => void overview.refetch()} />}
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
          {overview.data ? (
            <>
              <ExposureCard files={overview.data.files} />
              <PublicLinksCard links={overview.data.newPublicLinks} connections={connections} />
            </>
          ) : (
            !overview.isError && <Loading />
          )}
          <Stack gap="md">
            <ConnectionsCard connections={connections} />
            {overview.data && <FreshnessCard freshness={overview.data.freshness} />}
          </Stack>
          {overview.data && <EventsCard events={overview.data.events} />}
        </SimpleGrid>
      </Stack>
    </>
  );
}

function Loading() {
  return (
    <>
      <Skeleton h={280} role="status" aria-label="Loading the overview" />
      <Skeleton h={280} aria-hidden />
    </>
  );
}
