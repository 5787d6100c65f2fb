import { Button, SimpleGrid, Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import { IconPlugOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { ApiProblem } from '../api/client.js';
import { connectionQuery, type Connection } from '../api/connections.js';
import { EmptyState } from '../ui/empty-state.js';
import { ErrorPanel } from '../ui/error-panel.js';
import { PageHeader } from '../layout/page-header.js';
import { Actions } from '../connections/detail/actions.js';
import { AfterConsent } from '../connections/consent/after-consent.js';
import { ConsentNotice } from '../connections/consent/consent-notice.js';
import { CoveragePanel } from '../connections/detail/coverage-panel.js';
import { EventsPanel } from '../connections/detail/events-panel.js';
import { FactsPanel } from '../connections/detail/about-panel.js';
import { ProblemsPanel } from '../connections/detail/problems-panel.js';
import { QueuePanel } from '../connections/detail/queue-panel.js';
import { ScanPanel } from '../connections/detail/scan-panel.js';
import { hasFindings, spokenState, stateSentence } from '../words/connection-status.js';
import { TestPanel } from '../connections/detail/test-panel.js';

/** One connection: where it stands, what it does just now, and what can be done to it. */
export function Page() {
  const { id = '' } = useParams();
  const { data: connection, error, refetch } = useQuery(connectionQuery(id));
  if (connection) return <ConnectionPage key={id} connection={connection} />;
  if (error instanceof ApiProblem && error.status === 404) return <Unknown />;
  if (error) return <ErrorPanel error={error} retry={() => void refetch()} />;
  return <Loading />;
}

function ConnectionPage({ connection }: { readonly connection: Connection }) {
  const isLiving = connection.status !== 'disconnected';
  const hasBegun = connection.connectedAt !== null && (isLiving || hasFindings(connection));
  return (
    <>
      <PageHeader title={connection.name} about={stateSentence(connection)}>
        <Actions connection={connection} />
      </PageHeader>
      <VisuallyHidden role="status">{spokenState(connection)}</VisuallyHidden>
      <AfterConsent connection={connection} />
      <Stack gap="lg">
        <ConsentNotice connection={connection} />
        {hasBegun && (
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
            <ScanPanel connection={connection} />
            <EventsPanel connection={connection} />
          </SimpleGrid>
        )}
        {hasBegun && isLiving && (
          <>
            <QueuePanel connection={connection} />
            <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
              <Stack gap="lg" miw={0}>
                <CoveragePanel connection={connection} />
                <ProblemsPanel connection={connection} />
              </Stack>
              <TestPanel connection={connection} />
            </SimpleGrid>
          </>
        )}
        <FactsPanel connection={connection} />
      </Stack>
    </>
  );
}

function Unknown() {
  return (
    <>
      <PageHeader title="No such connection" />
      <EmptyState
        icon={IconPlugOff}
        title="There is no connection of this id"
        action={
          <Button component={Link} to="/connections">
            To the app connectors
          </Button>
        }
      >
        The address may be mistyped, or from another Boxward.
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
