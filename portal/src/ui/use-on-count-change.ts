import { useDidUpdate, useThrottledValue } from '@mantine/hooks';

/** A count that runs is heeded so often. */
const HEEDED_MS = 3_000;

/** Does something whenever a count has changed, now and then while it goes on changing, and once it stands still. */
export function useWhenMore(count: number, heed: () => void): void {
  const heeded = useThrottledValue(count, HEEDED_MS);
  useDidUpdate(heed, [heeded]);
}
