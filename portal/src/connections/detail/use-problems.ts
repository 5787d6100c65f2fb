import { useDidUpdate } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { Connection } from '../../api/connections.js';
import { problemsQuery, type ScanProblem } from '../../api/scan.js';

/** The users left out and the items set aside, as far as they were asked for. */
export interface Problems {
  readonly users: readonly ScanProblem[];
  readonly items: readonly ScanProblem[];
  readonly isLoading: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly more: () => void;
}

/** Reads what is kept out of a connection's scan; users come first in the API's list. */
export function useProblems({ id, scan }: Connection): Problems {
  const query = useInfiniteQuery(problemsQuery(id));
  // There are more by now, or fewer: as many pages as are shown are asked for again.
  useDidUpdate(() => void query.refetch(), [scan.problems]);
  const all = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return {
    users: all.filter(({ itemType }) => itemType === 'user'),
    items: all.filter(({ itemType }) => itemType !== 'user'),
    isLoading: query.isPending,
    error: query.error,
    retry: () => void query.refetch(),
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    more: () => void query.fetchNextPage(),
  };
}
