/**
 * How many calls one user may make, as one state that all processes share: a schedule of slots. Each slot is one call.
 * Pure; time is passed in, in milliseconds of one clock.
 */

/** Every lane of calls. */
export const CALL_LANES = ['bulk', 'live'] as const;
/** The lane of a call: the bulk scan, or live work, which comes first. */
export type CallLane = (typeof CALL_LANES)[number];

/** The state of one user's pace. */
export interface Pace {
  /** The time of the next free slot. */
  readonly nextAt: number;
  /** When the calls of the recent past are worked off at nine tenths of the rate: the sooner, the more live calls fit. */
  readonly levelAt: number;
  /** The rate as a part of the full rate, as it was at `shareAt`; it recovers from then on. */
  readonly share: number;
  readonly shareAt: number;
  /** No call before this time: the end of the wait that Box requested. */
  readonly blockedUntil: number;
}

/** What a process asks for. */
export interface Wanted {
  /** Calls that were made already and are now reported: at most one per process and user. */
  readonly made: number;
  readonly live: number;
  readonly bulk: number;
}

/** Slots that a process was given, spaced evenly; the slots of live calls come first. Durations in milliseconds. */
export interface Granted {
  readonly live: number;
  readonly bulk: number;
  /** How many of the live calls may be made now, however far away their slots are. */
  readonly atOnce: number;
  /** How far away the first slot is; negative if its time has passed. */
  readonly firstInMs: number;
  readonly spacingMs: number;
  /** The time of the next free slot, by the clock of the pace. */
  readonly nextAt: number;
  /** In how much time it is worth asking again for what was not given. */
  readonly retryInMs: number;
  /** The rest of the wait that Box requested; 0 if there is none. */
  readonly blockedForMs: number;
}

/** Part of a call by which sums of times may be wrong. */
export const ROUNDING = 0.001;
/** How long after its time a slot may be used, in milliseconds; then it lapses. */
export const SLOT_LIFE_MS = 500;
/** How long after its time a slot is still given away, in milliseconds: a late process loses nothing. */
export const GIVEN_LATE_MS = 250;
/** How far ahead slots are given to the bulk scan, in milliseconds: what a killed process loses of the pace. */
export const HORIZON_MS = 350;
/** How many slots ahead of time a live call may use one, as a part of a minute's calls. */
export const BORROWED_SHARE = 0.0125;
/** The rate at which the recent past is worked off, and the live calls that then fit at once, as parts of a minute's. */
export const LEVEL_RATE = 0.9;
export const LEVEL_SHARE = 0.09;
/** The smallest rate after many 429s, as a part of the full rate. */
export const LEAST_SHARE = 0.2;
/** How long the rate takes to recover from zero to full, in milliseconds. */
export const RECOVERY_MS = 2 * 60_000;
/** How long to wait after a 429 without `Retry-After`, in milliseconds. */
export const DEFAULT_BLOCK_MS = 5_000;

/** The live calls that fit at once after a quiet time: at least two. `spacingMs` is the time between slots. */
export const levelCalls = (spacingMs: number): number => Math.max((60_000 / spacingMs) * LEVEL_SHARE, 2);

/** How long before its time a live call may use a slot, in milliseconds: at least one slot's time. */
export const borrowedMs = (spacingMs: number): number => Math.max(60_000 * BORROWED_SHARE, spacingMs);

/** The most slots that a user is given ahead, at any pace: each process remembers those of a thousand users and more. */
const MAX_BATCH = 32;

/** How many slots the bulk scan asks for at a time. */
export const batchOf = (spacingMs: number): number =>
  Math.min(Math.max(Math.floor(HORIZON_MS / spacingMs), 1), MAX_BATCH);

/** A time before `now` by which everything is worked off, in milliseconds. */
export const RESTED_MS = 3_600_000;

/** The pace of a user who has not called. */
export function freshPace(now: number): Pace {
  return { nextAt: now, levelAt: now - RESTED_MS, share: 1, shareAt: now, blockedUntil: 0 };
}

/**
 * Gives slots. `spacingMs` is the time between calls at the full rate. In any minute at most 60 s ÷ `spacingMs` calls are
 * made, and in addition about 2 % (the borrowed slots and those that may be used late) and one per process.
 *
 * The statement of src/store/connections/box-pace.ts does the same in Postgres; a test compares the two.
 */
export function grant(pace: Pace, wanted: Wanted, spacingMs: number, now: number): { pace: Pace; granted: Granted } {
  const share = shareAt(pace, now);
  const spacing = spacingMs / share;
  const isBlocked = pace.blockedUntil > now;
  const first = Math.max(pace.nextAt, now - GIVEN_LATE_MS, pace.blockedUntil) + wanted.made * spacing;
  const levelSpacing = spacingMs / LEVEL_RATE;
  const level = Math.max(pace.levelAt, now - levelCalls(spacingMs) * levelSpacing) + wanted.made * levelSpacing;
  const fits = isBlocked || share < 1 ? 0 : Math.max(Math.floor((now - level) / levelSpacing + ROUNDING), 0);
  const atOnce = Math.min(wanted.live, fits);
  const until = (at: number, aheadMs: number): number =>
    isBlocked ? 0 : Math.max(Math.floor((now + aheadMs - at) / spacing) + 1, 0);
  const live = Math.min(wanted.live, Math.max(atOnce, until(first, HORIZON_MS + borrowedMs(spacingMs))));
  const afterLive = first + live * spacing;
  const bulk = Math.min(wanted.bulk, until(afterLive, HORIZON_MS));
  const nextAt = afterLive + bulk * spacing;
  const blockedForMs = Math.max(pace.blockedUntil - now, 0);
  // For a batch that is worth a statement, not for a single slot.
  const ahead = wanted.live > live ? HORIZON_MS + borrowedMs(spacingMs) : HORIZON_MS;
  const retryInMs = Math.max(nextAt + Math.floor(batchOf(spacingMs) / 2) * spacing - ahead - now, blockedForMs, 1);
  return {
    pace: {
      ...pace,
      nextAt,
      levelAt: Math.min(level + (live + bulk) * levelSpacing, now),
      share,
      shareAt: Math.max(pace.shareAt, now),
    },
    granted: { live, bulk, atOnce, firstInMs: first - now, spacingMs: spacing, nextAt, retryInMs, blockedForMs },
  };
}

/**
 * The pace after a 429: blocked for the time that Box requested, and at half the rate afterwards. Further 429s during the
 * block belong to calls that were already in flight, so they extend the block but do not halve the rate again.
 */
export function limit(pace: Pace, retryAfterMs: number | null, now: number): Pace {
  const blockedUntil = Math.max(pace.blockedUntil, now + (retryAfterMs ?? DEFAULT_BLOCK_MS));
  const share = pace.blockedUntil > now ? pace.share : Math.max(shareAt(pace, now) / 2, LEAST_SHARE);
  return { ...pace, share, shareAt: Math.max(pace.shareAt, now), blockedUntil };
}

/** Whether more than half of the live calls fit that may be made at once: then a 429 was not for this user's own calls. */
export const isQuiet = (pace: Pace, spacingMs: number, now: number): boolean =>
  now - pace.levelAt > (levelCalls(spacingMs) / 2) * (spacingMs / LEVEL_RATE);

/** A reduced rate recovers from the end of the block on. */
const shareAt = ({ share, shareAt: from, blockedUntil }: Pace, now: number): number =>
  Math.min(share + Math.max(now - Math.max(from, blockedUntil), 0) / RECOVERY_MS, 1);
