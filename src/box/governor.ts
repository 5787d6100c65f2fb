import { DEFAULT_BLOCK_MS, type CallLane } from '../domain/call-pace.js';
import {
  ALL_USERS,
  CHARGED_MS,
  MONTH,
  type PaceAnswer,
  type PaceAsk,
  type PaceKey,
  type PaceReport,
  type SharedPace,
} from '../domain/pace-keys.js';
import { boxError } from './errors.js';
import { createLocalPace } from './local-pace.js';
import { addSlots, askOf, block, isIdle, letGo, nextChange, pacedUser, type PacedUser } from './paced-user.js';

/** Keeps the calls of one connection just below Box's rate limit. */
export interface Governor {
  /**
   * Waits until a call on behalf of `userId` fits the pace. Rejects if `signal` aborts or slots cannot be taken, and with
   * `BoxRateLimited` if a bulk call has waited two minutes for its share of the month's calls, or if Box has the user wait
   * for more than two seconds: a listing that waits would keep the place of another user's. With `goesFirst`, it is made
   * before those of its lane that wait already: for rare calls on which others depend.
   */
  acquire(userId: string, lane: CallLane, signal?: AbortSignal, goesFirst?: boolean): Promise<void>;
  /** Records that Box rejected a call on behalf of `userId` with 429. */
  limited(userId: string, retryAfterMs: number | null): void;
  /** Until when calls wait because Box limited the rate (epoch milliseconds); null if none do. */
  limitedUntil(): number | null;
  /** The users of whom more calls would only wait. */
  waitingUsers(): WaitingUsers;
}

/** Users whose calls wait in this process. */
export interface WaitingUsers {
  /** Several bulk calls of theirs wait already for their pace. */
  readonly busy: readonly string[];
  /** Box has them wait, so that a bulk call would fail at once. */
  readonly limited: readonly string[];
}

/** The governors of one process. */
export interface Governors {
  of(connectionId: string): Governor;
}

/** What governors need. */
export interface GovernorOptions {
  /** Calls per minute and user, of all processes together. */
  readonly requestsPerMinutePerUser: number;
  /** The pace that all processes share; by default each process has its own. */
  readonly pace?: SharedPace;
  /** The time between two calls of the bulk scan while the month's calls run short, in milliseconds; null otherwise. */
  readonly bulkSpacingMs?: (connectionId: string) => Promise<number | null>;
  readonly now?: () => number;
}

/** Above this number of users, idle ones are forgotten. */
const MAX_USERS = 1_000;
/** Documented by Box: calls a minute that it allows one user, or perhaps one caller. */
const BOX_ALLOWS = 1_000;
/** How many calls more than a caller may make, in one minute and at once, show that Box does not charge the caller. */
const CERTAINLY_MORE = 1.1;
/** For how long Box is believed to charge users after that, in milliseconds. */
const BELIEVED_MS = 10 * 60_000;
/**
 * The least time between two questions that only the bulk scan has, in milliseconds, if the time of two slots is no less:
 * they are asked together.
 */
const ASK_APART_MS = 25;
/** How long a call that was made without a slot may stay unreported to the other processes, in milliseconds. */
const TELL_MS = 1_000;
/** How long a bulk call waits at most for the end of a user's rate limit, in milliseconds; longer, it fails at once. */
const HELD_MS = 2_000;
/** How many bulk calls of a user may wait before more of them are worth nothing: as many as a batch of slots serves. */
const BUSY = 4;
/** The longest single wait, in milliseconds. */
const MAX_WAIT_MS = 60_000;
/** The longest wait of a bulk call for its share of the month, in milliseconds: less than the time limit of a slice. */
const MONTH_WAIT_MS = 120_000;

/** A single governor with a pace of its own, or that of `options`. */
export const createGovernor = (options: GovernorOptions): Governor => createGovernors(options).of('-');

/**
 * Keeps one pace per user, because Box documents its limit per user (1,000 calls a minute). For a call with `as-user` it
 * is not documented which user Box charges. If Box limits two users at the same time who are well within their own pace,
 * it charges the caller: all users then share one pace for ten minutes, in addition to their own. It does not if more calls
 * succeed than one caller may make.
 *
 * Slots are taken from the shared pace in batches: one statement at a time for all users who need some. A user who has
 * spare slots may make one live call before that.
 */
