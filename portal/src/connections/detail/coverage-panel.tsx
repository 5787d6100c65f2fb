import { Button, Skeleton, Text } from '@mantine/core';
import type { Connection } from '../../api/connections.js';
import { count, countOf } from '../../format/numbers.js';
import { ErrorPanel } from '../../ui/error-panel.js';
import { coverageSentence, scansOthers } from '../../words/coverage.js';
import { CoverageBadge } from '../badges.js';
import { standsStill } from '../../words/health.js';
import { Panel } from './panel.js';
import { ProblemList } from './problem-list.js';
import { useProblems } from './use-problems.js';

/** Which users are scanned, and which are skipped and why. */
export function CoveragePanel({ connection }: { readonly connection: Connection }) {
  const { coverage, scan } = connection;
  const { users, ...problems } = useProblems(connection);
  return (
    <Panel title="Coverage" aside={<CoverageBadge connection={connection} />}>
      <Text size="sm">
        {standsStill(connection) && coverage !== null && 'As of the last scan: '}
        {coverageSentence(connection) ?? 'Not known yet.'}{' '}
        {scansOthers(connection) &&
          scan.users.total > 0 &&
          `Users scanned: ${count(scan.users.total - scan.users.skipped)} of ${count(scan.users.total)}.`}
      </Text>
      {problems.error && <ErrorPanel error={problems.error} retry={problems.retry} />}
      {problems.isLoading && <Skeleton height={80} />}
      {users.length > 0 && <ProblemList problems={users} label="Skipped users" />}
      {!problems.isLoading && !problems.error && users.length === 0 && scan.users.total > 0 && (
        <Text size="sm">
          {scansOthers(connection)
            ? 'No users skipped.'
            : 'The other users of the enterprise are not scanned, and not known.'}
        </Text>
      )}
      {problems.hasMore && users.length < scan.users.skipped && (
        <Button variant="default" loading={problems.isLoadingMore} onClick={problems.more}>
          Show more of {countOf(scan.users.skipped, 'skipped user')}
        </Button>
      )}
    </Panel>
  );
}
