import { Button, SimpleGrid, Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import { IconPlugOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { ApiProblem } from '../api/client.js';
import { connectionQuery, type Connection } from '../api/connections.js';
import { AfterConsent } from '../connections/consent/after-consent.js';
import { ConsentNotice } from '../connections/consent/consent-notice.js';
import { AboutPanel } from '../connections/detail/about-panel.js';
import { Actions } from '../connections/detail/actions.js';
import { CountedElsewhere } from '../connections/detail/counted-elsewhere.js';
import { CoveragePanel } from '../connections/detail/coverage-panel.js';
import { EventsPanel } from '../connections/detail/events-panel.js';
import { ProblemsPanel } from '../connections/detail/problems-panel.js';
import { QueuePanel } from '../connections/detail/queue-panel.js';
import { RecentPanel } from '../connections/detail/recent-panel.js';
import { ScanPanel } from '../connections/detail/scan-panel.js';
import { TestPanel } from '../connections/detail/test-panel.js';
import { ConnectionHealth } from '../health/health-line.js';
import { useShown } from '../health/use-shown.js';
import { PageHeader } from '../layout/page-header.js';
import { PATHS } from '../paths.js';
import { EmptyState } from '../ui/empty-state.js';
import { ErrorPanel } from '../ui/error-panel.js';
import { hasCollectedData, spokenStatus, statusSentence } from '../words/connection-status.js';

/** One connection: its status, scan, events, problems and actions. */
export function Page() {
  const { id = '' } = useParams();
  const { data, dataUpdatedAt, error, refetch } = useQuery(connectionQuery(id));
  const [connection] = useShown(data ? [data] : [], dataUpdatedAt);
  if (connection) return <ConnectionPage key={id} connection={connection} />;
  if (error instanceof ApiProblem && error.status === 404) return <NotFound />;
  if (error) return <ErrorPanel error={error} retry={() => void refetch()} />;
  return <Loading />;
}

function ConnectionPage({ connection }: { readonly connection: Connection }) {
  const isActive = connection.status !== 'disconnected';
  const hasStarted = connection.connectedAt !== null && (isActive || hasCollectedData(connection));
  return (
    <>
      <PageHeader title={connection.name} about={statusSentence(connection)}>
        <Actions connection={connection} />
      </PageHeader>
      <VisuallyHidden role="status">{spokenStatus(connection)}</VisuallyHidden>
      <AfterConsent connection={connection} />
      <Stack gap="lg">
        <ConnectionHealth connection={connection} />
        <ConsentNotice connection={connection} />
        <CountedElsewhere connection={connection} />
        {hasStarted && (
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
            <ScanPanel connection={connection} />
            <EventsPanel connection={connection} />
          </SimpleGrid>
        )}
        {hasStarted && isActive && (
          <>
            <QueuePanel connection={connection} />
            <RecentPanel connection={connection} />
            <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
              <Stack gap="lg" miw={0}>
                <CoveragePanel connection={connection} />
                <ProblemsPanel connection={connection} />
              </Stack>
              <TestPanel connection={connection} />
            </SimpleGrid>
          </>
        )}
        <AboutPanel connection={connection} />
      </Stack>
    </>
  );
}

function NotFound() {
  return (
    <>
      <PageHeader title="Connection not found" />
      <EmptyState
        icon={IconPlugOff}
        title="No connection has this id"
        action={
          <Button component={Link} to={PATHS.connections}>
            Go to App connectors
          </Button>
        }
      >
        The address may be mistyped, or from another Boxward installation.
      </EmptyState>
    </>
  );
}

function Loading() {
  return (
    <Stack role="status" aria-label="Loading">
      <Skeleton height={56} maw={520} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Skeleton height={260} />
        <Skeleton height={260} />
      </SimpleGrid>
      <Skeleton height={200} />
    </Stack>
  );
}
