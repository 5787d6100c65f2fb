/** Smaller differences are the way of a response, and the whole seconds of its time. */
const TOLERANCE_MS = 5_000;

let aheadMs = 0;

/** Remembers the time of a response of Box, by its header `Date`. Ignores one that is absent or unreadable. */
export function observeBoxTime(date: string | null, now = Date.now()): void {
  const difference = Date.parse(date ?? '') - now;
  if (Number.isNaN(difference)) return;
  aheadMs = Math.abs(difference) > TOLERANCE_MS ? difference : 0;
}

/**
 * The time at Box, by its last response to this process. Box judges periods by its own clock: if ours were late, a period
 * up to now would end before the latest events; if it were early, Box would refuse the end as a time in the future.
 */
export const boxNow = (now = Date.now()): Date => new Date(now + aheadMs);
