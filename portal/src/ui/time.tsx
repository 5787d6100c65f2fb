import { Tooltip } from '@mantine/core';
import { useEffect, useState } from 'react';
import { lazily } from '../format/lazily.js';

const exact = lazily(() => new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' }));
const short = lazily(() => new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }));
const relatively = lazily(() => new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' }));
const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** A time in the viewer's zone, to the second. */
export const exactTime = (at: string | number): string => exact().format(new Date(at));
/** A time in the viewer's zone, as tables show it. */
export const shortTime = (at: string | number): string => short().format(new Date(at));

/** How long ago, or how soon, in the largest unit that fits. */
function relativeTime(at: string, now: number): string {
  const away = Date.parse(at) - now;
  const unit = UNITS.find(([, ms]) => Math.abs(away) >= ms);
  return unit ? relatively().format(Math.round(away / unit[1]), unit[0]) : 'just now';
}

/** A time: how long ago, or date and time in the viewer's zone; exactly, on hover. */
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

/** The time, renewed every half minute where somebody looks at it. */
function useNow(isTicking: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isTicking) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, [isTicking]);
  return now;
}
