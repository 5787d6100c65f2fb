import { Tooltip } from '@mantine/core';
import { useEffect, useState } from 'react';
import { exactTime, relativeTime, shortTime } from '../format/times.js';

const REFRESH_MS = 30_000;

/** A time as date and time, or relative to now; the exact time is in the tooltip. */
export function Time({ at, relative = false }: { readonly at: string; readonly relative?: boolean }) {
  const now = useNow(relative);
  return (
    <Tooltip label={exactTime(at)}>
      <time dateTime={at} tabIndex={-1}>
        {relative ? relativeTime(at, now) : shortTime(at)}
      </time>
    </Tooltip>
  );
}

/** The current time in milliseconds, updated every half minute while `isTicking`. */
function useNow(isTicking: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isTicking) return undefined;
    const timer = setInterval(() => setNow(Date.now()), REFRESH_MS);
    return () => clearInterval(timer);
  }, [isTicking]);
  return now;
}