export function createGovernors(options: GovernorOptions): Governors {
  const now = options.now ?? Date.now;
  const pace = options.pace ?? createLocalPace(now);
  const spacingMs = 60_000 / options.requestsPerMinutePerUser;
  const users = new Map<string, PacedUser>();
  const reports = new Map<string, PaceReport>();
  /** By connection: until when all users share one pace, until when they may, and until when calls wait after a 429. */
  const chargedUntil = new Map<string, number>();
  const cautiousUntil = new Map<string, number>();
  const limitedUntil = new Map<string, number>();
  /** By connection: until when a caller whom Box charges would be busy with the calls that were made. */
  const callerBusyUntil = new Map<string, number>();
  const callerSpacingMs = 60_000 / Math.max(BOX_ALLOWS, options.requestsPerMinutePerUser) / CERTAINLY_MORE;
  let isRunning = false;
  /** Whether a user needed slots while others were given theirs, and whether at once. */
  let [isNeeded, isUrgent] = [false, false];
  let lastAskedAt = 0;
  let askTimer: NodeJS.Timeout | undefined;
  let tellTimer: NodeJS.Timeout | undefined;

  function userOf(connectionId: string, userId: string, spacing: number): PacedUser {
    const name = nameOf({ connectionId, userId });
    const known = users.get(name);
    if (known) {
      // The month's pace changes; calls that wait keep their places.
      known.spacingMs = spacing;
      return known;
    }
    const user = pacedUser({ connectionId, userId }, spacing);
    if (users.size >= MAX_USERS) forgetIdle();
    users.set(name, user);
    return user;
  }

  function forgetIdle(): void {
    for (const [name, user] of users) if (isIdle(user, now())) users.delete(name);
    for (const until of [chargedUntil, cautiousUntil, limitedUntil, callerBusyUntil])
      for (const [id, time] of until) if (time <= now()) until.delete(id);
  }

  async function wait(user: PacedUser, lane: CallLane, signal?: AbortSignal, goesFirst = false): Promise<void> {
    signal?.throwIfAborted();
    user.lastUsedAt = now();
    await new Promise<void>((resolve, reject) => {
      const end = (): void => signal?.removeEventListener('abort', onAbort);
      const waiter = {
        go: () => {
          end();
          resolve();
        },
        fail: (reason: unknown) => {
          end();
          reject(reason instanceof Error ? reason : new Error('Slots could not be taken', { cause: reason }));
        },
      };
      const onAbort = (): void => {
        const waiting = user.waiting[lane];
        const index = waiting.indexOf(waiter);
        if (index >= 0) waiting.splice(index, 1);
        waiter.fail(signal?.reason);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      if (goesFirst) user.waiting[lane].unshift(waiter);
      else user.waiting[lane].push(waiter);
      advance(user);
    });
  }

  const isHeld = (user: PacedUser): boolean => user.blockedUntil - now() > HELD_MS;

  /** Fails the bulk calls of a user whom Box has wait for long. All users together, or the month, have nobody to yield to. */
  function yieldPlaces(user: PacedUser): void {
    const retryAfterMs = user.blockedUntil - now();
    if (!isHeld(user) || user.userId === ALL_USERS || user.userId === MONTH) return;
    for (const waiter of user.waiting.bulk.splice(0)) {
      waiter.fail(boxError('BoxRateLimited', 'box_rate_limited', { retryAfterMs }));
    }
  }

  /** Lets calls go, asks for what is missing, and comes back when more can be done. */
  function advance(user: PacedUser): void {
    const { connectionId, userId } = user;
    yieldPlaces(user);
    const isSure = (cautiousUntil.get(connectionId) ?? 0) <= now();
    letGo(user, isSure && userId !== MONTH, now());
    clearTimeout(user.timer);
    const next = nextChange(user, now());
    // Node's timers may fire up to a millisecond early.
    const inMs = next === null ? 0 : Math.min(Math.ceil(next - now()) + 1, MAX_WAIT_MS);
    user.timer = next === null ? undefined : setTimeout(() => advance(user), inMs);
    if (askOf(user, now())) run(user.waiting.live.length > 0);
    else if (user.untold > 0) tellTimer ??= setTimeout(() => run(true), TELL_MS).unref();
  }

  function run(atOnce: boolean): void {
    if (isRunning) {
      [isNeeded, isUrgent] = [true, isUrgent || atOnce];
      return;
    }
    const inMs = atOnce ? 0 : lastAskedAt + Math.min(ASK_APART_MS, 2 * spacingMs) - now();
    if (inMs > 0) {
      askTimer ??= setTimeout(() => run(true), inMs);
      return;
    }
    isRunning = true;
    [isNeeded, isUrgent] = [false, false];
    for (const timer of [askTimer, tellTimer]) clearTimeout(timer);
    [askTimer, tellTimer] = [undefined, undefined];
    // Not at once: the calls of this turn are asked for together.
    setImmediate(() => void exchange());
  }

  async function exchange(): Promise<void> {
    const asked = collect();
    for (const { user } of asked) user.isAsking = true;
    let hasFailed = false;
    try {
      if (reports.size > 0) await tellLimits();
      const askedAt = now();
      lastAskedAt = askedAt;
      const answers = asked.length === 0 ? [] : await pace.take(asked.map(({ ask }) => ask));
      const byName = new Map(answers.map((answer) => [nameOf(answer), answer]));
      for (const { user, ask } of asked) settle(user, ask, byName.get(nameOf(ask)), askedAt);
    } catch (error) {
      hasFailed = true;
      for (const { user } of asked) {
        const { live, bulk } = user.waiting;
        for (const waiter of [...live.splice(0), ...bulk.splice(0)]) waiter.fail(error);
      }
    } finally {
      for (const { user } of asked) user.isAsking = false;
      isRunning = false;
    }
    for (const { user } of asked) advance(user);
    if (isNeeded) run(isUrgent);
    if (reports.size > 0) tellTimer ??= setTimeout(() => run(true), hasFailed ? TELL_MS : 0).unref();
  }

  /** What to ask for all users, and the calls that were made already. */
  function collect(): { readonly user: PacedUser; readonly ask: PaceAsk }[] {
    return [...users.values()].flatMap((user) => {
      const ask = askOf(user, now()) ?? (user.untold > 0 && !user.isAsking ? nothingOf(user) : null);
      return ask ? [{ user, ask }] : [];
    });
  }

  function settle(user: PacedUser, ask: PaceAsk, answer: PaceAnswer | undefined, askedAt: number): void {
    if (!answer) return;
    user.untold -= ask.made;
    addSlots(user, answer, { askedAt, answeredAt: now() });
    const { connectionId, blockedForMs, chargedForMs } = answer;
    if (blockedForMs > 0) raise(limitedUntil, connectionId, now() + blockedForMs);
    if (chargedForMs === 0) return;
    chargedUntil.set(connectionId, now() + chargedForMs);
    raise(cautiousUntil, connectionId, now() + chargedForMs);
  }

  function countForCaller(connectionId: string): void {
    const until = Math.max(callerBusyUntil.get(connectionId) ?? 0, now()) + callerSpacingMs;
    callerBusyUntil.set(connectionId, Math.min(until, now() + BELIEVED_MS));
  }

  async function tellLimits(): Promise<void> {
    const told = [...reports.entries()];
    // Without a call, a user may have no pace yet that could be slowed.
    await pace.take(
      told.map(([, { connectionId, userId }]) => nothingOf({ connectionId, userId, spacingMs, untold: 0 })),
    );
    await pace.report(told.map(([, report]) => report));
    for (const [name, report] of told) if (reports.get(name) === report) reports.delete(name);
  }

  async function waitForMonth(connectionId: string, signal?: AbortSignal): Promise<void> {
    const spacing = await options.bulkSpacingMs?.(connectionId);
    if (spacing === null || spacing === undefined) return;
    const limit = AbortSignal.timeout(MONTH_WAIT_MS);
    try {
      await wait(userOf(connectionId, MONTH, spacing), 'bulk', signal ? AbortSignal.any([signal, limit]) : limit);
    } catch (error) {
      if (signal?.aborted !== true && limit.aborted) {
        throw boxError('BoxRateLimited', 'monthly_calls_low', { retryAfterMs: spacing });
      }
      throw error;
    }
  }

  function of(connectionId: string): Governor {
    return {
      async acquire(userId, lane, signal, goesFirst) {
        if (lane === 'bulk') await waitForMonth(connectionId, signal);
        await wait(userOf(connectionId, userId, spacingMs), lane, signal, goesFirst);
        if (now() < (chargedUntil.get(connectionId) ?? 0)) {
          await wait(userOf(connectionId, ALL_USERS, spacingMs), lane, signal, goesFirst);
        }
        countForCaller(connectionId);
      },
      limited(userId, retryAfterMs) {
        const user = userOf(connectionId, userId, spacingMs);
        const until = now() + (retryAfterMs ?? DEFAULT_BLOCK_MS);
        block(user, until);
        raise(limitedUntil, connectionId, until);
        raise(cautiousUntil, connectionId, Math.max(until, now() + CHARGED_MS));
        const isForUser = (callerBusyUntil.get(connectionId) ?? 0) > now() + 60_000 * CERTAINLY_MORE;
        reports.set(nameOf(user), { connectionId, userId, retryAfterMs, spacingMs, isForUser });
        advance(user);
        run(true);
      },
      limitedUntil() {
        const until = limitedUntil.get(connectionId) ?? 0;
        return until > now() ? until : null;
      },
      waitingUsers() {
        const own = [...users.values()].filter(
          (user) => user.connectionId === connectionId && user.userId !== ALL_USERS && user.userId !== MONTH,
        );
        const limited = own.filter(isHeld);
        const busy = own.filter((user) => !isHeld(user) && user.waiting.bulk.length >= BUSY);
        return { busy: busy.map(({ userId }) => userId), limited: limited.map(({ userId }) => userId) };
      },
    };
  }

  return { of };
}

const nameOf = ({ connectionId, userId }: PaceKey): string => `${connectionId}/${userId}`;

/** Asks for nothing, and reports the calls that were made. */
const nothingOf = (user: Pick<PacedUser, 'connectionId' | 'userId' | 'spacingMs' | 'untold'>): PaceAsk => {
  const { connectionId, userId, spacingMs, untold: made } = user;
  return { connectionId, userId, spacingMs, made, live: 0, bulk: 0 };
};

const raise = (times: Map<string, number>, key: string, time: number): void => {
  times.set(key, Math.max(times.get(key) ?? 0, time));
};
