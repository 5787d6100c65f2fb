import { useDidUpdate } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { Connection } from '../../api/connections.js';
import { problemsQuery, type ScanProblem } from '../../api/scan.js';

/** The skipped users, and the folders and files that could not be scanned, as far as they are loaded. */
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

/** Loads a connection's problems page by page; the API lists users first. */
export function useProblems({ id, scan }: Connection): Problems {
  const query = useInfiniteQuery(problemsQuery(id));
  // The number of problems has changed: refetch all loaded pages.
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
