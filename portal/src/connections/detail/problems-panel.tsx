import { Button, Skeleton, Text } from '@mantine/core';
import type { Connection } from '../../api/connections.js';
import { ErrorPanel } from '../../ui/error-panel.js';
import { Panel } from './panel.js';
import { ProblemList } from './problem-list.js';
import { useProblems } from './use-problems.js';

/** The connection's own problems, and the folders and files that could not be scanned after several attempts. */
export function ProblemsPanel({ connection }: { readonly connection: Connection }) {
  const { items, ...problems } = useProblems(connection);
  const own = connection.problems.filter(({ itemType }) => itemType === null);
  const all = [...own, ...items];
  return (
    <Panel title="Problems">
      {problems.error && <ErrorPanel error={problems.error} retry={problems.retry} />}
      {problems.isLoading && <Skeleton height={80} />}
      {all.length > 0 && <ProblemList problems={all} label="Problems" />}
      {!problems.isLoading && !problems.error && all.length === 0 && !problems.hasMore && (
        <Text size="sm">None. Folders and files that cannot be scanned after several attempts are listed here.</Text>
      )}
      {problems.hasMore && (
        <Button variant="default" loading={problems.isLoadingMore} onClick={problems.more}>
          Show more
        </Button>
      )}
    </Panel>
  );
}
