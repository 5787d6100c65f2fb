/** Who asked for what, counted; and the limit of calls a minute. */
import type { Clock } from '../clock.js';

/** How many requests there were; `byMinute` by minute in UTC, as 2026-11-01T08:00. */
export interface RequestSummary {
  readonly total: number;
  readonly byRoute: Readonly<Record<string, number>>;
  readonly byUser: Readonly<Record<string, number>>;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly byMinute: Readonly<Record<string, number>>;
}

export interface RequestLog {
  count(request: { readonly userId: string; readonly route: string; readonly status: number }): void;
  /** Takes one call out of a user's minute; answers the seconds to wait when there is none left. */
  take(userId: string, perMinute: number): number;
  summary(): RequestSummary;
  reset(): void;
}

export function createRequestLog(clock: Clock): RequestLog {
  const byRoute = new Map<string, number>();
  const byUser = new Map<string, number>();
  const byMinute = new Map<string, number>();
  const byStatus = new Map<string, number>();
  let total = 0;
  const buckets = new Map<string, { tokens: number; at: number }>();
  const raise = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);

  return {
    count({ userId, route, status }) {
      total += 1;
      raise(byRoute, route);
      raise(byUser, userId);
      raise(byStatus, String(status));
      raise(byMinute, new Date(clock.now()).toISOString().slice(0, 16));
    },
    take(userId, perMinute) {
      const now = clock.now();
      const bucket = buckets.get(userId) ?? { tokens: perMinute, at: now };
      const tokens = Math.min(bucket.tokens + ((now - bucket.at) * perMinute) / 60_000, perMinute);
      buckets.set(userId, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
      return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * 60) / perMinute);
    },
    summary: () => ({
      total,
      byRoute: Object.fromEntries(byRoute),
      byUser: Object.fromEntries(byUser),
      byStatus: Object.fromEntries(byStatus),
      byMinute: Object.fromEntries(byMinute),
    }),
    reset() {
      for (const counts of [byRoute, byUser, byMinute, byStatus]) counts.clear();
      total = 0;
    },
  };
}
