import { freshPace, grant, isQuiet, limit, type Pace } from '../domain/call-pace.js';
import { ALL_USERS, CHARGED_MS, type PaceKey, type SharedPace } from '../domain/pace-keys.js';

/** A pace in memory, which the governors of one process share: it is not known to other processes. */
export function createLocalPace(now: () => number = Date.now): SharedPace {
  const paces = new Map<string, Pace>();
  const charged = new Map<string, number>();
  const nameOf = ({ connectionId, userId }: PaceKey): string => `${connectionId}/${userId}`;
  const paceOf = (key: PaceKey): Pace => paces.get(nameOf(key)) ?? freshPace(now());

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
      for (const { connectionId, userId, spacingMs, retryAfterMs } of reports) {
        const [own, all] = [paceOf({ connectionId, userId }), { connectionId, userId: ALL_USERS }];
        if (isQuiet(own, spacingMs, now())) charged.set(connectionId, now() + CHARGED_MS);
        paces.set(nameOf({ connectionId, userId }), limit(own, retryAfterMs, now()));
        if ((charged.get(connectionId) ?? 0) > now()) paces.set(nameOf(all), limit(paceOf(all), retryAfterMs, now()));
      }
    },
  };
}
