import { Button, Skeleton, Text } from '@mantine/core';
import type { Connection } from '../../api/connections.js';
import { ErrorPanel } from '../../ui/error-panel.js';
import { count } from '../../format/numbers.js';
import { CoverageBadge } from '../badges.js';
import { Panel } from './panel.js';
import { ProblemList } from './problem-list.js';
import { COVERAGE_LOOKS, countOf } from '../../words/connection-status.js';
import { useProblems } from './use-problems.js';

/** What the account reaches, who is left out, and why. */
export function CoveragePanel({ connection }: { readonly connection: Connection }) {
  const { coverage, scan } = connection;
  const { users, ...problems } = useProblems(connection);
  return (
    <Panel title="Coverage" aside={<CoverageBadge coverage={coverage} />}>
      <Text size="sm">
        {coverage === null ? 'Not known yet.' : COVERAGE_LOOKS[coverage].about}{' '}
        {scan.users.total > 0 &&
          `${count(scan.users.total - scan.users.skipped)} of ${countOf(scan.users.total, 'user')} are scanned.`}
      </Text>
      {problems.error && <ErrorPanel error={problems.error} retry={problems.retry} />}
      {problems.isLoading && <Skeleton height={80} />}
      {users.length > 0 && <ProblemList problems={users} label="Users left out" />}
      {!problems.isLoading && !problems.error && users.length === 0 && scan.users.total > 0 && (
        <Text size="sm">No user is left out.</Text>
      )}
      {problems.hasMore && users.length < scan.users.skipped && (
        <Button variant="default" loading={problems.isLoadingMore} onClick={problems.more}>
          Show more of the {countOf(scan.users.skipped, 'user')} left out
        </Button>
      )}
    </Panel>
  );
}
