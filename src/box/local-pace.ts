import { freshPace, grant, isQuiet, limit, type Pace } from '../domain/call-pace.js';
import {
  ALL_USERS,
  CHARGED_MS,
  MONTH,
  TOGETHER_MS,
  type PaceKey,
  type PaceReport,
  type SharedPace,
} from '../domain/pace-keys.js';

/** A pace in memory, which the governors of one process share: it is not known to other processes. */
export function createLocalPace(now: () => number = Date.now): SharedPace {
  const paces = new Map<string, Pace>();
  const charged = new Map<string, number>();
  const nameOf = ({ connectionId, userId }: PaceKey): string => `${connectionId}/${userId}`;
  const paceOf = (key: PaceKey): Pace => paces.get(nameOf(key)) ?? freshPace(now());

  /** Whether Box charges the caller: the user was quiet, and is not the only one that Box limits. */
  function isForCaller(
    { connectionId, userId, spacingMs, isForUser }: PaceReport,
    reports: readonly PaceReport[],
  ): boolean {
    if (isForUser || !isQuiet(paceOf({ connectionId, userId }), spacingMs, now())) return false;
    const own = new Set([userId, ALL_USERS, MONTH].map((name) => nameOf({ connectionId, userId: name })));
    return (
      reports.some((other) => other.connectionId === connectionId && other.userId !== userId) ||
      [...paces].some(
        ([name, { blockedUntil }]) =>
          name.startsWith(`${connectionId}/`) && !own.has(name) && blockedUntil + TOGETHER_MS > now(),
      )
    );
  }

  return {
    async take(asks) {
      return asks.map(({ connectionId, userId, spacingMs, ...wanted }) => {
        const key = { connectionId, userId };
        const { pace, granted } = grant(paceOf(key), wanted, spacingMs, now());
        paces.set(nameOf(key), pace);
        return { ...key, ...granted, chargedForMs: Math.max((charged.get(connectionId) ?? 0) - now(), 0) };
      });
    },
    async report(reports) {
      const told = reports.map((report) => ({ ...report, isCharged: isForCaller(report, reports) }));
      for (const { connectionId, userId, retryAfterMs, isCharged } of told) {
        const isShared = isCharged || (charged.get(connectionId) ?? 0) > now();
        for (const name of isShared ? [userId, ALL_USERS] : [userId]) {
          const key = { connectionId, userId: name };
          paces.set(nameOf(key), limit(paceOf(key), retryAfterMs, now()));
        }
      }
      for (const { connectionId, isCharged } of told) if (isCharged) charged.set(connectionId, now() + CHARGED_MS);
    },
  };
}
