/** The calls to Box that a plan allows per month (UTC), and what the scan may use of them. Pure. */
import type { CallLane } from './call-pace.js';

/** Every purpose of a call. Calls are the scarce resource and are counted by purpose. */
export const CALL_PURPOSES = [
  'test',
  'users',
  'listing',
  'collaborations',
  'express',
  'stream',
  'backfill',
  'token',
] as const;
/** The purpose of a call. */
export type CallPurpose = (typeof CALL_PURPOSES)[number];

/** The bulk scan can wait; everything else is live work and comes first. */
export const LANES: Readonly<Record<CallPurpose, CallLane>> = {
  users: 'bulk',
  listing: 'bulk',
  collaborations: 'bulk',
  test: 'live',
  express: 'live',
  stream: 'live',
  backfill: 'live',
  token: 'live',
};
/** The purposes of live work. */
export const LIVE_PURPOSES = CALL_PURPOSES.filter((purpose) => LANES[purpose] === 'live');

/** What an enterprise has used, of which Box counts the calls together. */
export interface MonthlyUse {
  /** How many connections share the enterprise's calls. */
  readonly connections: number;
  /** All calls of this month. */
  readonly thisMonth: number;
  /** The live calls of the last seven days, today included. */
  readonly liveInWeek: number;
  /** The calls of the last scan that ended, of each connection; 0 before the first. */
  readonly ofLastScan: number;
}

/** What follows from it. */
export interface MonthlyPlan {
  /** The calls of the whole month if live work and scans go on as they did, without a slower scan. */
  readonly forecast: number;
  /** Whether the calls run short: the forecast is more than the plan allows, or 90 % of that is used. */
  readonly isLow: boolean;
  /** The time between two calls of a connection's scan, in milliseconds; null while it is not slowed. */
  readonly bulkSpacingMs: number | null;
  /** Until when the scan is slowed: the end of the month; null while it is not. */
  readonly slowedUntil: Date | null;
}

const DAY_MS = 24 * 3_600_000;
/** The scan is slowed once this part is used, although the forecast may be within the plan. */
const SLOWED_FROM = 0.75;
/** The part from which the calls count as running short. */
const LOW_FROM = 0.9;
/** The part that the scan leaves unused. */
const SPARED = 0.02;
/** The slowest scan, in milliseconds between calls: it never stops, so that nothing takes it for stuck. */
const SLOWEST_MS = 10 * 60_000;

/**
 * Plans the rest of the month. Live work is never slowed; the scans of all connections get the same share of what live work
 * is expected to leave.
 */
export function planMonth(use: MonthlyUse, perMonth: number, scanIntervalMs: number, now: Date): MonthlyPlan {
  const end = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
  const leftMs = end.getTime() - now.getTime();
  const live = (use.liveInWeek / 7) * (leftMs / DAY_MS);
  const scans = Math.floor(leftMs / Math.max(scanIntervalMs, 1)) * use.ofLastScan;
  const forecast = Math.round(use.thisMonth + live + scans);
  const isSlowed = forecast > perMonth || use.thisMonth >= perMonth * SLOWED_FROM;
  const forBulk = perMonth * (1 - SPARED) - use.thisMonth - live;
  return {
    forecast,
    isLow: forecast > perMonth || use.thisMonth >= perMonth * LOW_FROM,
    bulkSpacingMs: isSlowed
      ? Math.min(forBulk > 0 ? (leftMs * use.connections) / forBulk : SLOWEST_MS, SLOWEST_MS)
      : null,
    slowedUntil: isSlowed ? end : null,
  };
}
