import { useDidUpdate, useThrottledValue } from '@mantine/hooks';

const THROTTLE_MS = 3_000;

/** Calls `onChange` when a count has changed: at most once in three seconds, and once after the last change. */
export function useOnCountChange(count: number, onChange: () => void): void {
  const throttled = useThrottledValue(count, THROTTLE_MS);
  useDidUpdate(onChange, [throttled]);
}
