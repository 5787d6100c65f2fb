/** The slots of one Box user that this process holds, and the calls that wait for them. */
import { batchOf, borrowedMs, CALL_LANES, SLOT_LIFE_MS, type CallLane } from '../domain/call-pace.js';
import type { PaceAnswer, PaceAsk, PaceKey } from '../domain/pace-keys.js';

/** A slot; times are those of this process. */
interface Slot {
  readonly bulkFrom: number;
  readonly liveFrom: number;
  readonly until: number;
}

/** A call that waits. */
export interface Waiter {
  readonly go: () => void;
  readonly fail: (reason: unknown) => void;
}

/** One user of a connection, in this process. */
export interface PacedUser extends PaceKey {
  spacingMs: number;
  readonly waiting: Readonly<Record<CallLane, Waiter[]>>;
  slots: Slot[];
  /** Calls that were made before the others were told: at most one. */
  untold: number;
  /** Whether a slot was free at once when they were last asked for; true before. */
  isFree: boolean;
  /** Not asked again before this time. */
  retryAt: number;
  blockedUntil: number;
  lastUsedAt: number;
  timer: NodeJS.Timeout | undefined;
  isAsking: boolean;
}

/** How long a user is remembered at least after the last call, in milliseconds. */
const KEPT_MS = 10_000;

/** A user without slots. */
export function pacedUser(key: PaceKey, spacingMs: number): PacedUser {
  const rest = {
    untold: 0,
    isFree: true,
    retryAt: 0,
    blockedUntil: 0,
    lastUsedAt: 0,
  };
  return { ...key, spacingMs, waiting: { live: [], bulk: [] }, slots: [], ...rest, timer: undefined, isAsking: false };
}

/**
 * Lets calls go that have a slot, live calls first. `mayGoUntold`: one live call may go before slots are asked for, which
 * spares a rare call the wait for a statement. A bulk call may not: another process may know that Box has the user wait.
 */
export function letGo(user: PacedUser, mayGoUntold: boolean, now: number): void {
  if (now < user.blockedUntil) return;
  user.slots = user.slots.filter(({ until }) => until >= now);
  const { live, bulk } = user.waiting;
  while (live.length > 0 && user.slots.some(({ liveFrom }) => liveFrom <= now)) {
    user.slots.splice(
      user.slots.findIndex(({ liveFrom }) => liveFrom <= now),
      1,
    );
    live.shift()?.go();
  }
  while (bulk.length > 0 && (user.slots[0]?.bulkFrom ?? Infinity) <= now) {
    user.slots.shift();
    bulk.shift()?.go();
  }
  if (!mayGoUntold || !user.isFree || user.untold > 0 || user.slots.length > 0) return;
  const first = live.shift();
  if (!first) return;
  user.untold = 1;
  first.go();
}

/** What to ask for now; null if nothing is needed. */
export function askOf(user: PacedUser, now: number): PaceAsk | null {
  const { connectionId, userId, spacingMs, slots, waiting, untold } = user;
  if (user.isAsking || now < user.blockedUntil || now < user.retryAt) return null;
  const live = Math.max(waiting.live.length - slots.length, 0);
  const batch = batchOf(spacingMs);
  // Only what waits: slots without a call lapse, and may be missing in another process.
  const needed = Math.min(waiting.bulk.length, batch);
  const held = Math.max(slots.length - waiting.live.length, 0);
  const bulk = held <= batch / 2 ? Math.max(needed - held, 0) : 0;
  return live + bulk === 0 ? null : { connectionId, userId, spacingMs, made: untold, live, bulk };
}

/** Adds the slots that were given. The times of the question and its answer are those of this process. */
export function addSlots(
  user: PacedUser,
  answer: PaceAnswer,
  { askedAt, answeredAt }: { readonly askedAt: number; readonly answeredAt: number },
): void {
  const { live, bulk, atOnce, firstInMs, spacingMs, retryInMs, blockedForMs } = answer;
  // The clock of the answer was read between these two times: never too early by it, never too late.
  const given = Array.from({ length: live + bulk }, (_, index): Slot => {
    const inMs = firstInMs + index * spacingMs;
    const bulkFrom = answeredAt + inMs;
    const liveFrom = index < atOnce ? answeredAt : bulkFrom - borrowedMs(user.spacingMs);
    return { bulkFrom, liveFrom, until: Math.max(askedAt + inMs, index < atOnce ? answeredAt : 0) + SLOT_LIFE_MS };
  });
  user.slots.push(...given);
  user.isFree = firstInMs <= 0 && blockedForMs === 0;
  const isSatisfied = user.waiting.live.length + user.waiting.bulk.length <= user.slots.length;
  user.retryAt = isSatisfied || live + bulk > 0 ? 0 : answeredAt + retryInMs;
  if (blockedForMs > 0) block(user, answeredAt + blockedForMs);
}

/** No call before this time: slots that are held lapse. */
export function block(user: PacedUser, until: number): void {
  user.blockedUntil = Math.max(user.blockedUntil, until);
  user.slots = [];
  user.isFree = false;
}

/** When something may go, or be asked for, that may not now; null if nothing waits. */
export function nextChange(user: PacedUser, now: number): number | null {
  const { waiting, slots } = user;
  if (CALL_LANES.every((lane) => waiting[lane].length === 0)) return null;
  const times = [
    user.blockedUntil,
    user.retryAt,
    ...(waiting.live.length > 0 ? slots.map(({ liveFrom }) => liveFrom) : []),
    ...(waiting.bulk.length > 0 ? slots.map(({ bulkFrom }) => bulkFrom) : []),
    ...slots.map(({ until }) => until + 1),
  ].filter((time) => time > now);
  return times.length === 0 ? null : Math.max(user.blockedUntil, Math.min(...times));
}

/** Whether nothing is known of the user that matters. */
export const isIdle = (user: PacedUser, now: number): boolean =>
  user.waiting.live.length + user.waiting.bulk.length + user.untold === 0 &&
  !user.isAsking &&
  Math.max(user.blockedUntil, user.lastUsedAt + KEPT_MS) <= now;
